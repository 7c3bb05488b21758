from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The lowest floor: text analysis that every other app may use."""

    name = "search"
