"""The log of what changed, written by the triggers of `search.changes`."""

from django.db import models


class Change(models.Model):
    """One row that was inserted, updated or deleted in a watched table.

    Nothing in Python writes here. The token is random: whoever remembers an id and its token can
    tell whether that very row still stands, or whether its transaction was rolled back, the log
    shortened or the database replaced.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    record = models.BigIntegerField(null=True)
    token = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.kind} {self.record}"
