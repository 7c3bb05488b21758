"""Rules about records, stated once as chainable querysets."""

from django.db.models import F, QuerySet
from django.utils import timezone

from search.catalogue import catalogue_of


class NaturalKeyQuerySet(QuerySet):
    """Rows whose natural key is the fields that their model names in `NATURAL_KEY`."""

    def get_by_natural_key(self, *values):
        """Return the one row with this key; raises `DoesNotExist`."""
        lookups = [name.replace(".", "__") for name in self.model.NATURAL_KEY]
        return self.get(**dict(zip(lookups, values, strict=True)))


class PublicRecordQuerySet(NaturalKeyQuerySet):
    """Public records by their state."""

    def search(self, text):
        """Published records that answer `text`, as the catalogue of the model finds them."""
        return self.filter(pk__in=list(catalogue_of(self.model).find(text).all))

    def published(self):
        """Records that visitors may see."""
        return self.filter(status=self.model.Status.PUBLISHED)

    def overdue(self):
        """Records whose facts should have been confirmed by now."""
        return self.filter(review_due_on__lt=timezone.localdate())

    def english_behind(self):
        """Records of which a French text has changed since the English ones did."""
        return self.filter(english_changed_at__lt=F("french_changed_at"))
