from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    """Initiatives and all that they are linked to: sectors, levers, forms, organisations."""

    name = "initiatives"
    verbose_name = _("Initiatives")

    def ready(self):
        # They register what is found, by what, and what may be missing.
        from initiatives import catalogue, checks  # noqa: F401
