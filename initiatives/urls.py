"""Addresses of initiatives and of what they are linked to; the path words are translated."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from initiatives import views

urlpatterns = [
    path(_("initiatives/"), views.InitiativeListView.as_view(), name="initiatives"),
    path(_("initiatives/map/"), views.InitiativeMapView.as_view(), name="initiatives-map"),
    path(
        _("initiatives/map/<str:code>.json"),
        views.InitiativePointsView.as_view(),
        name="initiatives-points",
    ),
    path(_("initiatives/embed/"), views.EmbedView.as_view(), name="initiatives-embed"),
    path(_("initiatives/feed.atom"), views.FeedView.as_view(), name="initiatives-feed"),
    path(_("initiatives/<slug:slug>/"), views.InitiativeDetailView.as_view(), name="initiative"),
    path(_("sectors/"), views.SectorListView.as_view(), name="sectors"),
    path(_("sectors/<slug:slug>/"), views.SectorDetailView.as_view(), name="sector"),
    path(_("levers/"), views.LeverListView.as_view(), name="levers"),
    path(_("levers/<slug:slug>/"), views.LeverDetailView.as_view(), name="lever"),
    path(_("forms/"), views.CooperationFormListView.as_view(), name="cooperation-forms"),
    path(
        _("forms/<slug:slug>/"), views.CooperationFormDetailView.as_view(), name="cooperation-form"
    ),
    path(_("who-helps/"), views.OrganisationListView.as_view(), name="organisations"),
    path(_("who-helps/<slug:slug>/"), views.OrganisationDetailView.as_view(), name="organisation"),
    path(_("resources/"), views.ResourceListView.as_view(), name="resources"),
    path(_("resources/<slug:slug>/"), views.ResourceDetailView.as_view(), name="resource"),
]
