"""All addresses of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from ess_rural import views
from ess_rural.api import router, schema_view
from ess_rural.sitemaps import SITEMAPS

handler404 = "ess_rural.views.not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/schema/", schema_view, name="api-schema"),
    path("api/v1/", include(router.urls)),
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    *i18n_patterns(
        path("", views.HomeView.as_view(), name="home"),
        path("", include("initiatives.urls")),
        path("", include("resources.urls")),
        path(_("territories/"), views.TerritoriesView.as_view(), name="territories"),
        path(_("regions/<slug:slug>/"), views.RegionView.as_view(), name="region"),
        path(_("departments/<slug:slug>/"), views.DepartmentView.as_view(), name="department"),
        path(_("about/"), views.AboutView.as_view(), name="about"),
    ),
]
