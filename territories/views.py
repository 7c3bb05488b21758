"""What scripts ask for about territories, and what becomes of a commune that was typed."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.generic import View

from search.views import short_address
from territories.filters import PlaceChoice
from territories.models import Commune, Department, Region
from territories.outlines import outlines_in_steps
from territories.reasons import hint
from territories.typed import TypedPlace, find_place

MAX_SUGGESTIONS = 10


class OutlinesView(View):
    """The outlines of all regions, or of the departments of one, for a script to draw."""

    error_format = "json"

    def get(self, request, slug=None):
        if slug is None:
            model, records = Region, Region.objects.all()
        else:
            model, records = Department, Department.objects.filter(region__slug=slug)
        codes = tuple(records.order_by("pk").values_list("pk", flat=True))
        if not codes:
            raise Http404
        return JsonResponse(outlines_in_steps(model, codes))


class CommuneSuggestionsView(View):
    """The communes that somebody may be about to type, and why where it is not clear which.

    As {"suggestions": [{code, name, hint}, …], "reason": text}; {"detail": text} where it is too
    long to be a place.
    """

    query_parameters = ("place",)
    error_format = "json"

    def get(self, request):
        typed = request.GET.get("place", "").strip()
        place = find_place(typed) if typed else TypedPlace(typed)
        if place.is_too_long:
            return JsonResponse({"detail": place.reason}, status=400)
        return JsonResponse(
            {
                "suggestions": [
                    {"code": commune.code, "name": commune.name, "hint": hint(commune)}
                    for commune in place.first(MAX_SUGGESTIONS)
                ],
                "reason": place.reason,
            }
        )


class TypedPlaceMixin:
    """For a page that takes a place: takes what its form sends as `place` too.

    That is what was typed. What surely means one commune: on to the address that names it by its
    code. Anything else: a page that says why, to choose from, with all other filters kept. Or it is
    the place that the form showed: a name that stands unchanged beside the code, or the parameters
    of a territory ("department=56"). That place stays unless another was chosen in the form.
    """

    query_parameters = ("place",)

    def dispatch(self, request, *args, **kwargs):
        typed = request.GET.get("place", "").strip()
        if request.refused_parameters:
            return super().dispatch(request, *args, **kwargs)
        if "place" in request.GET and (address := self.address_of_shown(request, typed)):
            return HttpResponseRedirect(address)
        if not typed:
            return super().dispatch(request, *args, **kwargs)
        place = find_place(typed)
        if place.commune:
            return HttpResponseRedirect(self.address_with(request, place.commune))
        return self.choose(request, place)

    @staticmethod
    def address_of_shown(request, typed):
        """Return this address with the place that the form showed, or with the one chosen instead.

        None where something else was typed.
        """
        data = request.GET.copy()
        del data["place"]
        code, chosen = data.get("commune"), data.get("region") or data.get("department")
        if code:
            shown = Commune.objects.filter(pk=code.upper()).values_list("name", flat=True).first()
            if typed and typed != shown:
                return None
            if chosen or not typed:
                for name in ("commune", "radius", "page"):
                    data.pop(name, None)
        elif place := PlaceChoice.place_of(typed):
            if not chosen:
                for name, value in place.pairs:
                    data.appendlist(name, value)
        else:
            return None
        return short_address(request.path, data)

    @staticmethod
    def address_with(request, commune=None):
        """Return this address without what was typed; around the commune, where one is given."""
        data = request.GET.copy()
        del data["place"]
        data.pop("page", None)
        if commune:
            for name in ("region", "department"):
                data.pop(name, None)
            data["commune"] = commune.code
        elif not data.get("commune"):
            data.pop("radius", None)
        return short_address(request.path, data)

    def choose(self, request, place):
        if request.headers.get("HX-Request"):
            # A page of its own, not a part of the one that asks.
            return HttpResponse(headers={"HX-Redirect": request.get_full_path()})
        kept = [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in ("place", "page", "commune") and value
        ]
        context = {
            "place": place,
            "choices": [
                (commune, hint(commune), self.address_with(request, commune))
                for commune in place.choices
            ],
            "kept": kept,
            "without": self.address_with(request),
        }
        status = 200 if place.found else 400
        return render(request, "territories/choose_commune.html", context, status=status)
