"""What robots are asked to leave alone: filtered lists, and pages that carry the place of a reader.

Each filter goes with each other and each place with every page: addresses without end, which show
what stands at the plain addresses too. `robots.txt` says so before they are asked for, the header
`X-Robots-Tag` once they are; links that lead there from a plain page say `nofollow`.
"""

from functools import cache

from django.shortcuts import render
from django.urls import URLResolver, get_resolver, reverse
from django.views.decorators.http import require_safe

from ess_rural.parameters import accepted_parameters

# Parameters that lead through all of a list, and filter nothing.
PAGES = {"page", "page_size", "p", "format"}


@cache
def closed_parameters():
    """Return the names of the parameters that make an address one of too many, sorted."""
    return sorted(set(parameters_of(get_resolver().url_patterns)) - PAGES)


def parameters_of(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from parameters_of(pattern.url_patterns)
        else:
            yield from accepted_parameters(pattern.callback)


class TellRobots:
    """Say of each filtered page that it is none for an index, and its links none to follow."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # What is refused is in no index; and its query may be one that cannot be read.
        is_page = response.status_code < 400 and "X-Robots-Tag" not in response
        if is_page and not request.GET.keys().isdisjoint(closed_parameters()):
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


@require_safe
def robots(request):
    """Tell robots where the sitemap is, and what to leave alone."""
    context = {
        "sitemap": request.build_absolute_uri(reverse("sitemap")),
        "closed": closed_parameters(),
    }
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")
