"""The territories of France, as INSEE, the State and La Poste know them.

`manage.py load_territories` fills these tables from `territories/data/`; nothing else writes
them. `docs/territories.md` says where each set comes from and how old it is.
"""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from search.fields import ByteOrderedCharField, ByteOrderedSlugField
from territories.querysets import (
    CommuneQuerySet,
    DepartmentQuerySet,
    FormerCommuneQuerySet,
    IntercommunalityQuerySet,
    PostalCodeQuerySet,
    RegionQuerySet,
)

DEPARTMENT_CODE = r"^([0-9]{2}|2[AB]|97[0-9])$"
COMMUNE_CODE = r"^([0-9]{2}|2[AB])[0-9]{3}$"
# A box that holds every department, from Guadeloupe to Réunion, in degrees.
LATITUDES = (-22, 52)
LONGITUDES = (-62, 56)


def in_place(name, locative):
    """Return "dans le Morbihan" or "in Morbihan", after the active language."""
    if (translation.get_language() or "fr").startswith("fr"):
        return locative
    return f"in {name}"


class Region(models.Model):
    """One of the 18 regions, overseas included."""

    code = models.CharField(_("INSEE code"), max_length=2, primary_key=True)
    slug = ByteOrderedSlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    locative = models.CharField(
        _("French locative phrase"), max_length=80, help_text="“en Bretagne”, “dans le Grand Est”"
    )
    outline = models.JSONField(
        _("outline"), help_text=_("MultiPolygon coordinates: longitude, latitude (WGS 84)")
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="territories_region_code_shape", condition=models.Q(code__regex="^[0-9]{2}$")
            ),
            models.CheckConstraint(
                name="territories_region_texts_filled",
                condition=models.Q(name_fr__isnull=False, name_en__isnull=False)
                & ~(
                    models.Q(slug="")
                    | models.Q(name_fr="")
                    | models.Q(name_en="")
                    | models.Q(locative="")
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def in_place(self):
        """Return where it is, in words: "en Bretagne", "in Brittany"."""
        return in_place(self.name, self.locative)


class Department(models.Model):
    """One of the 101 departments, overseas included."""

    code = models.CharField(_("INSEE code"), max_length=3, primary_key=True)
    slug = ByteOrderedSlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    locative = models.CharField(
        _("French locative phrase"), max_length=80, help_text="“en Dordogne”, “dans le Morbihan”"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="departments", verbose_name=_("region")
    )
    outline = models.JSONField(
        _("outline"), help_text=_("MultiPolygon coordinates: longitude, latitude (WGS 84)")
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="territories_department_code_shape",
                condition=models.Q(code__regex=DEPARTMENT_CODE),
            ),
            models.CheckConstraint(
                name="territories_department_texts_filled",
                condition=~models.Q(slug="") & ~models.Q(name="") & ~models.Q(locative=""),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

    def in_place(self):
        """Return where it is, in words: "dans le Morbihan", "in Morbihan"."""
        return in_place(self.name, self.locative)


class Intercommunality(models.Model):
    """An EPCI with its own taxation. It may cross the border of a department or a region."""

    class Kind(models.TextChoices):
        COMMUNITY_OF_COMMUNES = "CC", _("community of communes")
        AGGLOMERATION_COMMUNITY = "CA", _("agglomeration community")
        URBAN_COMMUNITY = "CU", _("urban community")
        METROPOLIS = "ME", _("metropolis")

    code = models.CharField(_("SIREN number"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=2, choices=Kind)
    # Not unique: an EPCI that takes the place of another often keeps its name.
    slug = ByteOrderedSlugField(_("slug"), max_length=160)
    departments = models.ManyToManyField(
        Department,
        related_name="intercommunalities",
        verbose_name=_("departments"),
        help_text=_("Those of its communes"),
    )

    objects = IntercommunalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("intercommunality")
        verbose_name_plural = _("intercommunalities")
        ordering = ["slug", "code"]
        constraints = [
            models.CheckConstraint(
                name="territories_intercommunality_code_shape",
                condition=models.Q(code__regex="^[0-9]{9}$"),
            ),
            models.CheckConstraint(
                name="territories_intercommunality_kind",
                condition=models.Q(kind__in=["CC", "CA", "CU", "ME"]),
            ),
            models.CheckConstraint(
                name="territories_intercommunality_texts_filled",
                condition=~models.Q(slug="") & ~models.Q(name=""),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


class Commune(models.Model):
    """A commune, with the point of its town hall."""

    code = models.CharField(_("INSEE code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    search_name = ByteOrderedCharField(max_length=60, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="communes", verbose_name=_("department")
    )
    intercommunality = models.ForeignKey(
        Intercommunality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="communes",
        verbose_name=_("intercommunality"),
        help_text=_("None for four islands"),
    )
    population = models.PositiveIntegerField(
        _("population"), null=True, blank=True, help_text=_("Inhabitants; empty where unknown")
    )
    latitude = models.FloatField(_("latitude"), help_text=_("Of the town hall, in degrees"))
    longitude = models.FloatField(_("longitude"), help_text=_("Of the town hall, in degrees"))

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["search_name", "code"]
        indexes = [
            models.Index(fields=["search_name"], name="territories_commune_name"),
            models.Index(fields=["latitude", "longitude"], name="territories_commune_point"),
        ]
        constraints = [
            models.CheckConstraint(
                name="territories_commune_code_shape", condition=models.Q(code__regex=COMMUNE_CODE)
            ),
            models.CheckConstraint(
                name="territories_commune_code_starts_with_department",
                condition=models.Q(code__startswith=models.F("department")),
            ),
            models.CheckConstraint(
                name="territories_commune_names_filled",
                condition=~models.Q(name="") & ~models.Q(search_name=""),
            ),
            models.CheckConstraint(
                name="territories_commune_population_not_negative",
                condition=models.Q(population__isnull=True) | models.Q(population__gte=0),
            ),
            models.CheckConstraint(
                name="territories_commune_point_in_france",
                condition=models.Q(latitude__range=LATITUDES, longitude__range=LONGITUDES),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

    @property
    def region(self):
        """The region of its department."""
        return self.department.region


class PostalCode(models.Model):
    """A postal code that a commune has; both may have several of the other."""

    code = ByteOrderedCharField(_("postal code"), max_length=5)
    commune = models.ForeignKey(
        Commune, models.CASCADE, related_name="postal_codes", verbose_name=_("commune")
    )

    objects = PostalCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        ordering = ["code", "commune"]
        constraints = [
            models.UniqueConstraint(fields=["code", "commune"], name="territories_postal_code_once"),
            models.CheckConstraint(
                name="territories_postal_code_shape", condition=models.Q(code__regex="^[0-9]{5}$")
            ),
        ]

    def __str__(self):
        return self.code

    def natural_key(self):
        return (self.code, self.commune_id)


class FormerCommune(models.Model):
    """A place that was a commune and still exists inside one, as delegated or associated.

    A delegated commune often keeps the code that its commune has: 56144 is Évellys and, in it,
    Naizin.
    """

    class Kind(models.TextChoices):
        DELEGATED = "COMD", _("delegated commune")
        ASSOCIATED = "COMA", _("associated commune")

    code = models.CharField(_("INSEE code"), max_length=5)
    name = models.CharField(_("name"), max_length=60)
    search_name = ByteOrderedCharField(max_length=60, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    commune = models.ForeignKey(
        Commune, models.CASCADE, related_name="former_communes", verbose_name=_("commune")
    )

    objects = FormerCommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("former commune")
        verbose_name_plural = _("former communes")
        ordering = ["search_name", "code", "kind"]
        indexes = [models.Index(fields=["search_name"], name="territories_former_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "kind"], name="territories_former_commune_once"
            ),
            models.CheckConstraint(
                name="territories_former_commune_code_shape",
                condition=models.Q(code__regex=COMMUNE_CODE),
            ),
            models.CheckConstraint(
                name="territories_former_commune_kind",
                condition=models.Q(kind__in=["COMD", "COMA"]),
            ),
            models.CheckConstraint(
                name="territories_former_commune_names_filled",
                condition=~models.Q(name="") & ~models.Q(search_name=""),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code, self.kind)


class DataRelease(models.Model):
    """Which data the tables hold: one row, written by `load_territories`."""

    fingerprint = models.CharField(_("fingerprint"), max_length=64, help_text="SHA-256")
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("data release")
        verbose_name_plural = _("data releases")
        constraints = [
            models.CheckConstraint(
                name="territories_data_release_single_row", condition=models.Q(pk=1)
            ),
            models.CheckConstraint(
                name="territories_data_release_fingerprint_shape",
                condition=models.Q(fingerprint__regex="^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self):
        return f"{self.fingerprint[:12]} ({self.loaded_at:%Y-%m-%d})"
