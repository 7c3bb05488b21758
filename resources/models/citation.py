"""Where a statement comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.fields import LineField

from .record import NaturalKeyModel


class Citation(NaturalKeyModel):
    """A place in a document. Subclasses say what it supports."""

    resource = models.ForeignKey(
        "resources.Resource", models.PROTECT, verbose_name=_("document"), related_name="+"
    )
    locator = LineField(
        _("section"),
        max_length=200,
        blank=True,
        help_text=_("Heading or page, as printed in the document."),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.resource}, {self.locator}" if self.locator else str(self.resource)


class RecordSource(Citation):
    """A citation for a whole record: subclasses add the foreign key `record`."""

    NATURAL_KEY = ("record.slug", "resource.slug", "locator")

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "resource", "locator"], name="%(class)s_is_cited_once"
            )
        ]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
