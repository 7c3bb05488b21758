"""What people said, reported in the third person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from resources.models import PublicRecord, RecordSource, YearField, filled
from search.fields import LineField, TextField

from .cooperation_form import CooperationForm
from .initiative import Initiative
from .lever import Lever
from .organisation import SupportOrganisation
from .vocabulary import Sector


class Testimony(PublicRecord):
    """The points that a person made, with their role and organisation at that date."""

    NAME_FIELD = "topic"
    SUMMARY_FIELD = "points"
    SEARCH_FIELDS = ("person", "role", "organisation_name")

    person = LineField(_("person"), max_length=120)
    role = LineField(_("role at that date"), max_length=160, blank=True)
    organisation_name = LineField(_("organisation at that date"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        SupportOrganisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="testimonies",
        verbose_name=_("organisation"),
    )
    said_in = YearField(_("said in"), null=True, blank=True)
    topic = LineField(_("topic"), max_length=160)
    points = TextField(
        _("points made"), blank=True, help_text=_("In our own words, in the third person.")
    )
    initiatives = models.ManyToManyField(
        Initiative, related_name="testimonies", blank=True, verbose_name=_("initiatives")
    )
    cooperation_forms = models.ManyToManyField(
        CooperationForm,
        related_name="testimonies",
        blank=True,
        verbose_name=_("forms of cooperation"),
    )
    levers = models.ManyToManyField(
        Lever, related_name="testimonies", blank=True, verbose_name=_("levers")
    )
    sectors = models.ManyToManyField(
        Sector, related_name="testimonies", blank=True, verbose_name=_("sectors")
    )

    class Meta(PublicRecord.Meta):
        verbose_name = _("testimony")
        verbose_name_plural = _("testimonies")
        ordering = ["sort_key", "slug"]
        constraints = [
            *PublicRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | (filled("topic_fr", "points_fr") & ~models.Q(person="")),
                name="published_testimony_has_french",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.topic}"


class TestimonySource(RecordSource):
    """The document and section where it was said."""

    record = models.ForeignKey(Testimony, models.CASCADE, related_name="sources")
