"""The pages of what people send in, and those of staff: on a telephone and on a desk."""

import json

import pytest

from tests.browser.people import send, sign_in
from tests.browser.rules import faults_of

pytestmark = pytest.mark.browser

# One of each that a page is made for; prints {what it is: its address}.
SENT_IN = """
import json
from contributions.models import Correction, Proposal, RecordContact
from initiatives.models import Initiative, Lever, Sector

about = {"language": "fr", "contact_name": "Camille Martin", "contact_email": "camille@example.org"}
record = Initiative.objects.get(slug="le-champ-commun")
proposal = Proposal.objects.create(
    name="Au Champ Commun", summary="Une épicerie. " + 160 * "o",
    description="Deux lignes.\\n\\nDeux.",
    scope="local", commune_id="56006", website=record.website, licence_granted=True, **about,
)
proposal.sectors.set(Sector.objects.all()[:2])
proposal.levers.set(Lever.objects.all()[:2])
proposal.actions.create(authority="Commune d’Augan", text="A prêté un local.", kind="premises")
correction = Correction.objects.create(record=record, evidence="J’y travaille.", **about)
correction.fields.create(name="website", old=record.website, new="https://champ.example.org/")
draft = Proposal.objects.create(name="À moitié", language="fr")
unconfirmed = Proposal.objects.create(
    name="À confirmer", summary="Un four.", scope="national", licence_granted=True, **about
)
for each in (proposal, correction):
    each.send(is_confirmed=True)
unconfirmed.send()
contact = RecordContact.objects.create(record=record, email="asked@example.org", language="fr")
print(json.dumps({
    "draft": f"/fr/proposer/{draft.secret}/",
    "follow": proposal.get_absolute_url(),
    "follow a correction": correction.get_absolute_url(),
    "amend": f"/fr/suivi/{proposal.secret}/modifier/",
    "amend a correction": f"/fr/suivi/{correction.secret}/corriger/",
    "confirm": f"/fr/suivi/confirmer/{unconfirmed.confirmation()}/",
    "to confirm": unconfirmed.get_absolute_url(),
    "still correct": contact.get_absolute_url(),
    "proposal": f"/admin/contributions/proposal/{proposal.pk}/change/",
    "correction": f"/admin/contributions/correction/{correction.pk}/change/",
}))
"""
OF_STAFF = [
    "/admin/",
    "/admin/quality/",
    "/admin/coverage/",
    "/admin/contributions/proposal/",
    "/admin/contributions/correction/",
    "/admin/contributions/outgoingmail/?state=all",
]


@pytest.fixture(scope="session")
def sent_in(site, manage):
    """Send in one of each; return {what it is: its address}."""
    return json.loads(manage("shell", "--verbosity", "0", "--command", SENT_IN))


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_of_contributors_or_staff_breaks_a_rule(browse, sent_in, width, scheme):
    size = {"width": width, "height": 800}
    page = browse(locale="fr-FR", viewport=size, color_scheme=scheme)
    found = {}
    for address in ("/fr/proposer/", "/fr/corriger/initiative/le-champ-commun/"):
        page.goto(address)
        page.get_by_label("Votre adresse électronique").fill("camille")
        send(page, "Envoyer")
        found[f"{address} with errors"] = faults_of(page, width)
    page.goto("/staff/login/")
    found["sign-in"] = faults_of(page, width)
    sign_in(page, "moderator")
    for address in [*sent_in.values(), *OF_STAFF]:
        assert page.goto(address).status == 200
        found[address] = faults_of(page, width)
    assert {address: faults for address, faults in found.items() if faults} == {}
