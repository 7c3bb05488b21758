"""Regions, departments and intercommunalities."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from search.fields import ByteOrderedSlugField
from territories.querysets import DepartmentQuerySet, IntercommunalityQuerySet, RegionQuerySet

# The kind under which all changes of territories are logged.
TERRITORIES = "territories"
DEPARTMENT_CODE = r"^([0-9]{2}|2[AB]|97[0-9])$"


def in_place(name, locative):
    """Return "dans le Morbihan" or "in Morbihan", after the active language."""
    if (translation.get_language() or "fr").startswith("fr"):
        return locative
    return f"in {name}"


class Region(models.Model):
    """One of the 18 regions, overseas included."""

    CHANGES_ARE = TERRITORIES

    code = models.CharField(_("INSEE code"), max_length=2, primary_key=True)
    slug = ByteOrderedSlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    locative = models.CharField(
        _("French locative phrase"), max_length=80, help_text="“en Bretagne”, “dans le Grand Est”"
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

    CHANGES_ARE = TERRITORIES

    code = models.CharField(_("INSEE code"), max_length=3, primary_key=True)
    slug = ByteOrderedSlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    locative = models.CharField(
        _("French locative phrase"), max_length=80, help_text="“en Dordogne”, “dans le Morbihan”"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="departments", verbose_name=_("region")
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
