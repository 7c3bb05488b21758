"""What the search knows of territories: the words of their names are not mistyped."""

from search import thesaurus
from territories.models import Commune, Department, Intercommunality, Region


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


thesaurus.contribute([Region.CHANGES_ARE], tell_of_names)
