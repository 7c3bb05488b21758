"""What a decision-maker can do."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from resources.models import PublicRecord, RecordSource, Resource, filled
from search.fields import LineField, TextField

from .vocabulary import AuthorityLevel, Driver


class Lever(PublicRecord):
    """An action open to a local authority or another decision-maker."""

    NAME_FIELD = "title"
    SEARCH_FIELDS = ("instruments",)

    title = LineField(_("title"), max_length=160)
    summary = TextField(_("summary"), blank=True)
    drivers = models.ManyToManyField(
        Driver, related_name="levers", blank=True, verbose_name=_("drivers")
    )
    pulled_by = models.ManyToManyField(
        AuthorityLevel, related_name="levers", blank=True, verbose_name=_("who can pull it")
    )
    instruments = TextField(_("instruments"), blank=True)
    resources = models.ManyToManyField(
        Resource, related_name="levers", blank=True, verbose_name=_("to read")
    )

    class Meta(PublicRecord.Meta):
        verbose_name = _("lever")
        verbose_name_plural = _("levers")
        ordering = ["sort_key", "slug"]
        constraints = [
            *PublicRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(status="published") | filled("title_fr", "summary_fr"),
                name="published_lever_has_french",
            ),
        ]

    def get_absolute_url(self):
        return reverse("lever", args=[self.slug])


class LeverSource(RecordSource):
    """The document and section that states a lever."""

    record = models.ForeignKey(Lever, models.CASCADE, related_name="sources")
