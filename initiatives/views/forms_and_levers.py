"""Public pages about levers and forms of cooperation."""

from django.views.generic import ListView

from initiatives.catalogue import with_initiative_counts
from initiatives.filters import LeverFilter
from initiatives.models import CooperationForm, Driver, Lever
from search.views import FilteredListView

from .around import AroundPlaceView


class LeverListView(FilteredListView):
    """All levers, by driver and by who can pull them."""

    template_name = "initiatives/levers.html"
    context_object_name = "levers"
    filterset_class = LeverFilter
    paginate_by = 60

    def get_all(self):
        return Lever.objects.published()

    def get_queryset(self):
        levers = super().get_queryset().prefetch_related("drivers", "pulled_by")
        return with_initiative_counts(levers, "lever")

    def get_context_data(self, **kwargs):
        return super().get_context_data(drivers=Driver.objects.all(), **kwargs)


class LeverDetailView(AroundPlaceView):
    """One lever: what it is, the proof, how, who helps here, what to read."""

    facet = "lever"
    template_name = "initiatives/lever.html"
    context_object_name = "lever"

    def get_queryset(self):
        return self.visible(Lever.objects).prefetch_related(
            "drivers", "pulled_by", "sources__resource"
        )

    def get_context_data(self, **kwargs):
        actions = self.object.actions.public().telling()
        return super().get_context_data(
            actions=actions[:6],
            resources=self.object.resources.published(),
            forms=self.object.cooperation_forms.published(),
            testimonies=self.object.testimonies.published().prefetch_related("sources__resource"),
            **kwargs,
        )


class CooperationFormListView(ListView):
    """The forms of cooperation, with their examples counted."""

    template_name = "initiatives/forms.html"
    context_object_name = "cooperation_forms"

    def get_queryset(self):
        return with_initiative_counts(CooperationForm.objects.published(), "cooperation_form")


class CooperationFormDetailView(AroundPlaceView):
    """One form: what it is, how it works, the proof, who helps here, what to read."""

    facet = "cooperation_form"
    template_name = "initiatives/form.html"
    context_object_name = "cooperation_form"

    def get_queryset(self):
        return self.visible(CooperationForm.objects).prefetch_related("sources__resource")

    def get_context_data(self, **kwargs):
        form = self.object
        return super().get_context_data(
            levers=form.levers.published(),
            figures=form.key_figures.published().prefetch_related("sources__resource"),
            resources=form.resources.published(),
            testimonies=form.testimonies.published().prefetch_related("sources__resource"),
            **kwargs,
        )
