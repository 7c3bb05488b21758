"""A file that waits for its import to be confirmed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT = timedelta(days=1)


class ImportFile(models.Model):
    """The file whose changes a member of staff is looking at, before they are made.

    In the database, so that any process can confirm it. `changes` is the fingerprint of what was
    shown: nothing else is ever done.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    model = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    changes = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Save, and forget the files that nobody confirmed within a day."""
        type(self).objects.filter(created_at__lt=timezone.now() - KEPT).delete()
        super().save(**kwargs)
