"""The initiatives that were published last, as an Atom feed for each search."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from initiatives.exports import LICENCE
from initiatives.sharing import query_of, title_of
from resources.spreadsheets import UNPRINTABLE
from search.found import Found

ENTRIES = 50


class InitiativeFeed(Feed):
    """What a valid `InitiativeFilter` keeps, the latest published first."""

    feed_type = Atom1Feed
    subtitle = _("Social and solidarity economy in rural France: what was published last.")
    author_name = "ESS rurale"
    feed_copyright = LICENCE

    def __init__(self, filterset):
        self.filterset = filterset

    def title(self):
        return printable(f"{title_of(self.filterset)} – ESS rurale")

    def link(self):
        return reverse("initiatives") + query_of(self.filterset)

    def feed_url(self):
        return reverse("initiatives-feed") + query_of(self.filterset)

    def items(self):
        kept, state = self.filterset.kept, self.filterset.state
        return Found(self.filterset.queryset, [kept], state.orders["recent"])[:ENTRIES]

    def item_title(self, item):
        return printable(item.name)

    def item_description(self, item):
        return escape(printable(item.summary))

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.updated_at

    def item_categories(self, item):
        return [printable(str(sector)) for sector in item.sectors.all()]


def printable(text):
    """Return `text` without what XML cannot hold."""
    return UNPRINTABLE.sub("", text)
