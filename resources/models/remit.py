"""What a member of staff looks after."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from territories.models import Region


class Remit(models.Model):
    """The regions that a regional correspondent is kept to, and whether they want the digest.

    No region: the whole directory, as far as the roles of the person allow.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="remit", verbose_name=_("person")
    )
    regions = models.ManyToManyField(
        Region, blank=True, related_name="+", verbose_name=_("kept to these regions")
    )
    weekly_digest = models.BooleanField(
        _("weekly digest"), default=False, help_text=_("By e-mail: what waits, once a week.")
    )

    class Meta:
        verbose_name = _("remit")
        verbose_name_plural = _("remits")

    def __str__(self):
        return str(self.user)
