"""Records for tests: complete and published unless a test says otherwise."""

from decimal import Decimal

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from initiatives import models as initiatives
from resources import models as resources
from territories.models import Commune, Department, Intercommunality, Region


class VocabularyFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ["slug"]

    slug = factory.Sequence(lambda n: f"term-{n}")
    name_fr = factory.LazyAttribute(lambda term: f"{term.slug} (fr)")
    name_en = factory.LazyAttribute(lambda term: f"{term.slug} (en)")
    position = factory.Sequence(lambda n: n % 1000)


class SectorFactory(VocabularyFactory):
    class Meta:
        model = initiatives.Sector


class ChallengeFactory(VocabularyFactory):
    class Meta:
        model = initiatives.Challenge


class DriverFactory(VocabularyFactory):
    class Meta:
        model = initiatives.Driver


class OfferFactory(VocabularyFactory):
    class Meta:
        model = initiatives.Offer


class AuthorityLevelFactory(VocabularyFactory):
    class Meta:
        model = initiatives.AuthorityLevel


class RecordFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"record-{n}")
    status = "published"
    information_as_of = 2020


class UserFactory(DjangoModelFactory):
    """A person who may sign in, and do nothing yet."""

    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"person-{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    is_staff = True


class RemitFactory(DjangoModelFactory):
    class Meta:
        model = resources.Remit

    user = factory.SubFactory(UserFactory)


class LinkCheckFactory(DjangoModelFactory):
    class Meta:
        model = resources.LinkCheck

    url = factory.Sequence(lambda n: f"https://site-{n}.example/")


class ImportFileFactory(DjangoModelFactory):
    class Meta:
        model = resources.ImportFile

    user = factory.SubFactory(UserFactory)
    content = b"slug\n"


class ResourceFactory(RecordFactory):
    class Meta:
        model = resources.Resource

    title_fr = factory.Sequence(lambda n: f"Guide n° {n}")
    title_en = factory.Sequence(lambda n: f"Guide no. {n}")
    summary_fr = "Un guide."
    summary_en = "A guide."
    type = "guide"
    year = 2020


class KeyFigureFactory(RecordFactory):
    class Meta:
        model = resources.KeyFigure

    label_fr = "Part des emplois"
    label_en = "Share of jobs"
    statement_fr = "Un emploi sur six."
    statement_en = "One job in six."
    low = Decimal("17.7")
    high = factory.SelfAttribute("low")
    unit = "percent"


class GlossaryTermFactory(RecordFactory):
    """A word without an expansion: nothing explains it on other pages."""

    class Meta:
        model = resources.GlossaryTerm

    term_fr = factory.Sequence(lambda n: f"Terme {n}")
    term_en = factory.Sequence(lambda n: f"Term {n}")
    meaning_fr = "Ce que cela veut dire."
    meaning_en = "What it means."


class LeverFactory(RecordFactory):
    class Meta:
        model = initiatives.Lever

    title_fr = factory.Sequence(lambda n: f"Levier {n}")
    title_en = factory.Sequence(lambda n: f"Lever {n}")
    summary_fr = "Ce que l’on peut faire."
    summary_en = "What one can do."


class CooperationFormFactory(RecordFactory):
    class Meta:
        model = initiatives.CooperationForm

    name_fr = factory.Sequence(lambda n: f"Forme {n}")
    name_en = factory.Sequence(lambda n: f"Form {n}")
    definition_fr = "Une façon de coopérer."
    definition_en = "A way to cooperate."


class OrganisationFactory(RecordFactory):
    class Meta:
        model = initiatives.SupportOrganisation

    name_fr = factory.Sequence(lambda n: f"Réseau {n}")
    name_en = factory.Sequence(lambda n: f"Network {n}")
    description_fr = "Un réseau."
    description_en = "A network."
    category = "sse-network"
    scope = "national"


