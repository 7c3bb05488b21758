from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    """Initiatives and all that they are linked to: sectors, levers, forms, organisations."""

    name = "initiatives"
    verbose_name = _("Initiatives")

    def ready(self):
        from initiatives import catalogue  # noqa: F401 registers what is found, and by what
