"""What an accepted proposal becomes in the directory."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives.models import AuthorityAction, Initiative
from resources.dates import in_words
from resources.models import Resource

# The document that stands for what people told of their own project.
STATEMENTS = "statements-of-contributors"
# Filled from a proposal where the initiative has nothing yet: those in one language, the others.
TEXTS = ("name", "summary", "description", "area_label")
COLUMNS = ("website", "legal_form", "year_founded")
LINKS = ("sectors", "levers", "cooperation_forms", "supporters")


def initiative_from(proposal, into=None):
    """Return the initiative that a proposal becomes, saved; in the transaction of its acceptance.

    A new draft, or `into`, an initiative that is there already: there nothing is overwritten.
    What is empty is filled, links and actions are added, and its state stays. Raises
    `ValidationError` where what is filled breaks a rule of that one.
    """
    if into is None:
        initiative = Initiative(kind=Initiative.Kind.ENTERPRISE, scope=proposal.scope)
    else:
        # As it is now, and until the end: others may write into it too.
        initiative = Initiative.objects.select_for_update().get(pk=into.pk)
    fill_texts(initiative, proposal)
    if initiative.location is None:
        fill(initiative, "commune", proposal.commune)
        fill(initiative, "department", proposal.department)
    for field in COLUMNS:
        fill(initiative, field, getattr(proposal, field))
    if proposal.picture and not initiative.picture:
        take_picture(initiative, proposal)
    fill(initiative, "information_as_of", told_on(proposal).year)
    initiative.editor_note = "\n".join(filter(None, [initiative.editor_note, *notes_on(proposal)]))
    initiative.fill_slug()
    initiative.clean()
    initiative.validate_constraints()
    if into is None:
        save_under_free_slug(initiative)
    else:
        initiative.save()
    for link in LINKS:
        getattr(initiative, link).add(*getattr(proposal, link).all())
    cite(initiative, proposal)
    if initiative.is_published:
        initiative.validate_links()
    return initiative


def fill(record, name, value):
    """Give a column a value where it has none."""
    if value and not getattr(record, name):
        setattr(record, name, value)


def fill_texts(initiative, proposal):
    """Give the texts to their language; the name is the same in both until somebody translates."""
    for field in TEXTS:
        fill(initiative, f"{field}_{proposal.language}", getattr(proposal, field))
    fill(initiative, "name_fr", proposal.name)


def take_picture(initiative, proposal):
    """Copy the picture with what it shows and who took it, which belong to no other picture."""
    with proposal.picture.open() as file:
        initiative.picture = ContentFile(file.read(), name=Path(proposal.picture.name).name)
    initiative.picture_credit = proposal.picture_credit
    # French is what a picture needs to be stored: the editors translate it.
    for language in ("fr", "en"):
        is_told = language in {"fr", proposal.language}
        text = proposal.picture_alt if is_told else ""
        setattr(initiative, f"picture_alt_{language}", text)


def notes_on(proposal):
    """Return what the editors have to know of a proposal: a list of lines."""
    notes = []
    if proposal.place:
        notes.append(_("Place, as told: %(place)s.") % {"place": proposal.place})
    if proposal.other_supporters:
        note = _("Other bodies that support it, as told: %(names)s.")
        notes.append(note % {"names": proposal.other_supporters})
    if proposal.language != "fr":
        notes.append(
            _("Sent in English. To write in French: %(texts)s.")
            % {"texts": ", ".join(texts_without_french(proposal))}
        )
        copied = texts_in_french_columns(proposal)
        if copied:
            note = _("In English in the French fields, to be translated: %(texts)s.")
            notes.append(note % {"texts": ", ".join(copied)})
    return notes


def texts_without_french(proposal):
    """Return the names of the texts that a proposal in English leaves empty in French."""
    return [
        str(Initiative._meta.get_field(field).verbose_name)
        for field in TEXTS
        if field != "name" and getattr(proposal, field)
    ]


def texts_in_french_columns(proposal):
    """Return the names of the texts whose French columns, never empty, hold the English."""
    names = [Initiative._meta.get_field("name").verbose_name]
    if proposal.picture:
        names.append(Initiative._meta.get_field("picture_alt").verbose_name)
    if proposal.actions.exists():
        names.append(AuthorityAction._meta.verbose_name_plural)
    return [str(name) for name in names]


def told_on(proposal):
    """Return the day on which it was sent."""
    return timezone.localdate(proposal.sent_at)


def cite(initiative, proposal):
    """Add what authorities did, and say that the contributor told all this."""
    statements = statements_of_contributors()
    # In the language of that document.
    with translation.override("fr"):
        locator = in_words(told_on(proposal))
    initiative.sources.get_or_create(resource=statements, locator=locator)
    for action in proposal.actions.all():
        AuthorityAction.objects.create(
            initiative=initiative,
            level=action.level,
            kind=action.kind,
            year=action.year,
            resource=statements,
            locator=locator,
            # French is what an action needs to be stored: the editors translate it.
            **{
                f"{field}_{language}": getattr(action, field)
                for field in ("authority", "text")
                for language in {"fr", proposal.language}
            },
        )


def statements_of_contributors():
    """Return the `Resource` that stands for what contributors tell; made when first needed.

    It is cited, not read: archived, it stands in no list of documents.
    """
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
        defaults={"type": Resource.Type.SITE, "status": Resource.Status.ARCHIVED, **texts},
    )
    return resource


def save_under_free_slug(initiative):
    """Save a new initiative under a slug that no other has, even now."""
    while True:
        try:
            with transaction.atomic():
                return initiative.save()
        except IntegrityError:
            if not Initiative.objects.filter(slug=initiative.slug).exists():
                raise
            # Another one took it meanwhile.
            initiative.slug = ""
            initiative.fill_slug()
