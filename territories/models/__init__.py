"""The territories of France, as INSEE, the State and La Poste know them.

`manage.py load_territories` fills these tables from `territories/data/`; nothing else writes
them. `docs/territories.md` says where each set comes from and how old it is.
"""

from territories.models.area import Department, Intercommunality, Region
from territories.models.commune import POPULATION_YEAR, Commune, FormerCommune, PostalCode
from territories.models.data_release import DataRelease

__all__ = [
    "POPULATION_YEAR",
    "Commune",
    "DataRelease",
    "Department",
    "FormerCommune",
    "Intercommunality",
    "PostalCode",
    "Region",
]
