"""What the tests of the loader share: small fixture folders, and all that a database holds."""

from io import StringIO

import yaml
from django.apps import apps
from django.core.management import call_command

from initiatives import models as initiatives
from resources import models as resources

CONTENT_APPS = ("resources", "initiatives", "ess_rural")

GUIDE = {
    "slug": "guide",
    "title_fr": "Guide",
    "title_en": "Guide",
    "summary_fr": "Un guide.",
    "summary_en": "A guide.",
    "type": "guide",
    "status": "published",
}
SHOPS = {"slug": "commerces", "position": 1, "name_fr": "Commerces", "name_en": "Shops"}
PREMISES = {
    "slug": "local",
    "title_fr": "Prêter un local",
    "title_en": "Lend premises",
    "summary_fr": "Un local suffit.",
    "summary_en": "Premises are enough.",
    "resources": [["guide"]],
    "status": "published",
}
GROCERY = {
    "slug": "epicerie",
    "name_fr": "L’Épicerie",
    "name_en": "The Grocery",
    "kind": "enterprise",
    "summary_fr": "Le dernier commerce.",
    "summary_en": "The last shop.",
    "aliases": "L’Épi\nLe Comptoir",
    "sectors": [["commerces"]],
    "levers": [["local"]],
    "commune": ["56006"],
    "latitude": 47.9,
    "longitude": -2.3,
    "scope": "local",
    "year_founded": 2016,
    "related": [["velos"]],
    "status": "published",
}
BICYCLES = {
    "slug": "velos",
    "name_fr": "Vélos",
    "name_en": "Bicycles",
    "kind": "network",
    "summary_fr": "Des vélos.",
    "summary_en": "Bicycles.",
    "scope": "regional",
    "departments": [["56"], ["35"]],
    "related": [["epicerie"]],
    "status": "published",
}
SOURCE = {"record": ["epicerie"], "resource": ["guide"], "locator": "Page 3"}
ACTION = {
    "initiative": ["epicerie"],
    "position": 1,
    "authority_fr": "Commune d’Augan",
    "authority_en": "Municipality of Augan",
    "kind": "premises",
    "text_fr": "Prête un local.",
    "text_en": "Lends premises.",
    "lever": ["local"],
    "share_percent": "20",
    "resource": ["guide"],
}
MEMBERS = {
    "initiative": ["epicerie"],
    "position": 1,
    "label_fr": "Associés",
    "label_en": "Members",
    "value_fr": "180",
    "value_en": "180",
}


NEW_SECTOR = {"slug": "sante", "position": 2, "name_fr": "Santé", "name_en": "Health"}

DONE = "Content is up to date."


def path_of(folder, model):
    return folder / f"{model._meta.app_label}__{model._meta.model_name}.yaml"


def add(folder, model, *records):
    """Append records, as dictionaries of their fields, to the fixture of a model."""
    entries = [{"model": model._meta.label_lower, "fields": fields} for fields in records]
    with path_of(folder, model).open("a", encoding="utf-8") as file:
        yaml.safe_dump(entries, file, allow_unicode=True, sort_keys=False)


def rewrite(folder, model, *records):
    """Have the fixture of a model hold these records and no other."""
    path_of(folder, model).unlink(missing_ok=True)
    add(folder, model, *records)


def fill(folder):
    """Write a small directory and return its folder."""
    folder.mkdir()
    add(folder, resources.Resource, GUIDE)
    add(folder, initiatives.Sector, SHOPS)
    add(folder, initiatives.Lever, PREMISES)
    add(folder, initiatives.Initiative, GROCERY, BICYCLES)
    add(folder, initiatives.InitiativeSource, SOURCE)
    add(folder, initiatives.AuthorityAction, ACTION)
    add(folder, initiatives.KeyFact, MEMBERS)
    return folder


def load(folder, *update):
    """Run the command on a folder and return the lines that it prints about content."""
    out = StringIO()
    call_command("load_content", folder=folder, update=list(update), stdout=out, no_color=True)
    lines = out.getvalue().splitlines()
    return [line for line in lines if "territor" not in line.lower()]


def everything():
    """Return every row of every table of content, and the number of rows of all others."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if model._meta.app_label in CONTENT_APPS:
            rows[label] = list(model.objects.order_by("pk").values())
        else:
            rows[label] = model.objects.count()
    return rows
