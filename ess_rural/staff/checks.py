"""What `manage.py check --deploy` says about staff accounts."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def second_factor_is_required(app_configs, **kwargs):
    """Refuse to put online a site whose staff sign in with a password alone."""
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Error(
            "STAFF_SECOND_FACTOR is off: a stolen password would open the administration.",
            id="ess_rural.E001",
        )
    ]
