"""What scripts ask for about territories, and what becomes of a commune that was typed."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from search.views import short_address
from territories.models import Commune, Department, Region
from territories.names import search_form
from territories.outlines import outlines_in_steps

MAX_TYPED = 60  # characters
MAX_SUGGESTIONS = 10
MAX_CHOICES = 40


class OutlinesView(View):
    """The outlines of all regions, or of the departments of one, for a script to draw."""

    def get(self, request, slug=None):
        if slug is None:
            model, records = Region, Region.objects.all()
        else:
            model, records = Department, Department.objects.filter(region__slug=slug)
        codes = tuple(records.order_by("pk").values_list("pk", flat=True))
        if not codes:
            raise Http404
        return JsonResponse(outlines_in_steps(model, codes))


def too_long():
    """Return what is said of a text that is too long to be typed for a commune."""
    return _("This is too long for the name of a commune: 60 characters at most.")


class CommuneSuggestionsView(View):
    """The communes that somebody may be about to type: {"suggestions": [{code, name, hint}, …]}."""

    def get(self, request):
        typed = request.GET.get("place", "").strip()
        if len(typed) > MAX_TYPED:
            return JsonResponse({"detail": too_long()}, status=400)
        found = Commune.objects.for_list().search(typed)[:MAX_SUGGESTIONS] if typed else []
        return JsonResponse(
            {
                "suggestions": [
                    {"code": commune.code, "name": commune.name, "hint": hint(commune)}
                    for commune in found
                ]
            }
        )


def hint(commune):
    """Return what tells a commune found by `search` from others of its name."""
    department = f"{commune.department.name} ({commune.department_id})"
    if commune.former_name:
        return f"{department}, " + _("formerly %(name)s") % {"name": commune.former_name}
    return department


class TypedPlaceMixin:
    """For a page that takes `commune`: takes what was typed in `place` too.

    One commune of that name: on to the address that names it by its code. Several, or none: a page
    to choose from, with all other filters kept.
    """

    def dispatch(self, request, *args, **kwargs):
        typed = request.GET.get("place", "").strip()
        if not typed:
            return super().dispatch(request, *args, **kwargs)
        if len(typed) > MAX_TYPED:
            return self.choose(request, typed, [], error=too_long())
        communes = list(Commune.objects.for_list().search(typed)[: MAX_CHOICES + 1])
        meant = communes if len(communes) == 1 else named(communes, typed)
        if len(meant) == 1:
            return HttpResponseRedirect(self.address_with(request, meant[0]))
        if not communes:
            error = _("No commune begins with “%(text)s”.") % {"text": typed}
            return self.choose(request, typed, [], error=error)
        return self.choose(request, typed, communes)

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

    def choose(self, request, typed, communes, error=""):
        if request.headers.get("HX-Request"):
            # A page of its own, not a part of the one that asks.
            return HttpResponse(headers={"HX-Redirect": request.get_full_path()})
        kept = [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in ("place", "page", "commune") and value
        ]
        choices = [
            (commune, hint(commune), self.address_with(request, commune))
            for commune in communes[:MAX_CHOICES]
        ]
        context = {
            "typed": typed,
            "choices": choices,
            "has_more": len(communes) > MAX_CHOICES,
            "error": error,
            "kept": kept,
            "without": self.address_with(request),
        }
        status = 400 if error else 200
        return render(request, "territories/choose_commune.html", context, status=status)


def named(communes, typed):
    """Return those whose whole name was typed; else those that had a former commune named so."""
    name = search_form(typed)
    exact = [commune for commune in communes if commune.search_name == name]
    former = [commune for commune in communes if search_form(commune.former_name) == name]
    return exact or former
