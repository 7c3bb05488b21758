"""The bases that every record of the directory shares, in this app and in those above it."""

from itertools import chain

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Trim
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resources.querysets import NaturalKeyQuerySet, PublicRecordQuerySet
from search.fields import (
    ByteOrderedCharField,
    ByteOrderedSlugField,
    LineField,
    SlugField,
    TextField,
)
from search.text import fold, folded_words

from .slugged import SluggedModel
from .upkeep import KeptUp

FIRST_YEAR = 1800
LAST_YEAR = 2100


class YearField(models.PositiveSmallIntegerField):
    """A year of the common era, between 1800 and 2100."""

    default_validators = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


def words_of(texts):
    """Return the folded words of texts, of which some may be None, as a dict's keys, in order."""
    return dict.fromkeys(chain(*map(folded_words, filter(None, texts))))


def filled(*fields):
    """Return the condition that each text column in `fields` holds more than spaces.

    A translated column is NULL until somebody writes in it, and a CHECK that is neither true nor
    false lets the row pass: NULL is excluded by name.
    """
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{f"{field}__isnull": False})
        condition &= ~models.Q(Exact(Trim(field), models.Value("")))
    return condition


def is_one_of(field, choices, *others):
    """Return the condition that a column holds one of the enumeration `choices`, or of `others`.

    `choices` alone bind forms; whatever writes past them is stopped here.
    """
    return models.Q(**{f"{field}__in": [*choices.values, *others]})


class NaturalKeyModel(models.Model):
    """A row known by the fields that `NATURAL_KEY` names; dots reach through foreign keys."""

    NATURAL_KEY = ("slug",)

    objects = NaturalKeyQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self):
        """Return the values that identify this row in a fixture."""
        values = []
        for path in self.NATURAL_KEY:
            value = self
            for name in path.split("."):
                value = getattr(value, name)
            values.append(value)
        return tuple(values)


class PublicRecord(KeptUp, SluggedModel, NaturalKeyModel):
    """A record with an address of its own, published by staff and open to everyone.

    A subclass names the translated columns that hold its name and its summary.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    SUMMARY_FIELD = "summary"
    # What the text search reads as names, and as text, besides these two.
    SEARCH_NAMES = ()
    SEARCH_FIELDS = ()
    # Columns from which `searched_texts` takes more.
    SEARCH_LINKS = ()

    slug = ByteOrderedSlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("Part of the address of the page. It never changes once published."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True
    )
    first_published_at = models.DateTimeField(
        _("first published"), null=True, blank=True, editable=False
    )
    information_as_of = YearField(
        _("information as of"),
        null=True,
        blank=True,
        help_text=_("The year that the facts speak of."),
    )
    editor_note = TextField(
        _("editor note"), blank=True, help_text=_("Doubts and decisions. Never public.")
    )
    duplicate_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="duplicates",
        verbose_name=_("duplicate of"),
    )
    search_text = models.TextField(editable=False, default="")
    sort_key = ByteOrderedCharField(max_length=200, editable=False, db_index=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = PublicRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "published", "archived"]),
                name="%(class)s_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(duplicate_of__isnull=True) | models.Q(status="archived"),
                name="%(class)s_duplicate_is_archived",
                violation_error_message=_(
                    "This is a duplicate of another record: it stays archived."
                ),
            ),
        ]

    def __str__(self):
        return self.title_text

    @property
    def title_text(self):
        """The name in the active language, French where there is none."""
        return getattr(self, self.NAME_FIELD) or ""

    @property
    def is_published(self):
        return self.status == self.Status.PUBLISHED

    def save(self, **kwargs):
        """Save with the derived columns: sort key, search text, moment of first publication."""
        self.sort_key = fold(getattr(self, f"{self.NAME_FIELD}_fr") or "")[:200]
        self.search_text = self.folded_text()
        derived = {"sort_key", "search_text", "updated_at", *self.keep_up()}
        if self.is_published and self.first_published_at is None:
            self.first_published_at = timezone.now()
            derived.add("first_published_at")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *derived}
        super().save(**kwargs)

    def folded_text(self):
        """Return two lines of folded words, none twice: those of the names, then all others.

        Both languages are in it, whatever the language of the page.
        """
        names = self._words(self.NAME_FIELD, *self.SEARCH_NAMES)
        others = self._words(self.SUMMARY_FIELD, *self.SEARCH_FIELDS)
        others |= words_of(self.searched_texts())
        return f"{' '.join(names)}\n{' '.join(word for word in others if word not in names)}"

    def _words(self, *fields):
        """Return the folded words of the fields as the keys of a dict, in order."""
        return words_of(getattr(self, column) for column in self._columns(fields))

    def written_texts(self):
        """Return the texts from which `folded_text` is made."""
        fields = (self.NAME_FIELD, self.SUMMARY_FIELD, *self.SEARCH_NAMES, *self.SEARCH_FIELDS)
        texts = [getattr(self, column) for column in self._columns(fields)]
        return list(filter(None, [*texts, *self.searched_texts()]))

    @classmethod
    def _columns(cls, fields):
        """Return the columns that hold these fields: one for each language, where translated."""
        known = {field.name for field in cls._meta.get_fields()}
        for name in fields:
            translated = [f"{name}_{code}" for code in ("fr", "en") if f"{name}_{code}" in known]
            yield from translated or [name]

    @classmethod
    def search_columns(cls):
        """Return the columns from which `search_text` is made."""
        fields = (cls.NAME_FIELD, cls.SUMMARY_FIELD, *cls.SEARCH_NAMES, *cls.SEARCH_FIELDS)
        return [*cls._columns(fields), *cls.SEARCH_LINKS]

    def searched_texts(self):
        """Return what else the search reads: a list of texts."""
        return []

    def clean(self):
        """Refuse a slug that a page has taken, a new one for a record that has been public, and
        publication without French.
        """
        super().clean()
        errors = {}
        if self.is_hidden_by_a_page():
            errors["slug"] = _("Another page of the site stands at this address.")
        if self.pk and self.first_published_at:
            known = type(self).objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            if known and known != self.slug:
                errors["slug"] = _(
                    "This record has been published as “%(slug)s”: its address stays."
                ) % {"slug": known}
        if self.is_published:
            for field in (self.NAME_FIELD, self.SUMMARY_FIELD):
                if not (getattr(self, f"{field}_fr") or "").strip():
                    errors[f"{field}_fr"] = _("A published record needs this text in French.")
        if errors:
            raise ValidationError(errors)

    def validate_links(self):
        """Check the rules that span rows, on the saved record; raises `ValidationError`.

        The admin, the loader and every importer call it after saving the many-to-many links.
        """

    def publish(self):
        """Make the record public; raises `ValidationError` where it is not fit for that."""
        before, self.status = self.status, self.Status.PUBLISHED
        try:
            self.full_clean()
            self.validate_links()
        except ValidationError:
            self.status = before
            raise
        self.save()

    def unpublish(self):
        """Take the record back to draft; one that was merged is a record of its own again."""
        self.duplicate_of = None
        self.status = self.Status.DRAFT
        self.save()

    def archive(self):
        """Keep the record for staff only: it described something that is no longer of use."""
        self.status = self.Status.ARCHIVED
        self.save()

    def is_translated_into(self, language, field):
        """Tell whether the text `field` exists in `language`, a code such as "en"."""
        return bool((getattr(self, f"{field}_{language}") or "").strip())


class Vocabulary(SluggedModel, NaturalKeyModel):
    """A short list of terms that records are filed under, in an order of its own."""

    slug = SlugField(_("slug"), max_length=60, unique=True)
    name = LineField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name or self.slug
