from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """Regions, departments, intercommunalities and communes of France, with their outlines."""

    name = "territories"
    verbose_name = _("Territories")

    def ready(self):
        from search.changes import watch
        from territories import thesaurus  # noqa: F401 tells the search of names
        from territories.models import DataRelease, Department, Intercommunality, Region

        # `load_territories` alone writes communes, and a data release with them.
        for model in (Region, Department, Intercommunality, DataRelease):
            watch(model, Region.CHANGES_ARE)
