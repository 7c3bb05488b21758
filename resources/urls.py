"""Addresses of the figures and the glossary; path words are translated."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from resources import views

urlpatterns = [
    path(_("key-figures/"), views.KeyFigureListView.as_view(), name="figures"),
    path(_("glossary/"), views.GlossaryView.as_view(), name="glossary"),
]
