"""What the site remembers for itself: content files that were loaded, and what processes share."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRecord(models.Model):
    """A record of the fixtures that has been brought in once.

    It tells a record that staff deleted, which stays away, from one that is new in the fixtures.
    """

    model = models.CharField(_("model"), max_length=100)
    key = models.CharField(_("natural key"), max_length=400)
    loaded_at = models.DateTimeField(_("loaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("loaded record")
        verbose_name_plural = _("loaded records")
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="record_is_loaded_once")
        ]

    def __str__(self):
        return f"{self.model} {self.key}"


class CacheEntry(models.Model):
    """The table of the cache that all processes share, in the shape of Django's `DatabaseCache`.

    A model, so that `migrate` makes the table; nothing but the cache reads or writes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_cache"
        default_permissions = ()

    def __str__(self):
        return self.cache_key


class PasswordResetRequest(models.Model):
    """An address for which somebody forgot a password; deleted when it is answered."""

    email = models.EmailField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.email
