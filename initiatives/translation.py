"""Which texts of initiatives, and of what they are linked to, exist in both languages.

Versions of the records are kept from here on.
"""

from modeltranslation.translator import TranslationOptions, register

from resources.history import keep_history

from .models import (
    AuthorityAction,
    AuthorityLevel,
    Challenge,
    CooperationForm,
    Driver,
    Initiative,
    KeyFact,
    Lever,
    Milestone,
    Offer,
    Sector,
    SupportOrganisation,
    Testimony,
)


@register([Offer, AuthorityLevel])
class VocabularyTranslation(TranslationOptions):
    fields = ("name",)


@register(Driver)
class DriverTranslation(TranslationOptions):
    fields = ("name", "summary")


@register([Sector, Challenge])
class ThemeTranslation(TranslationOptions):
    fields = ("name", "summary", "keywords")


@register(Lever)
class LeverTranslation(TranslationOptions):
    fields = ("title", "summary", "instruments")


@register(CooperationForm)
class CooperationFormTranslation(TranslationOptions):
    fields = (
        "name",
        "acronym",
        "definition",
        "how_it_works",
        "legal_basis",
        "types",
        "advantages",
        "conditions",
    )


@register(SupportOrganisation)
class SupportOrganisationTranslation(TranslationOptions):
    fields = ("name", "acronym", "description", "area_label")


@register(Initiative)
class InitiativeTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "area_label", "picture_alt")


@register(AuthorityAction)
class AuthorityActionTranslation(TranslationOptions):
    fields = ("authority", "text")


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("text",)


@register(KeyFact)
class KeyFactTranslation(TranslationOptions):
    fields = ("label", "value")


@register(Testimony)
class TestimonyTranslation(TranslationOptions):
    fields = ("role", "organisation_name", "topic", "points")


keep_history(Initiative, rows=("actions", "facts", "milestones", "sources"))
for model in (SupportOrganisation, Lever, CooperationForm, Testimony):
    keep_history(model, rows=("sources",))
