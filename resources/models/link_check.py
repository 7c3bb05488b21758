"""Whether the addresses that records name still answer."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .record import is_one_of

GONE = (404, 410)
# Failures, each on a day of its own, after which an address counts as dead.
DEAD_AFTER = 3
DEAD_AFTER_GONE = 2
LONGEST = 2000  # characters of an address to which another leads


# Outside the model, so that the checker can name them.
class Fault(models.TextChoices):
    """Why no answer came at all."""

    NAME = "name", _("No such name")
    PRIVATE = "private", _("Leads into a private network")
    CONNECTION = "connection", _("Connection refused or cut")
    CERTIFICATE = "certificate", _("Certificate not valid")
    TIMEOUT = "timeout", _("No answer in time")
    REDIRECTS = "redirects", _("Redirects in a circle")
    UNREADABLE = "unreadable", _("Address that cannot be read")


class LinkCheckQuerySet(models.QuerySet):
    def dead(self):
        """Addresses that have failed on three days, or were told to be gone on two."""
        return self.filter(
            Q(failures__gte=DEAD_AFTER) | Q(failures__gte=DEAD_AFTER_GONE, status__in=GONE)
        )


class LinkCheck(models.Model):
    """What became of an address when it was last asked for.

    Only 404, 410, a fault of the server and no answer at all are failures: a site that refuses
    robots is alive.
    """

    Fault = Fault

    url = models.URLField(_("address"), max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(_("status code"), null=True, editable=False)
    fault = models.CharField(_("fault"), max_length=12, choices=Fault, blank=True, default="")
    checked_at = models.DateTimeField(_("asked"), null=True, editable=False, db_index=True)
    first_failed_at = models.DateTimeField(_("failing since"), null=True, editable=False)
    failed_on = models.DateField(_("last counted failure"), null=True, editable=False)
    failures = models.PositiveSmallIntegerField(
        _("failures"), default=0, db_index=True, help_text=_("In a row, at most one for each day.")
    )
    moved_to = models.URLField(_("moved for good to"), max_length=LONGEST, blank=True, default="")

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked address")
        verbose_name_plural = _("checked addresses")
        ordering = ["-failures", "url"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("fault", Fault, ""), name="link_fault_is_known"
            )
        ]

    def __str__(self):
        return self.url

    @property
    def is_failing(self):
        return bool(self.fault) or self.status in GONE or (self.status or 0) >= 500

    @property
    def is_dead(self):
        """Whether it has failed on enough days; the rule of `LinkCheckQuerySet.dead`."""
        return self.failures >= (DEAD_AFTER_GONE if self.status in GONE else DEAD_AFTER)

    def note(self, answer):
        """Note an `Answer` of the checker, and save. A second failure of a day does not count."""
        now, today = timezone.now(), timezone.localdate()
        self.status, self.fault, self.checked_at = answer.status, answer.fault, now
        self.moved_to = answer.moved_to if len(answer.moved_to) <= LONGEST else ""
        if not self.is_failing:
            self.failures, self.first_failed_at, self.failed_on = 0, None, None
        elif self.failed_on != today:
            self.failures += 1
            self.failed_on = today
            self.first_failed_at = self.first_failed_at or now
        self.save()
