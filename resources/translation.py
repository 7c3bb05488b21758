"""Which texts of resources exist in both languages."""

from modeltranslation.translator import TranslationOptions, register

from .models import KeyFigure, Resource


@register(Resource)
class ResourceTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(KeyFigure)
class KeyFigureTranslation(TranslationOptions):
    fields = ("label", "statement", "territory", "comparison")
