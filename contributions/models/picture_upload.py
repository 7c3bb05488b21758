"""How many pictures came from where: reading one costs more than all else that a visitor sends."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from contributions.querysets import within

COUNTED_FOR = timedelta(hours=1)


class PictureUploadQuerySet(models.QuerySet):
    def counted(self):
        """Those of the last hour."""
        return self.filter(within("at", COUNTED_FOR))

    def no_longer_counted(self):
        return self.filter(at__lte=timezone.now() - COUNTED_FOR)


class PictureUpload(models.Model):
    """One picture that was looked into, whatever became of it; `origin` as of a contribution."""

    origin = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    objects = PictureUploadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["origin", "at"], name="picture_upload_origin")]

    def __str__(self):
        return f"{self.origin[:8]} {self.at:%Y-%m-%d %H:%M}"
