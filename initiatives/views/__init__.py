from .embed import EmbedView
from .exports import CsvView, GeoJsonView, XlsxView
from .feed import FeedView
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
from .map import InitiativeMapView, InitiativePointsView
from .organisations import OrganisationDetailView, OrganisationListView
from .pictures import PictureView, answer_with_picture
from .resources import ResourceDetailView, ResourceListView

__all__ = [
    "CooperationFormDetailView",
    "CooperationFormListView",
    "CsvView",
    "EmbedView",
    "FeedView",
    "GeoJsonView",
    "InitiativeDetailView",
    "InitiativeListView",
    "InitiativeMapView",
    "InitiativePointsView",
    "LeverDetailView",
    "LeverListView",
    "OrganisationDetailView",
    "OrganisationListView",
    "PictureView",
    "ResourceDetailView",
    "ResourceListView",
    "SectorDetailView",
    "SectorListView",
    "XlsxView",
    "answer_with_picture",
]
