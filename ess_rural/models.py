"""What the site remembers of its own content files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRecord(models.Model):
    """A record of the fixtures that has been brought in once.

    It tells a record that staff deleted, which stays away, from one that is new in the fixtures.
    """

    model = models.CharField(_("model"), max_length=100)
    key = models.CharField(_("natural key"), max_length=400)
    loaded_at = models.DateTimeField(_("loaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("loaded record")
        verbose_name_plural = _("loaded records")
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="record_is_loaded_once")
        ]

    def __str__(self):
        return f"{self.model} {self.key}"
