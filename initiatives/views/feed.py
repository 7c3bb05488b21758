"""The feed of a search."""

from django.http import HttpResponseBadRequest
from django.views.generic import View

from initiatives.feeds import InitiativeFeed
from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative


class FeedView(View):
    """The latest published of what the filters keep; 400 in plain text where a value is wrong."""

    filterset_class = InitiativeFilter
    query_parameters = ("page",)  # of the list that the filters were taken from
    error_format = "text"

    def get(self, request):
        queryset = Initiative.objects.published().prefetch_related("sectors")
        filterset = self.filterset_class(request.GET, queryset)
        if not filterset.is_valid():
            reasons = [reason for reasons in filterset.errors.values() for reason in reasons]
            return HttpResponseBadRequest(
                "\n".join(reasons), content_type="text/plain; charset=utf-8"
            )
        return InitiativeFeed(filterset)(request)
