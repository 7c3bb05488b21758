"""The parts of France that are neither a department nor a region: our tables hold none of them.

Names of communes are those of INSEE's list of the overseas collectivities; with them stand a few
names of islands and chief places under which people know them.
"""

from territories.names import search_form

# The code that INSEE gives each collectivity begins the codes of its communes and, two islands
# aside, their postal codes.
NAMES = {
    "975": "Saint-Pierre-et-Miquelon",
    "977": "Saint-Barthélemy",
    "978": "Saint-Martin",
    "984": "Terres australes et antarctiques françaises",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie française",
    "988": "Nouvelle-Calédonie",
}
POSTAL_CODES = {"97133": "977", "97150": "978"}
OTHER_NAMES = {
    "975": ["Saint Pierre and Miquelon", "SPM", "Saint-Pierre", "Miquelon", "Miquelon-Langlade"],
    "977": ["Saint-Barth", "St Barts", "Gustavia"],
    "978": ["Marigot", "Sint Maarten"],
    "984": ["TAAF", "Kerguelen", "Terre Adélie"],
    "986": ["Wallis and Futuna", "Wallis", "Futuna", "Uvea", "Alo", "Sigave", "Mata-Utu"],
    "987": [
        *("French Polynesia", "Polynésie", "Polynesia", "Tahiti", "Moorea", "Anaa", "Arue"),
        *("Arutua", "Bora-Bora", "Faaa", "Fakarava", "Fangatau", "Fatu-Hiva", "Gambier", "Hao"),
        *("Hikueru", "Hitiaa O Te Ra", "Hiva-Oa", "Huahine", "Mahina", "Makemo", "Manihi"),
        *("Maupiti", "Moorea-Maiao", "Napuka", "Nuku-Hiva", "Nukutavake", "Paea", "Papara"),
        *("Papeete", "Pirae", "Pukapuka", "Punaauia", "Raivavae", "Rangiroa", "Rapa", "Reao"),
        *("Rimatara", "Rurutu", "Tahaa", "Tahuata", "Taiarapu-Est", "Taiarapu-Ouest", "Takaroa"),
        *("Taputapuatea", "Tatakoto", "Teva I Uta", "Tubuai", "Tumaraa", "Tureia", "Ua-Huka"),
        *("Ua-Pou", "Uturoa"),
    ],
    "988": [
        *("New Caledonia", "Belep", "Boulouparis", "Bourail", "Canala", "Dumbéa", "Farino"),
        *("Hienghène", "Houaïlou", "L'Île-des-Pins", "Kaala-Gomen", "Koné", "Kouaoua", "Koumac"),
        *("La Foa", "Lifou", "Maré", "Moindou", "Le Mont-Dore", "Nouméa", "Ouégoa", "Ouvéa"),
        *("Païta", "Poindimié", "Ponérihouen", "Pouébo", "Pouembout", "Poum", "Poya", "Sarraméa"),
        *("Thio", "Touho", "Voh", "Yaté"),
    ],
}
CODES_BY_NAME = {
    search_form(name): code for code in NAMES for name in [NAMES[code], *OTHER_NAMES[code]]
}
# So many letters of a name tell which is meant.
ENOUGH = 5


def not_covered_by_code(code):
    """Return the code of the collectivity that a code or its beginning names, or ""."""
    code = POSTAL_CODES.get(code, code[:3])
    return code if code in NAMES else ""


def not_covered_by_name(name):
    """Return the code of the collectivity in which a place is named so (`search_form`), or ""."""
    return CODES_BY_NAME.get(name, "")


def not_covered_by_beginning(name):
    """Return the code of the first collectivity of which a name begins so, or ""."""
    if len(name) < ENOUGH:
        return ""
    return next((code for known, code in CODES_BY_NAME.items() if known.startswith(name)), "")
