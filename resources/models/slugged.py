"""Records with a slug that is theirs alone, under which their page is found."""

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.translation import override

from search.slugs import slugs_for


class SluggedModel(models.Model):
    """A record with a `slug`: left empty, it is made of the name when the record is validated."""

    NAME_FIELD = "name"

    class Meta:
        abstract = True

    def full_clean(self, **kwargs):
        self.fill_slug()
        super().full_clean(**kwargs)

    def fill_slug(self):
        """Give a slug to a record without one: free, and hidden by no page in either language."""
        if self.slug:
            return
        name = getattr(self, f"{self.NAME_FIELD}_fr") or getattr(self, f"{self.NAME_FIELD}_en")
        longest = self._meta.get_field("slug").max_length
        others = type(self).objects.exclude(pk=self.pk)
        for slug in slugs_for(name or "", longest, instead=self._meta.model_name):
            self.slug = slug
            if not self.is_hidden_by_a_page() and not others.filter(slug=slug).exists():
                return

    def is_hidden_by_a_page(self):
        """Tell whether, in some language, another page stands at the address of the record."""
        if not hasattr(self, "get_absolute_url"):
            return False
        for code, _name in settings.LANGUAGES:
            try:
                with override(code):
                    match = resolve(self.get_absolute_url())
            except (NoReverseMatch, Resolver404):  # no slug at all, or no page of its own
                continue
            if match.kwargs.get("slug") != self.slug:
                return True
        return False
