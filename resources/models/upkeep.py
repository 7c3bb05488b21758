"""How a record is kept true: when it is to be looked at again, which language is behind."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import NotRegistered, translator

LANGUAGES = ("fr", "en")


def months_after(day, months):
    """Return the day of the same number `months` later; the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


class KeptUp(models.Model):
    """A record that somebody has to confirm from time to time, in two languages."""

    information_as_of: int | None
    first_published_at = None

    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("Empty until a person has checked the facts with the body itself."),
    )
    review_months = models.PositiveSmallIntegerField(
        _("review period"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Months after which the facts are to be confirmed again."),
    )
    review_due_on = models.DateField(
        _("to be reviewed by"), null=True, editable=False, db_index=True
    )
    french_changed_at = models.DateTimeField(_("French changed"), null=True, editable=False)
    english_changed_at = models.DateTimeField(_("English changed"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def known_on(self):
        """The last day on which its facts are known to have been right, or None.

        That on which somebody verified them, else the end of the year that they speak of.
        """
        if self.verified_on or self.information_as_of is None:
            return self.verified_on
        return date(self.information_as_of, 12, 31)

    @property
    def is_overdue(self):
        """Whether its facts should have been confirmed by now."""
        return self.review_due_on is not None and self.review_due_on < timezone.localdate()

    @property
    def english_is_behind(self):
        """Whether a French text has changed since the English ones did."""
        return bool(
            self.french_changed_at
            and self.english_changed_at
            and self.english_changed_at < self.french_changed_at
        )

    def confirm_facts(self):
        """Note that its facts are right today, and save."""
        self.verified_on = timezone.localdate()
        self.save(update_fields=["verified_on"])

    def confirm_english(self):
        """Note that the English texts say what the French ones say, and save."""
        self.english_changed_at = timezone.now()
        self.save(update_fields=["english_changed_at"])

    def keep_up(self):
        """Set the derived columns for `save`; return their names."""
        known_on = self.known_on
        self.review_due_on = known_on and months_after(known_on, self.review_months)
        before = self._stored_texts()
        now = timezone.now()
        for language, column in (("fr", "french_changed_at"), ("en", "english_changed_at")):
            columns = self.text_columns(language)
            if any((getattr(self, name) or "") != (before.get(name) or "") for name in columns):
                setattr(self, column, now)
        return {"review_due_on", "french_changed_at", "english_changed_at"}

    @classmethod
    def text_columns(cls, language):
        """Return the columns that hold its texts in a language; none where it has no other."""
        try:
            fields = translator.get_options_for_model(cls).all_fields
        except NotRegistered:
            return []
        return [f"{name}_{language}" for name in sorted(fields)]

    def _stored_texts(self):
        """Return {column: text} as the database has them; nothing for a new record."""
        if self._state.adding:
            return {}
        columns = [name for language in LANGUAGES for name in self.text_columns(language)]
        return type(self).objects.filter(pk=self.pk).values(*columns).first() or {}
