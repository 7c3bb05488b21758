"""The short lists that records are filed under."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from resources.models import Resource, Vocabulary
from resources.querysets import NaturalKeyQuerySet
from search.fields import TextField

KEYWORDS_HELP = _("Everyday words that lead here, one a line: “médecin”, “dernier commerce”.")


class Sector(Vocabulary):
    """A field of activity."""

    summary = TextField(_("summary"), blank=True)
    keywords = TextField(_("everyday words"), blank=True, help_text=KEYWORDS_HELP)
    resources = models.ManyToManyField(
        Resource, blank=True, related_name="sectors", verbose_name=_("resources")
    )

    objects = NaturalKeyQuerySet.as_manager()

    class Meta(Vocabulary.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")

    def get_absolute_url(self):
        return reverse("sector", args=[self.slug])


class Challenge(Vocabulary):
    """One of the six challenges that the handbook says the SSE answers in rural areas."""

    summary = TextField(_("summary"), blank=True)
    keywords = TextField(_("everyday words"), blank=True, help_text=KEYWORDS_HELP)

    class Meta(Vocabulary.Meta):
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")


class Driver(Vocabulary):
    """One of the handbook's four families of levers."""

    summary = TextField(_("summary"), blank=True)

    class Meta(Vocabulary.Meta):
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")


class Offer(Vocabulary):
    """A kind of help that an organisation gives."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("kind of help")
        verbose_name_plural = _("kinds of help")


class AuthorityLevel(Vocabulary):
    """A level of public authority, from the commune to Europe."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("level of authority")
        verbose_name_plural = _("levels of authority")
