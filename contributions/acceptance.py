"""What an accepted contribution becomes in the directory."""

from django.core.files.base import ContentFile
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from initiatives.models import AuthorityAction, Initiative
from resources.models import Resource

# The document that stands for what people told of their own project.
STATEMENTS = "statements-of-contributors"
# Filled from a proposal where the initiative has nothing yet: those in one language, the others.
TEXTS = ("name", "summary", "description", "area_label", "picture_alt")
COLUMNS = ("website", "legal_form", "year_founded")
LINKS = ("sectors", "levers", "cooperation_forms", "supporters")


def initiative_from(proposal, into=None):
    """Return the initiative that a proposal becomes, saved; in the transaction of its acceptance.

    A new draft, or `into`, an initiative that is there already: there nothing is overwritten.
    What is empty is filled, links and actions are added, and its state stays.
    """
    initiative = into or Initiative(
        slug=free_slug(proposal.name), kind=Initiative.Kind.ENTERPRISE, scope=proposal.scope
    )
    for field in TEXTS:
        fill(initiative, f"{field}_{proposal.language}", getattr(proposal, field))
    if initiative.location is None:
        fill(initiative, "commune", proposal.commune)
        fill(initiative, "department", proposal.department)
    for field in COLUMNS:
        fill(initiative, field, getattr(proposal, field))
    if proposal.picture and not initiative.picture:
        with proposal.picture.open() as file:
            initiative.picture = ContentFile(file.read(), name=proposal.picture.name)
        initiative.picture_credit = proposal.picture_credit
    if initiative.information_as_of is None:
        initiative.information_as_of = timezone.localdate().year
    if proposal.other_supporters:
        note = _("Other bodies that support it, as told: %(names)s.")
        told = note % {"names": proposal.other_supporters}
        initiative.editor_note = f"{initiative.editor_note}\n{told}".strip()
    initiative.save()
    for link in LINKS:
        getattr(initiative, link).add(*getattr(proposal, link).all())
    cite(initiative, proposal)
    return initiative


def fill(record, name, value):
    """Give a column a value where it has none."""
    if value and not getattr(record, name):
        setattr(record, name, value)


def cite(initiative, proposal):
    """Add what authorities did, and say that the contributor told all this."""
    statements = statements_of_contributors()
    told_on = proposal.sent_at.date().isoformat()
    initiative.sources.get_or_create(resource=statements, locator=told_on)
    for action in proposal.actions.all():
        AuthorityAction.objects.create(
            initiative=initiative,
            level=action.level,
            kind=action.kind,
            year=action.year,
            resource=statements,
            locator=told_on,
            # French is what an action needs to be stored: the editors translate it.
            **{
                f"{field}_{language}": getattr(action, field)
                for field in ("authority", "text")
                for language in {"fr", proposal.language}
            },
        )


def statements_of_contributors():
    """Return the `Resource` that stands for what contributors tell; made when first needed."""
    texts = {}
    for language in ("fr", "en"):
        with translation.override(language):
            texts[f"title_{language}"] = _("Statements of the people behind the projects")
            texts[f"summary_{language}"] = _(
                "What partners wrote of their own project in the form of this site, "
                "read by its editors before publication."
            )
    resource, _is_new = Resource.objects.get_or_create(
        slug=STATEMENTS,
        defaults={"type": Resource.Type.SITE, "status": Resource.Status.PUBLISHED, **texts},
    )
    return resource


def free_slug(name):
    """Return a slug made of a name that no initiative has."""
    base = slugify(name)[:70] or "initiative"
    slug, number = base, 1
    while Initiative.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
