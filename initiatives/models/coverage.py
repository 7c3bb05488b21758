"""Whom a record serves: a scope, and the departments and regions it covers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from resources.models import PublicRecord
from search.fields import LineField
from territories.models import Department, Region


def scope_is_known(*others):
    """Return the condition that a scope is one of `CoveredRecord.Scope`, or one of `others`."""
    return models.Q(scope__in=[*CoveredRecord.Scope.values, *others])


class CoveredRecord(PublicRecord):
    """A record that serves an area. Where it stands is another matter (see `Initiative`)."""

    class Scope(models.TextChoices):
        LOCAL = "local", _("Local")
        INTERCOMMUNAL = "intercommunal", _("Intercommunal")
        DEPARTMENTAL = "departmental", _("Departmental")
        REGIONAL = "regional", _("Regional")
        INTERREGIONAL = "interregional", _("Interregional")
        NATIONAL = "national", _("National")

    scope = models.CharField(_("scope"), max_length=14, choices=Scope, db_index=True)
    departments = models.ManyToManyField(
        Department,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("departments served"),
    )
    regions = models.ManyToManyField(
        Region,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("regions served as a whole"),
        help_text=_("Only whole regions: those of the departments above follow from them."),
    )
    area_label = LineField(
        _("name of the area"),
        max_length=120,
        blank=True,
        help_text=_("Where the area has a name of its own: Biovallée, Pays de Bray."),
    )

    class Meta(PublicRecord.Meta):
        abstract = True

    @property
    def located_regions(self):
        """The regions it stands in; none for a record that only serves an area."""
        return []

    @property
    def all_regions(self):
        """The regions it stands in or serves, whole or in part, each once, by name."""
        served = [department.region for department in self.departments.all()]
        everywhere = [*self.located_regions, *served, *self.regions.all()]
        return sorted(
            {region.pk: region for region in everywhere}.values(), key=lambda region: region.slug
        )

    @property
    def website_label(self):
        """The address without what every address has."""
        return self.website.split("://", 1)[-1].removeprefix("www.").rstrip("/")

    def has_location(self):
        """Tell whether the record says where it stands."""
        return False

    def validate_coverage(self, departments, regions):
        """Check scope, departments and regions together; raises `ValidationError` by field.

        The one validation of these rules, which span rows: forms call it with what was chosen,
        `validate_links` with what is stored.
        """
        departments, regions = list(departments), list(regions)
        errors = {}
        if self.scope == self.Scope.NATIONAL:
            if departments:
                errors["departments"] = _("A national record names no department.")
            if regions:
                errors["regions"] = _("A national record names no region.")
        elif not self.scope:
            if departments or regions:
                errors["scope"] = _("Say at what scope these places are served.")
        elif not (departments or regions or self.has_location()):
            errors["scope"] = _(
                "Say where: a record that is not national has a location, a department or a region."
            )
        implied = {department.region_id for department in departments}
        doubled = [region.name for region in regions if region.pk in implied]
        if doubled:
            errors["regions"] = _("Already served through a department: %(names)s.") % {
                "names": ", ".join(doubled)
            }
        served = implied | {region.pk for region in regions}
        if self.scope == self.Scope.REGIONAL and len(served) > 1:
            errors["scope"] = _("A record that serves several regions is interregional.")
        if self.scope == self.Scope.DEPARTMENTAL and regions:
            errors["regions"] = _("A departmental record serves departments, not whole regions.")
        if errors:
            raise ValidationError(errors)

    def validate_links(self):
        super().validate_links()
        self.validate_coverage(self.departments.all(), self.regions.all())
