"""The name of the administration. Its pages stand in the admin modules of the apps."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .staff import admin as staff  # noqa: F401

admin.site.site_header = "ESS rurale"
admin.site.site_title = "ESS rurale"
admin.site.index_title = _("Content of the directory")
