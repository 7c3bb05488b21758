from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EssRuralConfig(AppConfig):
    """The project itself: it composes the apps below it and keeps track of loaded content."""

    name = "ess_rural"
    verbose_name = _("Site")
