"""What initiatives, levers, forms and organisations may lack."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models import CooperationForm, Initiative, Lever, SupportOrganisation
from resources.checks import Severity, register


def lacking(**conditions):
    """Return the `narrow` of a check: published records that meet the conditions."""
    return lambda records: records.published().filter(**conditions)


register(
    "without-sector",
    _("initiatives without a sector"),
    Severity.ERROR,
    [Initiative],
    lacking(sectors=None),
)
register(
    "without-lever",
    _("initiatives without a lever"),
    Severity.NOTICE,
    [Initiative],
    lacking(levers=None),
)
register(
    "without-form",
    _("initiatives without a form of cooperation"),
    Severity.NOTICE,
    [Initiative],
    lacking(cooperation_forms=None),
)
register(
    "without-support",
    _("initiatives without a supporting organisation"),
    Severity.NOTICE,
    [Initiative],
    lacking(supporters=None, carrier=None),
)
register(
    "lever-without-initiative",
    _("levers without an initiative"),
    Severity.NOTICE,
    [Lever],
    lacking(initiatives=None),
)
register(
    "form-without-initiative",
    _("forms without an initiative"),
    Severity.NOTICE,
    [CooperationForm],
    lacking(initiatives=None),
)
register(
    "without-territory",
    _("organisations without a territory"),
    Severity.NOTICE,
    [SupportOrganisation],
    lacking(scope=""),
)
register(
    "without-contact",
    _("organisations without a contact"),
    Severity.NOTICE,
    [SupportOrganisation],
    lambda records: records.published().filter(Q(website="", phone="", email="")),
)
