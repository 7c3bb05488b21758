"""Which texts of resources exist in both languages."""

from modeltranslation.translator import TranslationOptions, register

from .models import GlossaryTerm, KeyFigure, Resource


@register(Resource)
class ResourceTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(KeyFigure)
class KeyFigureTranslation(TranslationOptions):
    fields = ("label", "statement", "territory", "comparison", "chart_label")


@register(GlossaryTerm)
class GlossaryTermTranslation(TranslationOptions):
    fields = ("term", "expansion", "meaning", "aliases")
