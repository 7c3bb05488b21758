"""Documents: what to read, and what the directory was built from."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from resources.websites import WebsiteField
from search.fields import LineField, TextField

from .citation import RecordSource
from .record import PublicRecord, YearField, filled, is_one_of


# Outside the model, so that the constraints can name them.
class Type(models.TextChoices):
    HANDBOOK = "handbook", _("Handbook")
    GUIDE = "guide", _("Guide")
    SHEET = "sheet", _("Practical sheet")
    BOOKLET = "booklet", _("Booklet")
    CATALOGUE = "catalogue", _("Catalogue")
    SLIDES = "slides", _("Slides")
    STUDY = "study", _("Study")
    SUMMARY = "summary", _("Summary of a study")
    CASE_STUDY = "case-study", _("Case study")
    PROJECT_BOOK = "project-book", _("Collection of projects")
    REPORT = "report", _("Report")
    WEBINAR = "webinar", _("Webinar")
    VIDEO = "video", _("Video")
    COURSE = "course", _("Course")
    TOOL = "tool", _("Tool")
    SITE = "site", _("Website")
    LAW = "law", _("Law")
    BOOK = "book", _("Book")
    ARTICLE = "article", _("Article")


class Part(models.TextChoices):
    UNDERSTAND = "understand", _("Understand")
    INSPIRE = "inspire", _("Get inspired")
    ACT = "act", _("Act")


class Language(models.TextChoices):
    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class Resource(PublicRecord):
    """A publication, event or tool: where it is, who made it and what it is about."""

    Type = Type
    Part = Part
    Language = Language

    NAME_FIELD = "title"
    SEARCH_FIELDS = ("authors",)

    title = LineField(_("title"), max_length=250, help_text=_("As printed."))
    summary = TextField(_("summary"), blank=True)
    type = models.CharField(_("type"), max_length=20, choices=Type)
    part = models.CharField(
        _("part of the catalogue"), max_length=12, choices=Part, blank=True, default=""
    )
    year = YearField(_("year"), null=True, blank=True)
    authors = LineField(
        _("authors"), max_length=250, blank=True, help_text=_("Persons or bodies, as printed.")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.FRENCH
    )
    url = WebsiteField(_("address"), max_length=500, blank=True)
    edition_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name=_("edition of"),
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )

    class Meta(PublicRecord.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["sort_key", "slug"]
        constraints = [
            *PublicRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(status="published") | filled("title_fr", "summary_fr"),
                name="published_resource_has_french",
            ),
            models.CheckConstraint(
                condition=is_one_of("type", Type), name="resource_type_is_known"
            ),
            models.CheckConstraint(
                condition=is_one_of("part", Part, ""), name="resource_part_is_known"
            ),
            models.CheckConstraint(
                condition=is_one_of("language", Language), name="resource_language_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__range=(1800, 2100)),
                name="resource_year_is_plausible",
            ),
        ]

    def get_absolute_url(self):
        return reverse("resource", args=[self.slug])

    def clean(self):
        """Refuse a resource that would be an edition or a translation of itself."""
        super().clean()
        for field in ("edition_of", "translation_of"):
            if self.pk and getattr(self, f"{field}_id") == self.pk:
                raise ValidationError({field: _("A resource cannot stem from itself.")})


class ResourceSource(RecordSource):
    """The document and section that names a resource."""

    record = models.ForeignKey(Resource, models.CASCADE, related_name="sources")
