"""Addresses of the pages about initiatives; the path words are translated."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from initiatives import views

urlpatterns = [
    path(_("initiatives/"), views.InitiativeListView.as_view(), name="initiatives"),
    path(_("initiatives/<slug:slug>/"), views.InitiativeDetailView.as_view(), name="initiative"),
    path(_("sectors/"), views.SectorListView.as_view(), name="sectors"),
    path(_("sectors/<slug:slug>/"), views.SectorDetailView.as_view(), name="sector"),
]
