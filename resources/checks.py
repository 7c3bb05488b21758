"""What records may lack or break: each check is told once, to the command, the board and the lists.

An app registers the checks of its own models when it starts; see `resources.record_checks`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resources.models import PublicRecord

# Of each kind, by a costly check while somebody waits for the page.
MOST_EXAMINED = 250


class Severity(TextChoices):
    """What is to be done about the records that a check finds."""

    ERROR = "error", _("Errors, to mend before anything else")
    NOTICE = "notice", _("Notices, the editors’ work-list")
    UPKEEP = "upkeep", _("To keep true and in two languages")


@dataclass(frozen=True)
class Check:
    """A condition that records of some models meet, and what it means that they do.

    `narrow` takes a queryset of one of the models and returns that of the records found;
    `reason` takes such a record and returns what is wrong with it, in words.
    """

    slug: str
    label: str | Promise
    severity: Severity
    models: tuple[type[Model], ...]
    narrow: Callable[[QuerySet], QuerySet]
    reason: Callable[[Model], str] | None = None
    # Looks at each record one by one: pages count it when asked, and only among some.
    is_costly: bool = False

    def found_in(self, queryset):
        """Return the queryset of the records found, as pages of the administration show them.

        A costly check looks at those that changed last: `manage.py check_content` looks at all.
        """
        if self.is_costly:
            last = queryset.order_by("-updated_at", "-pk").values("pk")[:MOST_EXAMINED]
            queryset = queryset.filter(pk__in=last)
        return self.narrow(queryset)


_checks: dict[str, Check] = {}


def register(slug, label, severity, models, narrow, **options):
    """Add a `Check`; its slug stands in addresses."""
    _checks[slug] = Check(slug, label, severity, tuple(models), narrow, **options)


def all_checks(severity):
    """Return the checks of one severity, in the order of their registration."""
    return [check for check in _checks.values() if check.severity == severity]


def checks_of(model):
    """Return {slug: check} of the checks of a model."""
    return {slug: check for slug, check in _checks.items() if model in check.models}


def public_records():
    """Return the models of all public records, of this app and of those above it."""
    return [model for model in apps.get_models() if issubclass(model, PublicRecord)]
