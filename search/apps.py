from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    """The lowest floor: text analysis, and the catalogues in which records are found."""

    name = "search"

    def ready(self):
        from search.changes import install_triggers
        from search.lookups import add_functions

        connection_created.connect(add_functions, dispatch_uid="search.add_functions")
        post_migrate.connect(install_triggers, self, dispatch_uid="search.install_triggers")
