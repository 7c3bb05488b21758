"""What the search knows of territories: their names are not mistyped, a region has several."""

from search import thesaurus
from territories.models import Commune, Department, Intercommunality, Region
from territories.region_names import region_names


def tell_of_names(told):
    """Say that these are names of territories."""
    told.names(names)


def names():
    """Return the names of all territories, in one query."""
    columns = [
        (Department, "name"),
        (Region, "name_fr"),
        (Region, "name_en"),
        (Intercommunality, "name"),
    ]
    others = [model.objects.order_by().values_list(name, flat=True) for model, name in columns]
    return Commune.objects.order_by().values_list("search_name", flat=True).union(*others)


def tell_of_regions(told):
    """Say that all names of a region lead to what is written under any of them, or is there."""
    for region in Region.objects.all():
        others = [other for other in region_names() if other.region == region.pk]
        full = [region.name_fr, region.name_en]
        full += [other.name for other in others if other.search == "both"]
        for name in [*full, *(other.name for other in others if other.search == "leads")]:
            told.related(name, *full)
            told.theme(name, "region", region.pk)


thesaurus.contribute([Region.CHANGES_ARE], tell_of_names)
thesaurus.contribute([Region.CHANGES_ARE], tell_of_regions)
