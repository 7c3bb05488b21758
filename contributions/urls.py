"""Addresses of the public forms and of what became of them; path words are translated."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from contributions import views

urlpatterns = [
    path(_("propose/"), views.ProposeView.as_view(), name="propose"),
    path(_("propose/duplicates/"), views.DuplicatesView.as_view(), name="propose-duplicates"),
    path(_("propose/<slug:secret>/"), views.DraftView.as_view(), name="draft"),
    path(
        _("follow/confirm/<str:token>/"), views.ConfirmView.as_view(), name="confirm-contribution"
    ),
    path(_("follow/<slug:secret>/"), views.FollowView.as_view(), name="follow"),
    path(_("follow/<slug:secret>/amend/"), views.AmendView.as_view(), name="amend"),
    path(
        _("follow/<slug:secret>/correct/"),
        views.AmendCorrectionView.as_view(),
        name="amend-correction",
    ),
    path(
        _("follow/<slug:secret>/picture/"),
        views.FollowedPictureView.as_view(),
        name="followed-picture",
    ),
    path(_("correct/<slug:model>/<slug:slug>/"), views.CorrectView.as_view(), name="correct"),
    path(_("still-correct/<slug:secret>/"), views.StillCorrectView.as_view(), name="still-correct"),
    path(
        _("still-correct/<slug:secret>/correct/"),
        views.CorrectAsContactView.as_view(),
        name="correct-as-contact",
    ),
]
