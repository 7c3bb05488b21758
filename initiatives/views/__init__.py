from .forms_and_levers import (
    CooperationFormDetailView,
    CooperationFormListView,
    LeverDetailView,
    LeverListView,
)
from .initiatives import (
    InitiativeDetailView,
    InitiativeListView,
    SectorDetailView,
    SectorListView,
)
from .organisations import OrganisationDetailView, OrganisationListView
from .resources import ResourceDetailView, ResourceListView

__all__ = [
    "CooperationFormDetailView",
    "CooperationFormListView",
    "InitiativeDetailView",
    "InitiativeListView",
    "LeverDetailView",
    "LeverListView",
    "OrganisationDetailView",
    "OrganisationListView",
    "ResourceDetailView",
    "ResourceListView",
    "SectorDetailView",
    "SectorListView",
]
