"""One record of each model of the admin, and people with a role: for the tests of roles."""

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from contributions import models as contributions
from initiatives import models as initiatives
from resources import models as resources
from resources.models.link_check import LinkCheck
from territories.models import Department, Region
from tests import factories

REGISTERED = list(admin.site._registry)
# Those whose records belong to regions.
REGIONAL = [model for model in REGISTERED if hasattr(model._default_manager, "in_regions")]
BRETAGNE, OCCITANIE = "53", "76"


def attempt(model, **values):
    return model.objects.create(username="guess", attempt_time=timezone.now(), **values)


def log_entry():
    who, about = factories.UserFactory(), factories.LeverFactory()
    kind = ContentType.objects.get_for_model(about)
    return LogEntry.objects.create(
        user=who, content_type=kind, object_id=about.pk, object_repr="x", action_flag=CHANGE
    )


MAKERS = {
    AccessAttempt: lambda: attempt(AccessAttempt, failures_since_start=1),
    AccessLog: lambda: attempt(AccessLog),
    LinkCheck: lambda: LinkCheck.objects.create(url="https://example.org/"),
    LogEntry: log_entry,
    User: factories.UserFactory,
    initiatives.AuthorityLevel: factories.AuthorityLevelFactory,
    initiatives.Challenge: factories.ChallengeFactory,
    initiatives.CooperationForm: factories.CooperationFormFactory,
    initiatives.Driver: factories.DriverFactory,
    initiatives.Lever: factories.LeverFactory,
    initiatives.Offer: factories.OfferFactory,
    initiatives.Sector: factories.SectorFactory,
    initiatives.Testimony: factories.TestimonyFactory,
    resources.GlossaryTerm: factories.GlossaryTermFactory,
    resources.KeyFigure: factories.KeyFigureFactory,
    resources.Resource: factories.ResourceFactory,
}

PLACED = {
    contributions.Correction: lambda region: factories.CorrectionFactory(
        record=placed(initiatives.Initiative, region)
    ),
    contributions.OutgoingMail: lambda region: factories.MailFactory(
        contribution=placed(contributions.Proposal, region), state="failed"
    ),
    contributions.Proposal: lambda region: factories.ProposalFactory(
        scope="local", department=Department.objects.filter(region__slug=region).first()
    ),
    contributions.RecordContact: lambda region: factories.RecordContactFactory(
        record=placed(initiatives.Initiative, region)
    ),
    initiatives.AuthorityAction: lambda region, **values: factories.AuthorityActionFactory(
        initiative=placed(initiatives.Initiative, region, **values)
    ),
    initiatives.Initiative: lambda region, **values: factories.InitiativeFactory(
        in_region=region, **values
    ),
    initiatives.SupportOrganisation: lambda region, **values: organisation_in(region, **values),
}


def organisation_in(region, **values):
    record = factories.OrganisationFactory(scope="regional", **values)
    record.regions.set(Region.objects.filter(slug=region))
    return record


def make(model):
    """Return a record of a model of the admin; in Brittany where it belongs to a region."""
    if model in PLACED:
        return placed(model, "bretagne")
    if model in MAKERS:
        return MAKERS[model]()
    existing = model._default_manager.first()  # territories stand in every test database
    assert existing, f"Say in MAKERS how a {model.__name__} is made."
    return existing


def placed(model, region, **values):
    """Return a new record of a regional model in a region, by slug."""
    assert model in PLACED, f"Say in PLACED how a {model.__name__} is placed in a region."
    return PLACED[model](region, **values)


def person_with(*roles, regions=()):
    """Return a person of staff with these roles, kept to the regions with these codes."""
    user = factories.UserFactory()
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    factories.RemitFactory(user=user).regions.set(regions)
    return user


def page_of(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def named(value):
    return getattr(value, "__name__", str(value))
