"""The forms that cooperation takes in rural areas."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from resources.models import (
    KeyFigure,
    PublicRecord,
    RecordSource,
    Resource,
    YearField,
    filled,
)
from search.fields import LineField, TextField

from .lever import Lever


class CooperationForm(PublicRecord):
    """One of the five forms of cooperation: what it is, how it works, when it succeeds."""

    SUMMARY_FIELD = "definition"
    SEARCH_NAMES = ("acronym",)
    SEARCH_FIELDS = ("how_it_works", "types", "advantages", "conditions")

    name = LineField(_("name"), max_length=160)
    acronym = LineField(_("acronym"), max_length=20, blank=True)
    definition = TextField(_("definition"), blank=True)
    how_it_works = TextField(_("how it works"), blank=True)
    legal_basis = TextField(_("legal basis"), blank=True)
    legal_basis_as_of = YearField(_("legal basis as of"), null=True, blank=True)
    types = TextField(_("types"), blank=True)
    advantages = TextField(_("advantages"), blank=True)
    conditions = TextField(_("conditions for success"), blank=True)
    levers = models.ManyToManyField(
        Lever, related_name="cooperation_forms", blank=True, verbose_name=_("levers")
    )
    key_figures = models.ManyToManyField(
        KeyFigure, related_name="cooperation_forms", blank=True, verbose_name=_("key figures")
    )
    resources = models.ManyToManyField(
        Resource, related_name="cooperation_forms", blank=True, verbose_name=_("to read")
    )

    class Meta(PublicRecord.Meta):
        verbose_name = _("form of cooperation")
        verbose_name_plural = _("forms of cooperation")
        ordering = ["sort_key", "slug"]
        constraints = [
            *PublicRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(status="published") | filled("name_fr", "definition_fr"),
                name="published_form_has_french",
            ),
            # A statement of law without its date misleads.
            models.CheckConstraint(
                condition=models.Q(legal_basis_fr__isnull=True)
                | models.Q(legal_basis_fr="")
                | models.Q(legal_basis_as_of__isnull=False),
                name="legal_basis_is_dated",
                violation_error_message=_("Say the year of what the law says."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("cooperation-form", args=[self.slug])


class CooperationFormSource(RecordSource):
    """The document and section that describes a form."""

    record = models.ForeignKey(CooperationForm, models.CASCADE, related_name="sources")
