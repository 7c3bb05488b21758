"""Where the reader is: what a list is ordered around."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from territories.models import Commune


@dataclass
class Place:
    """A commune, or departments, or regions: what the address of a page names."""

    commune: Commune | None = None
    departments: list = field(default_factory=list)
    regions: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.commune or self.departments or self.regions)

    @property
    def name(self):
        """Its name in words: "Augan", "Morbihan", "Bretagne, Normandie"."""
        if self.commune:
            return self.commune.name
        return ", ".join(str(each) for each in self.departments or self.regions)

    @property
    def label(self):
        """Its name, that of a commune with its department: "Augan (56)"."""
        return f"{self.name} ({self.commune.department_id})" if self.commune else self.name

    @property
    def pairs(self):
        """The parameters that name it in an address, as (name, value) pairs."""
        pairs = [("region", region.slug) for region in self.regions]
        pairs += [("department", department.code) for department in self.departments]
        if self.commune:
            pairs.append(("commune", self.commune.code))
        return pairs

    @property
    def query(self):
        """Its parameters as a query string: "region=bretagne"."""
        return urlencode(self.pairs)

    @property
    def arguments(self):
        """The place as keyword arguments of the querysets that find what is near it."""
        return {
            "commune": self.commune,
            "departments": self.departments,
            "regions": self.regions,
        }

    @property
    def all_departments(self):
        """Its departments; that of its commune where it is one."""
        return [self.commune.department] if self.commune else self.departments

    @property
    def all_regions(self):
        """The regions it lies in, those of its departments included."""
        found = {each.region.pk: each.region for each in self.all_departments}
        return list(found.values()) or self.regions

    def wider(self):
        """Return the places to try when nothing is found, nearest first; the last is France."""
        if self.commune or self.departments:
            return [Place(regions=self.regions or self.all_regions), Place()]
        return [Place()] if self.regions else []

    def in_words(self):
        """Return "en Bretagne", "in Morbihan", "in the regions chosen"."""
        if self.commune:
            return _("in the commune: %(name)s") % {"name": self.commune.name}
        if len(self.departments) > 1:
            return _("in the departments chosen")
        if self.departments:
            return self.departments[0].in_place()
        if len(self.regions) > 1:
            return _("in the regions chosen")
        return self.regions[0].in_place() if self.regions else _("across France")
