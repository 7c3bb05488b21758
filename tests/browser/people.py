"""Those who play in the stories: what they receive, send in and sign in with."""

import re
from email import message_from_bytes, policy

from playwright.sync_api import expect

PASSWORD = "correct horse battery staple"  # noqa: S105
# As many times as a form may come back before three seconds are over.
MANY = 100

MAKE_STAFF = f"""
from django.contrib.auth.models import Group, User
from ess_rural.roles import Role
from resources.models import Remit
from territories.models import Region
for name, role in [("moderator", Role.MODERATOR), ("correspondent", Role.CORRESPONDENT)]:
    person = User.objects.create_user(name, f"{{name}}@example.org", "{PASSWORD}", is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
Remit.objects.create(user=person).regions.set(Region.objects.filter(slug="bretagne"))
"""


class Postbox:
    """The mail server of everybody: it keeps what comes in."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 aiosmtpd calls it so
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def last_to(self, address):
        """Return the newest letter to an address as (subject, text)."""
        letter = [letter for letter in self.letters if letter["To"] == address][-1]
        return letter["Subject"], letter.get_body(("plain",)).get_content()


def link_in(text):
    """Return the one address that a letter names for its reader to go on at."""
    return re.search(r"^(https?://\S+)\s*$", text, re.MULTILINE)[1]


def send(page, button):
    """Press a button until the form is taken: sent within three seconds, it is a robot's."""
    for _time in range(MANY):
        with page.expect_navigation():
            page.get_by_role("button", name=button).click()
        if not page.get_by_text("C’était très rapide").is_visible():
            return
    raise AssertionError("The form was not taken.")


def confirm(page, link):
    """Open the link twice, as scanners of mail do before its reader, then press its button."""
    for _time in range(2):
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Confirmez votre adresse électronique"
        )
    page.get_by_role("button", name="C’est mon envoi").click()
    expect(page.get_by_role("heading", name="Chez la rédaction")).to_be_visible()


def sign_in(page, name):
    """Sign in as a person of staff, who is led to the home page of the administration."""
    page.goto("/admin/")
    page.get_by_label("Identifiant").fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Ce qui attend")).to_be_visible()


def open_waiting(page, queue, title):
    """Go from the counter on the home page of the administration to one that waits."""
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile(rf"\d+ {queue}")).click()
    page.get_by_role("link", name=title).click()
