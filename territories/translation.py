from modeltranslation.translator import TranslationOptions, register

from territories.models import Region


@register(Region)
class RegionTranslation(TranslationOptions):
    fields = ["name"]
