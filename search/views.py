"""A list that a FilterSet narrows."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import ListView


def short_address(path, data):
    """Return the address with those parameters of `data`, a QueryDict, that say something."""
    pairs = [(name, value) for name, values in data.lists() for value in values if value]
    return f"{path}?{urlencode(pairs)}" if pairs else path


class FilteredListView(ListView):
    """Answers 400 where a value or a parameter is unknown.

    A subclass says `filterset_class` and `get_all`.

    A form sent without a script names all its fields: on to the address without the empty ones.
    """

    filterset_class = None
    paginate_by = 20
    shows_refused_parameters = True

    def get(self, request, *args, **kwargs):
        has_blanks = any("" in values for _name, values in request.GET.lists())
        if has_blanks and not request.refused_parameters:
            return HttpResponseRedirect(short_address(request.path, request.GET))
        self.filterset = self.filterset_class(request.GET, self.get_all())
        self.filterset.refuse(request.refused_parameters)
        if not self.filterset.is_valid():
            if request.headers.get("HX-Request"):
                # htmx shows no error: the whole page says what is wrong.
                return HttpResponse(headers={"HX-Redirect": request.get_full_path()})
            self.object_list = self.get_all().none()
            return self.render_to_response(self.get_context_data(), status=400)
        return super().get(request, *args, **kwargs)

    def get_all(self):
        """Return the records that the reader may see."""
        raise NotImplementedError

    def get_queryset(self):
        return self.filterset.qs

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.filterset, **kwargs)
        if self.filterset.is_valid():
            context["active"] = self.filterset.active()
            paginator = context["paginator"]
            context["total"] = paginator.count if paginator else len(context["object_list"])
        return context