class InitiativeFactory(RecordFactory):
    """A national programme, unless `in_commune` and the like (a code, a slug) places it."""

    class Meta:
        model = initiatives.Initiative

    class Params:
        in_commune = None
        in_intercommunality = None
        in_department = None
        in_region = None

    name_fr = factory.Sequence(lambda n: f"Initiative {n}")
    name_en = factory.SelfAttribute("name_fr")
    summary_fr = "Ce que des habitants ont fait."
    summary_en = "What residents have done."
    kind = "enterprise"
    commune = factory.LazyAttribute(
        lambda o: Commune.objects.get(pk=o.in_commune) if o.in_commune else None
    )
    intercommunality = factory.LazyAttribute(
        lambda o: (
            Intercommunality.objects.get(pk=o.in_intercommunality)
            if o.in_intercommunality
            else None
        )
    )
    department = factory.LazyAttribute(
        lambda o: Department.objects.get(pk=o.in_department) if o.in_department else None
    )
    region = factory.LazyAttribute(
        lambda o: Region.objects.get(slug=o.in_region) if o.in_region else None
    )
    scope = factory.LazyAttribute(
        lambda o: (
            "local"
            if o.in_commune or o.in_intercommunality or o.in_department or o.in_region
            else "national"
        )
    )

    @factory.post_generation
    def sectors(record, create, slugs):
        """Take slugs of sectors, made where they are absent."""
        if create:
            record.sectors.set([SectorFactory(slug=slug) for slug in slugs or []])

    @factory.post_generation
    def departments(record, create, codes):
        """Take INSEE codes."""
        if create:
            record.departments.set(codes or [])

    @factory.post_generation
    def regions(record, create, slugs):
        """Take slugs."""
        if create:
            record.regions.set(Region.objects.filter(slug__in=slugs or []))


class TestimonyFactory(RecordFactory):
    __test__ = False  # pytest takes Test… for tests

    class Meta:
        model = initiatives.Testimony

    person = "Camille Dupont"
    topic_fr = factory.Sequence(lambda n: f"Propos {n}")
    topic_en = factory.Sequence(lambda n: f"Point {n}")
    points_fr = "Elle dit que la commune a aidé."
    points_en = "She says that the municipality helped."


class AuthorityActionFactory(DjangoModelFactory):
    class Meta:
        model = initiatives.AuthorityAction

    initiative = factory.SubFactory(InitiativeFactory)
    level = factory.SubFactory(AuthorityLevelFactory, slug="commune")
    resource = factory.SubFactory(ResourceFactory)
    authority_fr = "Commune de Guipel"
    authority_en = "Municipality of Guipel"
    kind = "premises"
    text_fr = "Met un local à disposition."
    text_en = "Makes premises available."


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = initiatives.Milestone

    initiative = factory.SubFactory(InitiativeFactory)
    year = 2018
    text_fr = "Ouverture."
    text_en = "Opening."


class KeyFactFactory(DjangoModelFactory):
    class Meta:
        model = initiatives.KeyFact

    initiative = factory.SubFactory(InitiativeFactory)
    label_fr = "Associés"
    label_en = "Members"
    value_fr = "180"
    value_en = "180"


class SourceFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    resource = factory.SubFactory(ResourceFactory)
    locator = "Page 3"


class ResourceSourceFactory(SourceFactory):
    class Meta:
        model = resources.ResourceSource

    record = factory.SubFactory(ResourceFactory)


class KeyFigureSourceFactory(SourceFactory):
    class Meta:
        model = resources.KeyFigureSource

    record = factory.SubFactory(KeyFigureFactory)


class LeverSourceFactory(SourceFactory):
    class Meta:
        model = initiatives.LeverSource

    record = factory.SubFactory(LeverFactory)


class CooperationFormSourceFactory(SourceFactory):
    class Meta:
        model = initiatives.CooperationFormSource

    record = factory.SubFactory(CooperationFormFactory)


class OrganisationSourceFactory(SourceFactory):
    class Meta:
        model = initiatives.SupportOrganisationSource

    record = factory.SubFactory(OrganisationFactory)


class TestimonySourceFactory(SourceFactory):
    __test__ = False  # pytest takes Test… for tests

    class Meta:
        model = initiatives.TestimonySource

    record = factory.SubFactory(TestimonyFactory)


class GlossaryTermSourceFactory(SourceFactory):
    class Meta:
        model = resources.GlossaryTermSource

    record = factory.SubFactory(GlossaryTermFactory)


class InitiativeSourceFactory(SourceFactory):
    class Meta:
        model = initiatives.InitiativeSource

    record = factory.SubFactory(InitiativeFactory)
