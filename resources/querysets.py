"""Rules about records, stated once as chainable querysets."""

from django.db.models import QuerySet

from search.text import fold


class NaturalKeyQuerySet(QuerySet):
    """Rows whose natural key is the fields that their model names in `NATURAL_KEY`."""

    def get_by_natural_key(self, *values):
        """Return the one row with this key; raises `DoesNotExist`."""
        lookups = [name.replace(".", "__") for name in self.model.NATURAL_KEY]
        return self.get(**dict(zip(lookups, values, strict=True)))


class PublicRecordQuerySet(NaturalKeyQuerySet):
    """Public records by their state."""

    def search(self, text):
        """Records in whose texts, in either language, every word of `text` begins a word.

        A text without a letter or a digit finds nothing.
        """
        words = fold(text).split()
        found = self if words else self.none()
        for word in words:
            found = found.filter(search_text__contains=f" {word}")
        return found

    def published(self):
        """Records that visitors may see."""
        return self.filter(status=self.model.Status.PUBLISHED)
