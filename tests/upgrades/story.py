"""Fills an empty database with a little of everything that users and staff leave in one."""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO

from allauth.mfa.models import Authenticator
from axes.models import AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import ProtectedError
from django.utils import timezone
from PIL import Image

from contributions.models import Contribution, Correction, OutgoingMail, Proposal, RecordContact
from ess_rural.roles import Role
from initiatives.models import Initiative, Lever, Sector, SupportOrganisation
from resources.history import recorded
from resources.merging import merge
from resources.models import GlossaryTerm, ImportFile, LinkCheck, Remit, Resource
from search.models import Change
from territories.models import Commune, DataRelease, Intercommunality, Region

PASSWORD = "correct horse battery staple"  # noqa: S105
# How many records of each kind stay: enough for every kind of link, small enough to be stored.
KEPT = 12


def fill():
    """Write the story: content, accounts, edits, contributions in each state, mails, pictures."""
    call_command("load_content", verbosity=0)
    drop_most()
    people = accounts()
    edits(people)
    contributions(people)
    mails()
    checks(people)
    drop_territories()
    # Random tokens, which nothing packs; the log is shortened in use too.
    newest = Change.objects.latest("pk").pk
    Change.objects.filter(pk__lt=newest - 20).delete()


def drop_most():
    """Delete most records."""
    for model in (Initiative, SupportOrganisation, Resource, GlossaryTerm):
        kept = list(model.objects.order_by("slug").values_list("pk", flat=True)[:KEPT])
        for record in model.objects.exclude(pk__in=kept):
            with suppress(ProtectedError):  # what stays refers to it
                record.delete()


def drop_territories():
    """Delete the communes and intercommunalities that nothing refers to.

    Without a release the next `load_territories` fills the tables anew.
    """
    DataRelease.objects.all().delete()
    for model in (Commune, Intercommunality):
        needed = set()
        for relation in model._meta.related_objects:
            if relation.related_model.__name__ not in ("PostalCode", "FormerCommune"):
                rows = relation.related_model._base_manager
                needed |= set(rows.values_list(relation.field.attname, flat=True))
        model.objects.exclude(pk__in=needed - {None}).delete()


def accounts():
    """Make a person of each role, one of them with a second factor and one with a remit."""
    people = {}
    for role in Role:
        name = role.name.lower()
        person = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True)
        person.groups.add(Group.objects.get(name=role.value))
        people[name] = person
    remit = Remit.objects.create(user=people["correspondent"], weekly_digest=True)
    remit.regions.set(Region.objects.filter(slug="bretagne"))
    Authenticator.objects.create(
        user=people["moderator"], type="totp", data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    User.objects.create_superuser("root", "root@example.org", PASSWORD)
    AccessLog.objects.create(username="editor", ip_address="192.0.2.1", path_info="/staff/login/")
    return people


def edits(people):
    """Change records as staff do: texts, links, rows, states, a merger, a restored version."""
    first, second, third, *_rest = Initiative.objects.published().order_by("slug")
    with recorded("Résumé repris"):
        first.summary_fr += " Relu."
        first.description_fr = "Une phrase.\r\n\r\nUne autre."
        first.save()
        first.sectors.add(Sector.objects.order_by("slug").last())
    with recorded():
        second.actions.create(
            authority_fr="Commune",
            text_fr="A prêté un four.",
            kind="other",
            position=9,
            resource=Resource.objects.first(),
        )
    second.archive()
    third.picture_alt_fr, third.picture_alt_en = "Un four", "An oven"
    third.picture_credit = "Camille Martin"
    third.picture.save("a.webp", picture("teal"), save=True)
    fields = ("name_fr", "summary_fr", "name_en", "summary_en", "kind", "scope")
    double = Initiative(slug="en-double", **{name: getattr(third, name) for name in fields})
    double.save()
    merge(double, third)
    Initiative.history.filter(id=first.pk).order_by("history_date").first().restore()
    lever = Lever.objects.published().first()
    lever.confirm_facts()
    LogEntry.objects.create(
        user=people["editor"],
        content_type=ContentType.objects.get_for_model(Initiative),
        object_id=str(first.pk),
        object_repr=str(first),
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["Résumé"]}}]',
    )


def picture(colour):
    """Return a small picture as it is stored."""
    content = BytesIO()
    Image.new("RGB", (32, 24), colour).save(content, "WEBP")
    return ContentFile(content.getvalue())


def contributions(people):
    """Leave a proposal and a correction in every state."""
    by = people["moderator"]
    record = Initiative.objects.published().order_by("slug").last()
    for state in Contribution.State.values:
        about = {
            "language": "en" if state == "refused" else "fr",
            "contact_name": "Camille Martin",
            "contact_email": f"{state}@example.org",
            "contact_phone": "01 23 45 67 89",
        }
        proposal = Proposal.objects.create(
            name=f"Projet {state}",
            summary="Ce que des habitants veulent faire.",
            description="Une phrase.\n\nUne autre.",
            scope="local",
            commune_id="56006",
            licence_granted=state != "draft",
            answers={"name": ["Projet draft"], "year_founded": ["bientôt"]}
            if state == "draft"
            else {},
            picture_alt="Un four" if state == "to_review" else "",
            picture_credit="Camille Martin" if state == "to_review" else "",
            picture_consent=state == "to_review",
            may_ask_again=True,
            **about,
        )
        if state == "to_review":
            proposal.picture.save("b.webp", picture("maroon"), save=True)
        proposal.sectors.set(Sector.objects.order_by("slug")[:2])
        proposal.actions.create(
            authority="Commune d’Augan", text="A prêté un local.", kind="premises", year=2019
        )
        correction = Correction.objects.create(record=record, evidence="J’y travaille.", **about)
        correction.fields.create(
            name="website", old=record.website, new=f"https://{state}.example.org/".replace("_", "")
        )
        correction.fields.create(name="legal_form", old=record.legal_form, new="scic")
        for each in (proposal, correction):
            bring_to(each, state, by)


def bring_to(contribution, state, by):
    """Take a draft through all that leads to `state`."""
    if state == "draft":
        return
    contribution.send()
    if state == "to_confirm":
        return
    contribution.confirm()
    if state == "changes_asked":
        contribution.ask_changes(by, "Où est-ce ?", version=1)
    elif state == "refused":
        contribution.refuse(by, "Ce n’est pas rural.", version=1)
    elif state == "accepted" and isinstance(contribution, Proposal):
        contribution.accept(by, version=1)
    elif state == "accepted":
        contribution.decide(by, 1, accepted={"website"}, reason="La forme est déjà juste.")


def mails():
    """Leave an e-mail in every state; those that are queued already wait."""
    waiting = OutgoingMail.objects.order_by("pk")
    for mail, state in zip(waiting, OutgoingMail.State.values, strict=False):
        sent_at = timezone.now() if state == "sent" else None
        error = "550 no such mailbox" if state == "failed" else ""
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=state, sent_at=sent_at, last_error=error, tries=1
        )
    RecordContact.objects.update(asked_at=timezone.now() - timedelta(days=3))


def checks(people):
    """Leave a dead link and a file that waits for its import."""
    LinkCheck.objects.create(
        url="https://gone.example.org/", status=404, failures=3, checked_at=timezone.now()
    )
    ImportFile.objects.create(
        user=people["editor"],
        model="initiatives.initiative",
        name="initiatives.csv",
        content=b"slug,name_fr\n",
        changes="0" * 64,
    )
