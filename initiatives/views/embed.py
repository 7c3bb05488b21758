"""A search on the page of a partner."""

from django.views.generic import TemplateView

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from initiatives.sharing import query_of, title_of

SHOWN = 20


class EmbedView(TemplateView):
    """The first initiatives that the filters keep, for a frame; 400 where the address is wrong.

    That any site may frame it is said in `ess_rural.middleware.LetPartnersFrame`.
    """

    template_name = "initiatives/embed.html"
    filterset_class = InitiativeFilter
    query_parameters = ("page",)  # of the list that the filters were taken from
    shows_refused_parameters = True

    def get(self, request):
        filterset = self.filterset_class(request.GET, Initiative.objects.published().for_list())
        filterset.refuse(request.refused_parameters)
        context = self.get_context_data(filter=filterset)
        if not filterset.is_valid():
            return self.render_to_response(context, status=400)
        context |= {
            "title": title_of(filterset),
            "query": query_of(filterset),
            "total": len(filterset.qs),
            "initiatives": filterset.qs[:SHOWN],
        }
        return self.render_to_response(context)
