"""What a member of staff looks after."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from territories.models import Region

# The group whose members are kept to the regions of their remit.
CORRESPONDENT = "Regional correspondent"


class Remit(models.Model):
    """The regions that a regional correspondent is kept to, and whether they want the digest.

    The regions bind correspondents only; see `kept_to`.
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


def kept_to(user):
    """Return the codes of the regions that a person is kept to; None for whoever is kept to none.

    The role decides, not the regions: a correspondent who has been given no region is kept to an
    empty list and sees no record of any. Other roles besides that one do not widen it; a superuser
    alone is above it. Read once for each `user` object, that is for each request.
    """
    if not hasattr(user, "kept_to_regions"):
        user.kept_to_regions = None
        if not user.is_superuser and user.groups.filter(name=CORRESPONDENT).exists():
            given = Remit.regions.through.objects.filter(remit__user=user)
            user.kept_to_regions = list(given.values_list("region", flat=True))
    return user.kept_to_regions
