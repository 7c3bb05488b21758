"""Who helps."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import OrganisationQuerySet
from resources.models import RecordSource, Resource, filled
from resources.websites import WebsiteField
from search.fields import EmailField, LineField, TextField

from .cooperation_form import CooperationForm
from .coverage import CoveredRecord, scope_is_known
from .lever import Lever
from .vocabulary import Offer, Sector


class SupportOrganisation(CoveredRecord):
    """A body that informs, supports, funds, represents or studies; or that carries a project."""

    class Category(models.TextChoices):
        RESOURCE_CENTRE = "resource-centre", _("Resource centre")
        CRESS = "cress", _("Regional SSE chamber (CRESS)")
        RURAL_NETWORK = "rural-network", _("Rural network")
        RESEARCH = "research", _("Research and development")
        POLITICAL = "political-representation", _("Political representation")
        LOCAL_DEVELOPMENT = "local-development-network", _("Local development network")
        SSE_NETWORK = "sse-network", _("SSE network")
        SSE_SUPPORT = "sse-support", _("SSE and local development support")
        INCUBATOR = "incubator", _("Incubator")
        GENERAL_SUPPORT = "general-support", _("General business support")
        EUROPEAN_FUND = "european-fund", _("European fund")
        PUBLIC_FUNDER = "public-funder", _("Public funder")
        SOLIDARITY_FINANCE = "solidarity-finance", _("Solidarity finance and crowdfunding")
        FOUNDATION = "foundation", _("Foundation")
        PUBLIC_AUTHORITY = "public-authority", _("Public authority or agency")
        PROFESSIONAL_BODY = "professional-body", _("Professional body")
        CARRIER = "company-or-association", _("Association or enterprise that carries a project")

    SUMMARY_FIELD = "description"
    SEARCH_NAMES = ("acronym",)
    SEARCH_FIELDS = ("area_label",)

    name = LineField(_("name"), max_length=200)
    acronym = LineField(_("acronym"), max_length=30, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("network it belongs to"),
    )
    category = models.CharField(_("category"), max_length=30, choices=Category, db_index=True)
    offers = models.ManyToManyField(
        Offer, related_name="organisations", blank=True, verbose_name=_("what it offers")
    )
    description = TextField(_("description"), blank=True)
    website = WebsiteField(_("website"), max_length=300, blank=True)
    phone = LineField(
        _("telephone"), max_length=30, blank=True, help_text=_("Institutional number only.")
    )
    email = EmailField(_("e-mail"), blank=True, help_text=_("Institutional address only."))
    cooperation_forms = models.ManyToManyField(
        CooperationForm,
        related_name="organisations",
        blank=True,
        verbose_name=_("forms it helps with"),
    )
    levers = models.ManyToManyField(
        Lever, related_name="organisations", blank=True, verbose_name=_("levers it helps with")
    )
    sectors = models.ManyToManyField(
        Sector, related_name="organisations", blank=True, verbose_name=_("sectors it helps with")
    )
    scope = models.CharField(
        _("scope"),
        max_length=14,
        choices=CoveredRecord.Scope,
        blank=True,
        default="",
        db_index=True,
        help_text=_("Empty where no document says whom it serves."),
    )
    publications = models.ManyToManyField(
        Resource, related_name="publishers", blank=True, verbose_name=_("publications")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta(CoveredRecord.Meta):
        abstract = False
        verbose_name = _("support organisation")
        verbose_name_plural = _("support organisations")
        ordering = ["sort_key", "slug"]
        constraints = [
            *CoveredRecord.Meta.constraints,
            models.CheckConstraint(
                condition=scope_is_known(""), name="organisation_scope_is_known_or_empty"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | filled("name_fr", "description_fr"),
                name="published_organisation_has_french",
            ),
        ]

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])

    @property
    def contact(self):
        """Itself where a way to reach it is known, else the nearest network with one, or None."""
        body, seen = self, set()
        while body is not None and body.pk not in seen:
            if body.is_published and (body.website or body.phone or body.email):
                return body
            seen.add(body.pk)
            body = body.parent
        return None

    def clean(self):
        """Refuse a body that would be its own network, near or far."""
        super().clean()
        ancestor, seen = self.parent, set()
        while ancestor is not None and ancestor.pk not in seen:
            if self.pk and ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A body cannot belong to itself.")})
            seen.add(ancestor.pk)
            ancestor = ancestor.parent


class SupportOrganisationSource(RecordSource):
    """The document and section that names an organisation."""

    record = models.ForeignKey(SupportOrganisation, models.CASCADE, related_name="sources")
