"""Which texts of resources exist in both languages, and of which records versions are kept."""

from modeltranslation.translator import TranslationOptions, register

from .history import keep_history
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


for model in (Resource, KeyFigure, GlossaryTerm):
    keep_history(model, rows=("sources",))
