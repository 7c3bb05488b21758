"""The whole story of what people send in: partners, staff and readers, each in their own browser.

The e-mails are real: a mail server receives them, and their links are followed.
"""

import re
import socket

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from tests.browser.people import Postbox, confirm, link_in, open_waiting, send, sign_in

pytestmark = pytest.mark.browser

FRENCH = {"locale": "fr-FR"}
PHONE = {**FRENCH, "viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
PARTNER, VISITOR, KEEPER = "partner@example.org", "visitor@example.org", "keeper@example.org"


@pytest.fixture
def postbox():
    """The mail server of all of them, and where it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Postbox(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def letter_to(postbox, manage):
    """Return a function that has the e-mails sent and gives the newest to somebody."""

    def delivered(address):
        manage("send_mails", EMAIL_URL=f"smtp://127.0.0.1:{postbox.port}")
        return postbox.handler.last_to(address)

    return delivered


# A project, from the first attempt to the page that everybody reads


@pytest.mark.usefixtures("staff")
def test_a_partner_proposes_a_project_and_the_moderator_publishes_it(browse, letter_to):
    partner, moderator, reader = browse(**FRENCH), browse(**FRENCH), browse(**FRENCH)
    propose_with_mistakes(partner)
    mend_and_send(partner)

    subject, text = letter_to(PARTNER)
    assert "Confirmez" in subject
    confirm(partner, link_in(text))
    followed = partner.url

    sign_in(moderator, "moderator")
    open_waiting(moderator, "Propositions à examiner", "Le Comptoir de la Cocotte")
    moderator.get_by_label("Motif").fill("Dites aussi depuis quand il existe.")
    moderator.get_by_role("button", name="Demander des précisions").click()
    expect(moderator.get_by_text("Précisions demandées")).to_be_visible()

    subject, text = letter_to(PARTNER)
    assert "Modifications demandées" in subject
    assert "Dites aussi depuis quand il existe." in text
    amend(partner, link_in(text))

    open_waiting(moderator, "Propositions à examiner", "Le Comptoir de la Cocotte")
    moderator.get_by_label("Une nouvelle initiative").check()
    moderator.get_by_role("button", name="Accepter").click()
    expect(moderator.get_by_role("heading", name="Le Comptoir de la Cocotte")).to_be_visible()
    assert "Acceptée" in letter_to(PARTNER)[0]
    partner.goto(followed)
    expect(partner.get_by_text("La rédaction prépare la page")).to_be_visible()
    assert found_by_search(reader, "Cocotte Questembert").count() == 0

    translate_and_publish(moderator)
    found_by_search(reader, "Cocotte Questembert").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Le Comptoir de la Cocotte")
    expect(reader.get_by_text("A prêté l’ancienne poste.")).to_be_visible()
    reader.get_by_role("link", name="English").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("The Hen’s Counter")
    expect(reader.get_by_text("Lent the former post office.")).to_be_visible()
    partner.goto(followed)
    partner.get_by_role("link", name="Voir la page publique").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text("Le Comptoir de la Cocotte")


def propose_with_mistakes(page):
    """Send a form without its sentence, with a wrong e-mail and a commune that there is not."""
    page.goto("/fr/proposer/")
    page.get_by_label("Nom du projet").fill("Le Comptoir de la Cocotte")
    likely = page.locator("#duplicates").get_by_role("link", name="Le Comptoir des Cocottes")
    expect(likely).to_be_visible()
    page.get_by_role("checkbox", name="Commerces et services").check()
    page.get_by_label("Commune", exact=True).fill("Questembertt")
    page.get_by_label("Territoire desservi").select_option("Locale")
    page.get_by_label("Quelle collectivité").first.fill("Commune de Questembert")
    page.get_by_label("Ce qu’elle a apporté").first.select_option("Locaux")
    page.get_by_label("Ce qu’elle a fait").first.fill("A prêté l’ancienne poste.")
    page.get_by_label("Votre nom").fill("Camille Martin")
    page.get_by_label("Votre adresse électronique").fill("partner à example.org")
    page.get_by_label("J’accepte que mes textes").check()
    send(page, "Envoyer le projet")

    summary = page.locator("#faults")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(
        [
            re.compile("^Y est-il déjà"),
            re.compile("^Le projet en une phrase"),
            re.compile("^Commune.*Questembertt"),
            re.compile("^Votre adresse électronique"),
        ]
    )
    # Nothing that was typed is lost.
    expect(page.get_by_label("Nom du projet")).to_have_value("Le Comptoir de la Cocotte")
    expect(page.get_by_role("checkbox", name="Commerces et services")).to_be_checked()
    expect(page.get_by_label("Commune", exact=True)).to_have_value("Questembertt")
    expect(page.get_by_label("Ce qu’elle a fait").first).to_have_value("A prêté l’ancienne poste.")
    expect(page.get_by_label("Votre adresse électronique")).to_have_value("partner à example.org")
    expect(page.get_by_label("J’accepte que mes textes")).to_be_checked()


def mend_and_send(page):
    """Follow the summary of errors to each field, mend it, and send the form."""
    page.get_by_label("Aucun de ceux-ci n’est mon projet.").check()
    page.locator("#faults").get_by_role("link", name="Le projet en une phrase").click()
    expect(page.get_by_label("Le projet en une phrase")).to_be_focused()
    page.keyboard.type("Une épicerie tenue par ses clients.")
    commune = page.get_by_label("Commune", exact=True)
    commune.fill("")
    commune.press_sequentially("questem")
    page.get_by_role("option", name="Questembert").click()
    page.get_by_label("Votre adresse électronique").fill(PARTNER)
    send(page, "Envoyer le projet")
    expect(page.get_by_role("heading", name="Encore une étape")).to_be_visible()


def amend(page, link):
    page.goto(link)
    expect(page.get_by_role("heading", name="demande des modifications")).to_be_visible()
    expect(page.get_by_text("Dites aussi depuis quand il existe.")).to_be_visible()
    page.get_by_role("link", name="Modifier votre envoi").click()
    page.get_by_label("Année de création").fill("2021")
    send(page, "Envoyer les modifications")
    expect(page.get_by_role("heading", name="Vos modifications")).to_be_visible()


def translate_and_publish(page):
    page.get_by_role("tab", name="Anglais").click()
    page.locator("#id_name_en").fill("The Hen’s Counter")
    page.locator("#id_summary_en").fill("A grocery run by its customers.")
    page.locator("#id_actions-0-authority_en").fill("Commune of Questembert")
    page.locator("#id_actions-0-text_en").fill("Lent the former post office.")
    page.get_by_role("button", name="Enregistrer et publier").first.click()
    expect(page.get_by_text("1 fiche publiée")).to_be_visible()


def found_by_search(page, words):
    """Return the link to the project on the page that answers a search."""
    page.goto("/fr/")
    page.get_by_label("Que cherchez-vous").fill(words)
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.locator("#results").get_by_role("link", name="Le Comptoir de la Cocotte")


# On a small telephone, in two goes


def test_a_form_is_put_aside_and_sent_without_javascript_on_a_telephone(browse, letter_to):
    page = browse(**PHONE)
    page.goto("/fr/proposer/")
    page.get_by_label("Nom du projet").fill("Les Lavandières du lavoir")
    page.get_by_label("Votre adresse électronique").fill(PARTNER)
    send(page, "Enregistrer et continuer plus tard")
    expect(page.get_by_role("heading", name="Votre formulaire est gardé")).to_be_visible()

    page.goto(link_in(letter_to(PARTNER)[1]))
    expect(page.get_by_label("Nom du projet")).to_have_value("Les Lavandières du lavoir")
    page.get_by_label("Le projet en une phrase").fill("Une laverie dans l’ancien lavoir.")
    page.get_by_label("Commune", exact=True).fill("saint-denis")
    page.get_by_label("Territoire desservi").select_option("Locale")
    page.get_by_label("Votre nom").fill("Dominique Durand")
    send(page, "Ajouter une action")
    page.get_by_label("Quelle collectivité").last.fill("Commune de Saint-Denis")
    page.get_by_label("Ce qu’elle a fait").last.fill("A réparé le toit.")
    page.get_by_label("J’accepte que mes textes").check()
    send(page, "Envoyer le projet")
    # Many communes are called so: the page asks which one.
    page.get_by_role("radio", name="Saint-Denis La Réunion").check()
    send(page, "Envoyer le projet")
    expect(page.get_by_role("heading", name="Encore une étape")).to_be_visible()
    confirm(page, link_in(letter_to(PARTNER)[1]))
    expect(page.get_by_text("A réparé le toit.")).to_be_visible()


# A correction, field by field


@pytest.mark.usefixtures("staff")
def test_a_visitor_corrects_two_fields_and_the_moderator_accepts_one(browse, letter_to):
    visitor, moderator = browse(**FRENCH), browse(**FRENCH)
    visitor.goto("/fr/initiatives/cafe-plum/")
    visitor.get_by_role("link", name="Signaler une erreur").click()
    unfold(visitor, "Site internet").fill("https://cafe.example.org/")
    unfold(visitor, "Année de création").fill("1910")
    visitor.get_by_label("Comment vous le savez").fill("J’y prends mon café.")
    visitor.get_by_label("Votre adresse électronique").fill(VISITOR)
    send(visitor, "Envoyer la correction")
    confirm(visitor, link_in(letter_to(VISITOR)[1]))

    sign_in(moderator, "moderator")
    open_waiting(moderator, "Corrections à examiner", re.compile("Café Plum"))
    line = moderator.get_by_role("row", name=re.compile("Année de création"))
    expect(line).to_contain_text("2010")
    expect(line).to_contain_text("1910")
    moderator.get_by_role("checkbox", name="Site internet").check()
    moderator.get_by_label("Un mot").fill("Le café date bien de 2010.")
    moderator.get_by_role("button", name="Accepter ce qui est coché").click()

    subject, text = letter_to(VISITOR)
    assert "Acceptée" in subject
    assert "Le café date bien de 2010." in text
    visitor.goto(link_in(text))
    expect(told(visitor, "Site internet")).to_contain_text("Acceptée")
    expect(told(visitor, "Année de création")).to_contain_text("Refusée")
    visitor.get_by_role("link", name="Voir la page publique").click()
    expect(visitor.locator("a[href='https://cafe.example.org/']").first).to_be_visible()
    expect(visitor.locator(".facts")).to_contain_text("2010")


def unfold(page, label):
    """Open a field of the form of a correction; return where it is typed."""
    page.locator("summary", has_text=label).click()
    return page.get_by_label(label, exact=True)


def told(page, label):
    return page.locator(".sent > div", has_text=label)


# A correspondent, kept to a region

TWO_PROPOSALS = """
from contributions.models import Proposal
for name, commune in [("Le Four de Brest", "29019"), ("Le Four de Lyon", "69123")]:
    proposal = Proposal.objects.create(
        name=name, summary="Un four.", scope="local", commune_id=commune, language="fr",
        contact_name="Camille Martin", contact_email="oven@example.org", licence_granted=True,
    )
    proposal.send(is_confirmed=True)
"""


@pytest.mark.usefixtures("staff")
def test_a_correspondent_sees_what_concerns_the_region_and_nothing_else(browse, manage):
    manage("shell", "--verbosity", "0", "--command", TWO_PROPOSALS)
    moderator, correspondent = browse(**FRENCH), browse(**FRENCH)
    sign_in(moderator, "moderator")
    elsewhere = [
        address_of(moderator, "/admin/contributions/proposal/", "Le Four de Lyon"),
        address_of(moderator, "/admin/initiatives/initiative/?q=gabion", "Le Gabion"),
    ]
    sign_in(correspondent, "correspondent")
    open_waiting(correspondent, "Propositions? à examiner", "Le Four de Brest")
    expect(correspondent.get_by_role("button", name="Accepter")).to_be_visible()
    correspondent.goto("/admin/contributions/proposal/?state=all")
    expect(correspondent.get_by_role("link", name="Le Four de Brest")).to_be_visible()
    expect(correspondent.get_by_role("link", name="Le Four de Lyon")).to_have_count(0)
    correspondent.goto("/admin/initiatives/initiative/?q=champ+commun")
    expect(correspondent.get_by_role("link", name="Le Champ Commun")).to_be_visible()
    correspondent.goto("/admin/initiatives/initiative/?q=gabion")
    expect(correspondent.get_by_role("link", name="Le Gabion")).to_have_count(0)
    for address in elsewhere:
        correspondent.goto(address)
        expect(correspondent).to_have_url(re.compile("/admin/$"))
        expect(correspondent.get_by_text("n’existe pas").first).to_be_visible()


def address_of(page, changelist, title):
    """Return the address to which a list of the administration leads."""
    page.goto(changelist)
    return page.get_by_role("link", name=title).get_attribute("href").partition("?")[0]


# Is it still right?

LONG_AGO = f"""
from datetime import date
from contributions.models import RecordContact
from initiatives.models import Initiative
record = Initiative.objects.get(slug="le-gabion")
record.verified_on = date(2015, 3, 1)
record.save()
RecordContact.objects.create(record=record, email="{KEEPER}", language="fr")
"""


def test_who_keeps_a_project_says_by_one_button_that_its_page_is_right(page, letter_to, manage):
    manage("shell", "--verbosity", "0", "--command", LONG_AGO)
    manage("ask_still_correct")
    page.goto("/fr/initiatives/le-gabion/")
    expect(page.get_by_text("Vérifié auprès de l’organisme en mars 2015")).to_be_visible()

    link = link_in(letter_to(KEEPER)[1])
    for _time in range(2):  # looking at it says nothing
        page.goto(link)
        expect(page.get_by_role("button", name="Oui, tout est exact")).to_be_visible()
    page.get_by_role("button", name="Oui, tout est exact").click()
    expect(page.get_by_text("Merci")).to_be_visible()
    page.get_by_role("link", name="Le Gabion").click()
    expect(page.get_by_text(re.compile(r"Vérifié auprès de l’organisme le \d"))).to_be_visible()
