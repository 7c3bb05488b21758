from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    """What to read, what it says, and the bases that every public record shares."""

    name = "resources"
    verbose_name = _("Resources and figures")

    def ready(self):
        from resources import (
            catalogue,  # noqa: F401 registers what is found, and by what
            record_checks,  # noqa: F401 registers what may be wrong
        )
