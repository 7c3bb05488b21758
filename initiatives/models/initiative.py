"""What the directory is about."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.pictures import PictureField
from initiatives.querysets import InitiativeQuerySet
from resources.models import RecordSource, Resource, YearField, filled
from resources.websites import WebsiteField
from search.fields import LineField, TextField
from territories.models import Commune, Department, Intercommunality, Region
from territories.place import Place

from .cooperation_form import CooperationForm
from .coverage import CoveredRecord, scope_is_known
from .lever import Lever
from .organisation import SupportOrganisation
from .vocabulary import Challenge, Sector

# Boxes around the parts of France, as (south, north, west, east) in degrees.
FRANCE = {
    "metropolitan": (41.2, 51.3, -5.3, 9.8),
    "guadeloupe": (15.7, 16.7, -62.0, -60.9),
    "martinique": (14.3, 15.0, -61.3, -60.7),
    "guyane": (2.0, 6.0, -54.7, -51.5),
    "la_reunion": (-21.5, -20.7, 55.1, 56.0),
    "mayotte": (-13.1, -12.5, 44.9, 45.4),
}

LOCATION_FIELDS = ("commune", "intercommunality", "department", "region")


def in_france():
    """Return the condition that a point, where there is one, lies in a box of `FRANCE`."""
    condition = models.Q(latitude__isnull=True, longitude__isnull=True)
    for south, north, west, east in FRANCE.values():
        # A pair with one half missing compares as unknown, which a CHECK lets pass.
        condition |= models.Q(
            latitude__isnull=False,
            longitude__isnull=False,
            latitude__range=(south, north),
            longitude__range=(west, east),
        )
    return condition


def at_most_one_location():
    """Return the condition that at most one of the four location columns is filled."""
    condition = models.Q()
    for first, second in (
        (first, second)
        for i, first in enumerate(LOCATION_FIELDS)
        for second in LOCATION_FIELDS[i + 1 :]
    ):
        condition &= models.Q(**{f"{first}__isnull": True}) | models.Q(
            **{f"{second}__isnull": True}
        )
    return condition


class Initiative(CoveredRecord):
    """An enterprise, network, programme, policy, brand or territory that shows the SSE at work.

    Location (where it stands: the most precise place known) and coverage (whom it serves) are
    two things; see `CoveredRecord` for the second.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("Enterprise or project")
        NETWORK = "network", _("Network")
        PROGRAMME = "programme", _("Programme or scheme")
        POLICY = "policy", _("Public policy")
        BRAND = "brand", _("Brand")
        TERRITORY = "territory", _("Territory")

    class LegalForm(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        SCIC = "scic", _("SCIC (multi-stakeholder cooperative)")
        SCOP = "scop", _("SCOP (worker cooperative)")
        COOPERATIVE = "cooperative", _("Other cooperative")
        MUTUAL = "mutual", _("Mutual society")
        FOUNDATION = "foundation", _("Foundation")
        GIE = "gie", _("GIE (economic interest group)")
        SARL = "sarl", _("SARL (limited company)")
        SAS = "sas", _("SAS (simplified joint-stock company)")
        PUBLIC = "public", _("Public body")

    class Activity(models.TextChoices):
        UNKNOWN = "unknown", _("Not known")
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")
        MERGED = "merged", _("Merged into another")

    SEARCH_NAMES = ("aliases",)
    SEARCH_FIELDS = ("description", "area_label")
    SEARCH_LINKS = tuple(f"{name}_id" for name in LOCATION_FIELDS)

    name = LineField(_("name"), max_length=160)
    aliases = TextField(_("other names"), blank=True, help_text=_("One a line."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, db_index=True)
    summary = LineField(_("summary"), max_length=240, blank=True)
    description = TextField(_("description"), blank=True)

    sectors = models.ManyToManyField(
        Sector, related_name="initiatives", blank=True, verbose_name=_("sectors")
    )
    challenges = models.ManyToManyField(
        Challenge, related_name="initiatives", blank=True, verbose_name=_("challenges")
    )
    levers = models.ManyToManyField(
        Lever, related_name="initiatives", blank=True, verbose_name=_("levers")
    )
    cooperation_forms = models.ManyToManyField(
        CooperationForm,
        related_name="initiatives",
        blank=True,
        verbose_name=_("forms of cooperation"),
    )
    legal_form = models.CharField(
        _("legal form"), max_length=12, choices=LegalForm, blank=True, default=""
    )
    year_founded = YearField(_("year founded"), null=True, blank=True)
    activity = models.CharField(
        _("activity"), max_length=8, choices=Activity, default=Activity.UNKNOWN
    )
    year_ended = YearField(_("year ended"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        verbose_name=_("merged into"),
    )
    website = WebsiteField(_("website"), max_length=300, blank=True)
    picture = PictureField(_("picture"), upload_to="pictures/", max_length=120, blank=True)
    picture_alt = LineField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("For those who do not see it."),
    )
    picture_credit = LineField(_("who took the picture"), max_length=120, blank=True)

    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name=_("commune")
    )
    intercommunality = models.ForeignKey(
        Intercommunality, models.PROTECT, null=True, blank=True, verbose_name=_("intercommunality")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives_located",
        verbose_name=_("department"),
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives_located",
        verbose_name=_("region"),
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("Empty: the town hall of the commune.")
    )
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    carrier = models.ForeignKey(
        SupportOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_initiatives",
        verbose_name=_("carried by"),
    )
    same_body = models.OneToOneField(
        SupportOrganisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="as_initiative",
        verbose_name=_("same body as"),
    )
    supporters = models.ManyToManyField(
        SupportOrganisation,
        related_name="supported_initiatives",
        blank=True,
        verbose_name=_("supported by"),
    )
    related = models.ManyToManyField("self", blank=True, verbose_name=_("related initiatives"))
    resources = models.ManyToManyField(
        Resource, related_name="initiatives", blank=True, verbose_name=_("to read")
    )

    objects = InitiativeQuerySet.as_manager()

    class Meta(CoveredRecord.Meta):
        abstract = False
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["sort_key", "slug"]
        indexes = [
            # For those with a point of their own, which a search by distance asks for.
            models.Index(
                fields=["latitude", "longitude"],
                condition=models.Q(latitude__isnull=False),
                name="initiative_own_point",
            ),
            # For the board of quality, which counts among all that are published.
            models.Index(fields=["status", "review_due_on"], name="initiative_due"),
            models.Index(fields=["status", "website"], name="initiative_website"),
            models.Index(
                fields=["status", "french_changed_at", "english_changed_at"],
                name="initiative_languages",
            ),
        ]
        constraints = [
            *CoveredRecord.Meta.constraints,
            models.CheckConstraint(condition=scope_is_known(), name="initiative_scope_is_known"),
            models.CheckConstraint(
                condition=~models.Q(status="published") | filled("name_fr", "summary_fr"),
                name="published_initiative_has_french",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["enterprise", "network", "programme", "policy", "brand", "territory"]
                ),
                name="initiative_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(picture="") | (filled("picture_alt_fr", "picture_credit")),
                name="initiative_picture_is_described",
                violation_error_message=_("Say what the picture shows and who took it."),
            ),
            models.CheckConstraint(
                condition=in_france(),
                name="initiative_point_is_in_france",
                violation_error_message=_("Latitude and longitude go together and lie in France."),
            ),
            models.CheckConstraint(
                condition=at_most_one_location(),
                name="initiative_has_one_location",
                violation_error_message=_(
                    "Give the most precise place only: a commune, an intercommunality, "
                    "a department or a region."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(activity__in=["unknown", "active"], year_ended__isnull=True)
                | models.Q(activity__in=["ended", "merged"]),
                name="initiative_ended_is_not_active",
                violation_error_message=_("A year of end goes with an activity that has ended."),
            ),
            models.CheckConstraint(
                condition=models.Q(activity="merged", merged_into__isnull=False)
                | (~models.Q(activity="merged") & models.Q(merged_into__isnull=True)),
                name="initiative_merged_names_the_other",
                violation_error_message=_("“Merged into another” and the other go together."),
            ),
            models.CheckConstraint(
                condition=models.Q(year_founded__isnull=True)
                | models.Q(year_ended__isnull=True)
                | models.Q(year_founded__lte=models.F("year_ended")),
                name="initiative_ends_after_it_begins",
                violation_error_message=_("It cannot end before it began."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("initiative", args=[self.slug])

    def clean(self):
        """Refuse an initiative that is merged into itself."""
        super().clean()
        if self.pk and self.merged_into_id == self.pk:
            raise ValidationError({"merged_into": _("An initiative cannot merge into itself.")})

    def validate_links(self):
        super().validate_links()
        if self.related.filter(pk=self.pk).exists():
            raise ValidationError({"related": _("An initiative is not linked to itself.")})

    def searched_texts(self):
        """Return the names of the place where it stands, with its department and regions.

        With them the codes that people know: of the department, and the postal ones.
        """
        names = [self.location.name] if self.location else []
        department = self.commune.department if self.commune else self.department
        if self.commune:
            names += [department.name, *map(str, self.commune.postal_codes.all())]
        if department:
            names.append(department.code)
        for region in self.located_regions:
            names += [region.name_fr, region.name_en]
        return names

    def has_location(self):
        return self.location is not None

    @property
    def location(self):
        """The most precise place known: a commune, EPCI, department or region, or None."""
        return self.commune or self.intercommunality or self.department or self.region

    @property
    def located_regions(self):
        """The regions it stands in: none, one, or two for an EPCI across a border."""
        if self.commune:
            return [self.commune.department.region]
        if self.intercommunality:
            departments = self.intercommunality.departments.all()
            return list({each.region_id: each.region for each in departments}.values())
        if self.department:
            return [self.department.region]
        return [self.region] if self.region else []

    @property
    def all_departments(self):
        """The departments it stands in or serves by name, each once, by code."""
        located = []
        if self.commune:
            located = [self.commune.department]
        elif self.intercommunality:
            located = self.intercommunality.departments.all()
        elif self.department:
            located = [self.department]
        found = {each.pk: each for each in [*located, *self.departments.all()]}
        return [found[code] for code in sorted(found)]

    @property
    def point(self):
        """(latitude, longitude) in degrees: its own point, else its town hall, else None."""
        if self.latitude is not None:
            return self.latitude, self.longitude
        if self.commune:
            return self.commune.latitude, self.commune.longitude
        return None

    @property
    def place(self):
        """The `Place` from which to look for helpers: where it stands, else whom it serves."""
        if self.commune:
            return Place(departments=[self.commune.department])
        if self.intercommunality:
            return Place(departments=list(self.intercommunality.departments.all()))
        departments = [self.department] if self.department else list(self.departments.all())
        if departments:
            return Place(departments=departments)
        return Place(regions=[self.region] if self.region else list(self.regions.all()))

    @property
    def place_name(self):
        """Where it stands, in words: "Augan (56)", an EPCI, a department or a region; or ""."""
        place = self.commune or self.department
        if place:
            department = self.commune.department_id if self.commune else self.department_id
            return f"{place.name} ({department})"
        place = self.intercommunality or self.region
        return place.name if place else ""

    @property
    def alias_list(self):
        return [alias.strip() for alias in self.aliases.splitlines() if alias.strip()]


class InitiativeSource(RecordSource):
    """The document and section that describes an initiative."""

    record = models.ForeignKey(Initiative, models.CASCADE, related_name="sources")
