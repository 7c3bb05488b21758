from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EssRuralConfig(AppConfig):
    """The project itself: it composes the apps below it and keeps track of loaded content."""

    name = "ess_rural"
    verbose_name = _("Site")

    def ready(self):
        from ess_rural import content_checks  # noqa: F401 registers what may be missing
        from ess_rural.roles import keep_groups
        from ess_rural.staff import checks, lock_out, password_reset  # noqa: F401

        # The last of our apps: the permissions of all others are there.
        post_migrate.connect(keep_groups, sender=self)
