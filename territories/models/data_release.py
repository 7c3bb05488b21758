"""What the tables were filled from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataRelease(models.Model):
    """Which data the tables hold: one row, written by `load_territories`."""

    fingerprint = models.CharField(_("fingerprint"), max_length=64, help_text="SHA-256")
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("data release")
        verbose_name_plural = _("data releases")
        constraints = [
            models.CheckConstraint(
                name="territories_data_release_single_row", condition=models.Q(pk=1)
            ),
            models.CheckConstraint(
                name="territories_data_release_fingerprint_shape",
                condition=models.Q(fingerprint__regex="^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self):
        return f"{self.fingerprint[:12]} ({self.loaded_at:%Y-%m-%d})"
