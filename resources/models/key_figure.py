"""Statistics, each with its year, its territory and its document."""

from django.conf import settings
from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from search.fields import LineField, TextField

from .citation import RecordSource
from .record import PublicRecord, filled, is_one_of


# Outside the model, so that the constraints can name them.
class Qualifier(models.TextChoices):
    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    NEARLY = "nearly", _("nearly")
    MORE_THAN = "more_than", _("more than")
    LESS_THAN = "less_than", _("less than")
    AT_LEAST = "at_least", _("at least")


class Topic(models.TextChoices):
    JOBS = "emploi", _("Jobs")
    ENTERPRISES = "entreprises", _("Enterprises")
    SECTORS = "secteurs", _("Sectors")
    CHANGE = "evolution", _("Change")
    COOPERATIVES = "cooperatives", _("Cooperatives")
    EMPLOYERS_GROUPS = "groupements-employeurs", _("Employers’ groups")
    CAE = "cae", _("Business and employment cooperatives (CAE)")
    SCIC = "scic", _("Multi-stakeholder cooperatives (SCIC)")
    TERRITORIES = "territoires", _("Territories")
    SHOPS = "commerce", _("Shops")
    HEALTH = "sante", _("Health")
    PROGRAMMES = "programmes", _("Programmes and networks")
    OPINIONS = "perceptions", _("Opinions")


class Chart(models.TextChoices):
    JOBS_BY_SECTOR = "emplois-par-secteur", _("Rural SSE jobs by sector")
    RURAL_AND_ELSEWHERE = "rural-et-ailleurs", _("Rural areas and elsewhere")
    CHANGE_2008_2015 = "evolution-2008-2015", _("Rural jobs from 2008 to 2015")
    COOPERATIVES = "part-cooperatives", _("Cooperatives among SSE enterprises")
    SCIC_AND_AUTHORITIES = "scic-collectivites", _("SCIC and local authorities")


class Unit(models.TextChoices):
    PERCENT = "percent", "%"
    POINTS = "points", _("points")
    JOBS = "jobs", _("jobs")
    ENTERPRISES = "enterprises", _("enterprises")
    PEOPLE = "people", _("people")
    MUNICIPALITIES = "communes", _("municipalities")
    EUROS = "euros", "€"
    TIMES = "times", _("times")
    ORGANISATIONS = "organisations", _("organisations")
    COOPERATIVES = "cooperatives", _("cooperatives")
    GROUPS = "groups", _("groups")
    PROJECTS = "projects", _("projects")
    YEARS = "years", _("years")
    NUMBER = "number", ""


class KeyFigure(PublicRecord):
    """A number, or a range, that a document states.

    `low` and `high` are equal where the document gives one value; both are in `unit`.
    """

    Qualifier = Qualifier
    Topic = Topic
    Chart = Chart
    Unit = Unit

    NAME_FIELD = "label"
    SUMMARY_FIELD = "statement"

    label = LineField(_("what it measures"), max_length=200)
    statement = TextField(_("in one sentence"), blank=True)
    low = models.DecimalField(_("value, or low end"), max_digits=14, decimal_places=2)
    high = models.DecimalField(_("high end"), max_digits=14, decimal_places=2)
    qualifier = models.CharField(
        _("qualifier"), max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    unit = models.CharField(_("unit"), max_length=16, choices=Unit)
    period = LineField(_("period"), max_length=40, blank=True)
    territory = LineField(_("territory"), max_length=120, blank=True)
    comparison = LineField(_("comparison"), max_length=200, blank=True)
    topic = models.CharField(_("topic"), max_length=24, choices=Topic, blank=True, default="")
    chart = models.CharField(_("chart"), max_length=24, choices=Chart, blank=True, default="")
    chart_label = LineField(_("label in the chart"), max_length=80, blank=True)
    compared_with = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="compared",
        verbose_name=_("compared with"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(PublicRecord.Meta):
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ["position", "slug"]
        constraints = [
            *PublicRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(status="published") | filled("label_fr", "statement_fr"),
                name="published_figure_has_french",
            ),
            models.CheckConstraint(
                condition=is_one_of("topic", Topic, ""), name="figure_topic_is_known"
            ),
            models.CheckConstraint(
                condition=is_one_of("chart", Chart, ""), name="figure_chart_is_known"
            ),
            models.CheckConstraint(condition=is_one_of("unit", Unit), name="figure_unit_is_known"),
            models.CheckConstraint(
                condition=is_one_of("qualifier", Qualifier), name="figure_qualifier_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("high")),
                name="figure_low_is_not_above_high",
                violation_error_message=_("The low end cannot be above the high end."),
            ),
        ]

    @property
    def value(self):
        """The value as shown in the active language: "17,7 %", "22 510", "about 5%"."""
        numbers = [self._number(self.low)]
        if self.high != self.low:
            numbers.append(self._number(self.high))
        text = "–".join(numbers)
        if self.unit == self.Unit.PERCENT:
            text = _("%(number)s%%") % {"number": text}
        elif self.unit == self.Unit.EUROS:
            text = _("€%(number)s") % {"number": text}
        if self.qualifier != self.Qualifier.EXACT:
            text = f"{self.get_qualifier_display()} {text}"
        return text

    def value_by_language(self):
        """Return {"fr": "17,7 %", "en": "17.7%"}."""
        values = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                values[code] = str(self.value)
        return values

    @staticmethod
    def _number(value):
        """Return `value` with the separators of the active language, without idle zeros."""
        value = value.normalize()
        decimals = max(0, -value.as_tuple().exponent)
        number = formats.number_format(value, decimal_pos=decimals, force_grouping=True)
        return number.replace("-", "−")


class KeyFigureSource(RecordSource):
    """The document and section that states a figure."""

    record = models.ForeignKey(KeyFigure, models.CASCADE, related_name="sources")
