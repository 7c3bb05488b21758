"""Pictures that were proposed: not public yet."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import View

from contributions.models import Proposal
from initiatives.views import answer_with_picture

from .private import SecretMixin


class ProposedPictureView(View):
    """A proposed picture, for staff who may look at the proposal that it came with."""

    def get(self, request, name):
        if not (request.user.is_staff and request.user.has_perm("contributions.view_proposal")):
            raise Http404
        seen = Proposal.objects.visible_to_staff().seen_by(request.user)
        proposal = get_object_or_404(seen, picture=f"proposed/{name}")
        return answer_with_picture(proposal.picture.name, private=True, no_store=True)


class FollowedPictureView(SecretMixin, View):
    """The picture of a proposal, for whoever knows the secret of the proposal."""

    def get(self, request, secret):
        proposal = get_object_or_404(Proposal.objects.exclude(picture=""), secret=secret)
        return answer_with_picture(proposal.picture.name, private=True, no_store=True)
