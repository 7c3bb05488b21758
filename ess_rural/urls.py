"""All addresses of the site."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from contributions.views import ProposedPictureView
from ess_rural import quality, views
from ess_rural.api import SchemaView, router
from ess_rural.coverage import AXES, FORMS, LEVERS, SECTORS, AdminCoverageView, CoverageView
from ess_rural.parameters import reads
from ess_rural.robots import robots
from ess_rural.search import SearchView, SuggestionsView
from ess_rural.sitemaps import SITEMAPS
from ess_rural.staff.on_site import view_on_site
from initiatives.views import CsvView, GeoJsonView, PictureView, XlsxView
from territories.views import CommuneSuggestionsView, OutlinesView

handler400 = "ess_rural.views.unreadable"
handler404 = "ess_rural.views.not_found"
handler500 = "ess_rural.availability.error_500"

# Signing in is the same everywhere: with the second factor. Django's own form would take a password
# alone, from whoever is signed in already.
admin.site.login = require_safe(secure_admin_login(admin.site.login))

urlpatterns = [
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/quality/", quality.board, name="quality"),
    *(
        path(
            f"admin/{axis.url_name.replace('-', '/')}/",
            AdminCoverageView.as_view(axis=axis),
            name=f"admin-{axis.url_name}",
        )
        for axis in AXES
    ),
    path("admin/r/<int:content_type_id>/<path:object_id>/", view_on_site),
    path("admin/", admin.site.urls),
    path("staff/", include("ess_rural.staff.urls")),
    path("api/v1/schema/", SchemaView.as_view(), name="api-schema"),
    path("api/v1/", include(router.urls)),
    path("api/v1/initiatives.csv", CsvView.as_view(), name="initiatives-csv"),
    path("api/v1/initiatives.xlsx", XlsxView.as_view(), name="initiatives-xlsx"),
    path("api/v1/initiatives.geojson", GeoJsonView.as_view(), name="initiatives-geojson"),
    path("media/pictures/<str:name>", PictureView.as_view(), name="picture"),
    path("media/proposed/<str:name>", ProposedPictureView.as_view(), name="proposed-picture"),
    path("outlines.json", OutlinesView.as_view(), name="outlines"),
    path("outlines/<slug:slug>.json", OutlinesView.as_view(), name="department-outlines"),
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml",
        index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-part"},
        name="sitemap",
    ),
    path(
        "sitemap-<slug:section>.xml",
        reads("p")(sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap-part",
    ),
    *i18n_patterns(
        path("", views.HomeView.as_view(), name="home"),
        path(_("search/"), SearchView.as_view(), name="search"),
        path(_("search/suggestions/"), SuggestionsView.as_view(), name="suggestions"),
        path("", include("initiatives.urls")),
        path("", include("resources.urls")),
        path("", include("contributions.urls")),
        path(_("territories/"), views.TerritoriesView.as_view(), name="territories"),
        path(
            _("territories/communes/"), CommuneSuggestionsView.as_view(), name="commune-suggestions"
        ),
        path(_("regions/<slug:slug>/"), views.RegionView.as_view(), name="region"),
        path(_("departments/<slug:slug>/"), views.DepartmentView.as_view(), name="department"),
        path(_("coverage/"), CoverageView.as_view(axis=SECTORS), name="coverage"),
        path(_("coverage/levers/"), CoverageView.as_view(axis=LEVERS), name="coverage-levers"),
        path(_("coverage/forms/"), CoverageView.as_view(axis=FORMS), name="coverage-forms"),
        path(_("about/"), views.AboutView.as_view(), name="about"),
    ),
]
