from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContributionsConfig(AppConfig):
    """What partners propose and correct, and what staff decide about it."""

    name = "contributions"
    verbose_name = _("Contributions")
