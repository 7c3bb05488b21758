"""A project that somebody wants to see in the directory."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from contributions.acceptance import initiative_from
from contributions.querysets import ProposalQuerySet
from initiatives.models import (
    AuthorityAction,
    AuthorityLevel,
    CooperationForm,
    Initiative,
    Lever,
    Sector,
    SupportOrganisation,
)
from initiatives.pictures import PictureField
from resources.models import YearField, filled
from resources.websites import WebsiteField
from search.fields import LineField, TextField
from territories.models import Commune, Department
from territories.typed import MAX_TYPED

from .contact import RecordContact
from .contribution import Contribution, State


class Proposal(Contribution):
    """What a partner tells of a project, in one language; staff make an initiative of it."""

    name = LineField(_("name of the project"), max_length=160, blank=True)
    website = WebsiteField(_("website"), max_length=300, blank=True)
    summary = LineField(_("in one sentence"), max_length=240, blank=True)
    description = TextField(_("what it does, and how it came about"), blank=True)
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("sectors")
    )
    legal_form = models.CharField(
        _("legal form"), max_length=12, choices=Initiative.LegalForm, blank=True, default=""
    )
    year_founded = YearField(_("year founded"), null=True, blank=True)

    scope = models.CharField(
        _("whom it serves"), max_length=14, choices=Initiative.Scope, blank=True, default=""
    )
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune"),
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("Only where it stands in no one commune."),
    )
    place = LineField(
        _("place in words"),
        max_length=MAX_TYPED,
        blank=True,
        help_text=_("As typed; only where the directory knows no such commune."),
    )
    area_label = LineField(_("name of the area"), max_length=120, blank=True)

    levers = models.ManyToManyField(Lever, blank=True, related_name="+", verbose_name=_("levers"))
    cooperation_forms = models.ManyToManyField(
        CooperationForm, blank=True, related_name="+", verbose_name=_("forms of cooperation")
    )
    supporters = models.ManyToManyField(
        SupportOrganisation,
        blank=True,
        related_name="+",
        verbose_name=_("bodies that support it"),
    )
    other_supporters = LineField(_("other bodies that support it"), max_length=300, blank=True)

    picture = PictureField(_("picture"), upload_to="proposed/", max_length=120, blank=True)
    picture_alt = LineField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("For those who do not see it."),
    )
    picture_credit = LineField(_("who took the picture"), max_length=120, blank=True)
    picture_consent = models.BooleanField(
        _("The photographer and the people who can be recognised agree to its publication."),
        default=False,
    )
    licence_granted = models.BooleanField(
        _("I agree that my texts and picture are published under the licence CC BY 4.0."),
        default=False,
    )

    # As typed, field by field, while it is a draft: what is not valid yet is kept too.
    answers = models.JSONField(default=dict, editable=False)
    initiative = models.ForeignKey(
        Initiative,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
        verbose_name=_("initiative made of it"),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answers={}) | models.Q(licence_granted=False),
                name="proposal_sent_keeps_no_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(licence_granted=False) | filled("name", "summary"),
                name="proposal_sent_has_texts",
            ),
            models.CheckConstraint(
                condition=models.Q(licence_granted=False)
                | models.Q(picture="")
                | (models.Q(picture_consent=True) & filled("picture_alt", "picture_credit")),
                name="proposal_picture_has_consent",
            ),
            models.CheckConstraint(
                condition=models.Q(commune__isnull=True, department__isnull=True)
                | models.Q(place="", commune__isnull=True)
                | models.Q(place="", department__isnull=True),
                name="proposal_has_one_place",
                violation_error_message=_("Give the commune, or the department, not both."),
            ),
        ]

    def __str__(self):
        return self.name or self.answers.get("name", [""])[0] or str(_("Proposal without a name"))

    def clean(self):
        """Refuse a place that does not go with whom the project serves."""
        super().clean()
        wide = {Initiative.Scope.NATIONAL, Initiative.Scope.INTERREGIONAL}
        if self.scope and self.scope not in wide and not self.has_place:
            raise ValidationError({"commune": _("Say where: the commune, or else the department.")})

    def accept(self, by, version, into=None):
        """Make an initiative of it, or add it to the one given; return the initiative.

        Raises `ValidationError` where it breaks a rule of that one: then nothing is changed.
        """
        with transaction.atomic():
            self.turn(State.ACCEPTED, by=by, version=version)
            self.initiative = initiative_from(self, into)
            self.save(update_fields=["initiative"])
            RecordContact.objects.remember(self, self.initiative)
        return self.initiative

    @property
    def has_place(self):
        """Whether it says where it stands, were it in words alone."""
        return bool(self.commune_id or self.department_id or self.place)

    @property
    def regions(self):
        """The codes of the regions it stands in: none or one."""
        department = self.commune.department if self.commune_id else self.department
        return [department.region_id] if department else []


class ProposedAction(models.Model):
    """What a local authority did for the project, in the contributor's words."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="actions")
    authority = LineField(_("authority"), max_length=160)
    level = models.ForeignKey(
        AuthorityLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("level"),
    )
    kind = models.CharField(
        _("what it gave"),
        max_length=12,
        choices=AuthorityAction.Kind,
        default=AuthorityAction.Kind.OTHER,
    )
    text = LineField(_("in words"), max_length=400)
    year = YearField(_("year"), null=True, blank=True)

    class Meta:
        verbose_name = _("action of an authority")
        verbose_name_plural = _("actions of authorities")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=filled("authority", "text"), name="proposed_action_says_who_and_what"
            )
        ]

    def __str__(self):
        return f"{self.authority}: {self.text}"
