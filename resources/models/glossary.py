"""Terms and acronyms of the field."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from search.fields import LineField, TextField

from .citation import RecordSource
from .record import PublicRecord, filled


class GlossaryTerm(PublicRecord):
    """A term or an acronym, in both languages: what it stands for and what it means."""

    NAME_FIELD = "term"
    SUMMARY_FIELD = "meaning"
    SEARCH_NAMES = ("expansion", "aliases")

    term = LineField(_("term"), max_length=80)
    expansion = LineField(
        _("stands for"), max_length=200, blank=True, help_text=_("Empty where it is no acronym.")
    )
    meaning = TextField(_("meaning"), blank=True)
    aliases = TextField(_("other spellings"), blank=True, help_text=_("One a line."))

    class Meta(PublicRecord.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["sort_key", "slug"]
        constraints = [
            *PublicRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(status="published") | filled("term_fr", "meaning_fr"),
                name="published_term_has_french",
            ),
        ]

    def get_absolute_url(self):
        return f"{reverse('glossary')}#{self.slug}"


class GlossaryTermSource(RecordSource):
    """The document and section that uses or explains a term."""

    record = models.ForeignKey(GlossaryTerm, models.CASCADE, related_name="sources")
