from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """Regions, departments, intercommunalities and communes of France, with their outlines."""

    name = "territories"
    verbose_name = _("Territories")
