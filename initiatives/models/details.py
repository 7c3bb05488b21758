"""What belongs to one initiative, in an order of its own: actions, milestones, key facts."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Max
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import AuthorityActionQuerySet
from resources.models import Citation, NaturalKeyModel, Resource, YearField, filled
from search.fields import LineField

from .initiative import Initiative
from .lever import Lever
from .vocabulary import AuthorityLevel


class Detail(NaturalKeyModel):
    """A row of an initiative, numbered within it."""

    NATURAL_KEY = ("initiative.slug", "position")

    initiative = models.ForeignKey(Initiative, models.CASCADE, verbose_name=_("initiative"))
    position = models.PositiveSmallIntegerField(_("position"), blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "position"], name="%(class)s_position_is_its_own"
            )
        ]

    def full_clean(self, **kwargs):
        """Number a new row, so that the check of uniqueness sees its place."""
        self.take_place()
        super().full_clean(**kwargs)

    def save(self, **kwargs):
        self.take_place()
        super().save(**kwargs)

    def take_place(self):
        """Come after the rows that are there, unless a position is given."""
        if self.position is None and self.initiative_id:
            rows = type(self).objects.filter(initiative=self.initiative_id)
            self.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1


class AuthorityAction(Detail, Citation):
    """What a public authority did for an initiative: the question officials ask first."""

    class Kind(models.TextChoices):
        PREMISES = "premises", _("Premises")
        LAND = "land", _("Land")
        SHARES = "shares", _("Shares")
        GRANT = "grant", _("Grant")
        STAFF = "staff", _("Staff time and engineering")
        CONTRACT = "contract", _("Contract or procurement")
        SUPPORT = "support", _("Advice, networking, promotion")
        INITIATIVE = "initiative", _("Created or launched it")
        OTHER = "other", _("Other")

    NATURAL_KEY = Detail.NATURAL_KEY

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="actions", verbose_name=_("initiative")
    )
    authority = LineField(_("authority"), max_length=160)
    level = models.ForeignKey(
        AuthorityLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("level"),
        help_text=_("Empty where the document does not say which level acted."),
    )
    kind = models.CharField(_("what it gave"), max_length=12, choices=Kind)
    text = LineField(_("in words"), max_length=400)
    lever = models.ForeignKey(
        Lever,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("lever"),
    )
    amount_euros = models.PositiveIntegerField(
        _("amount in euros"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(2_000_000_000)],
    )
    share_percent = models.DecimalField(
        _("share of the capital, in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    year = YearField(_("year"), null=True, blank=True)
    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="+", verbose_name=_("document")
    )

    objects = AuthorityActionQuerySet.as_manager()

    class Meta(Detail.Meta):
        abstract = False
        verbose_name = _("action of an authority")
        verbose_name_plural = _("actions of authorities")
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(
                condition=filled("authority_fr", "text_fr"), name="action_has_french"
            ),
            models.CheckConstraint(
                condition=models.Q(share_percent__isnull=True)
                | models.Q(share_percent__range=(0, 100)),
                name="action_share_is_a_percentage",
            ),
        ]

    def __str__(self):
        return f"{self.authority}: {self.text}"

    @property
    def amount(self):
        """The amount in words of the active language: "70 000 €", "€70,000"."""
        number = number_format(self.amount_euros, force_grouping=True)
        return _("€%(number)s") % {"number": number}

    @property
    def share(self):
        """The share of the capital: "20 % du capital"."""
        number = number_format(self.share_percent.normalize())
        return _("%(number)s%% of the capital") % {"number": number}

    @property
    def printed_source(self):
        """Document and section, in the document's own words."""
        title = getattr(self.resource, f"title_{self.resource.language}") or self.resource.title_fr
        return f"{title}, {self.locator}" if self.locator else title


class Milestone(Detail):
    """A dated step in the life of an initiative."""

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="milestones", verbose_name=_("initiative")
    )
    year = YearField(_("year"))
    month = models.PositiveSmallIntegerField(
        _("month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    text = LineField(_("what happened"), max_length=300)

    class Meta(Detail.Meta):
        abstract = False
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["year", models.F("month").asc(nulls_first=True), "position"]
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(condition=filled("text_fr"), name="milestone_has_french"),
            models.CheckConstraint(
                condition=models.Q(month__isnull=True) | models.Q(month__range=(1, 12)),
                name="milestone_month_exists",
            ),
        ]

    def __str__(self):
        return f"{self.year}: {self.text}"

    @property
    def when(self):
        """The year, or the month and year: "mars 2020"."""
        if self.month is None:
            return str(self.year)
        return date_format(date(self.year, self.month, 1), "F Y")


class KeyFact(Detail):
    """A figure of one initiative: how many members, what capital, how many employees."""

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="facts", verbose_name=_("initiative")
    )
    label = LineField(_("label"), max_length=120)
    value = LineField(_("value"), max_length=120)
    year = YearField(_("year"), null=True, blank=True)

    class Meta(Detail.Meta):
        abstract = False
        verbose_name = _("key fact")
        verbose_name_plural = _("key facts")
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(
                condition=filled("label_fr", "value_fr"), name="key_fact_has_french"
            ),
        ]

    def __str__(self):
        return f"{self.label}: {self.value}"
