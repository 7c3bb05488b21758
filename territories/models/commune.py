"""Communes, what they were, and their postal codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.fields import ByteOrderedCharField
from territories.models.area import Department, Intercommunality
from territories.querysets import CommuneQuerySet, FormerCommuneQuerySet, PostalCodeQuerySet

COMMUNE_CODE = r"^([0-9]{2}|2[AB])[0-9]{3}$"
# The census that the populations come from (see docs/territories.md).
POPULATION_YEAR = 2017
# A box that holds every department, from Guadeloupe to Réunion, in degrees.
LATITUDES = (-22, 52)
LONGITUDES = (-62, 56)


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
            models.UniqueConstraint(
                fields=["code", "commune"], name="territories_postal_code_once"
            ),
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
