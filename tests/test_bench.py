"""What `make bench` fills a database with; nothing here is timed."""

import pytest

from initiatives.models import Initiative
from search.text import fold
from tests.bench.fill import fill
from tests.bench.maker import LOCATIONS, NUMBERS

NUMBER = 50


@pytest.mark.django_db
def test_synthetic_initiatives_are_like_real_ones(content):
    real = set(Initiative.objects.values_list("pk", flat=True))
    fill(NUMBER)
    synthetic = Initiative.objects.exclude(pk__in=real)
    assert synthetic.published().count() == NUMBER
    for initiative in synthetic:
        # What is computed the quick way is what saving computes.
        assert initiative.search_text == initiative.folded_text()
        assert initiative.sort_key == fold(initiative.name_fr)
        initiative.full_clean()
        initiative.validate_links()
    for kind in filter(None, LOCATIONS):
        assert synthetic.exclude(**{kind: None}).exists(), kind
    for links in (*NUMBERS, "departments", "regions", "actions", "facts", "sources"):
        assert synthetic.exclude(**{links: None}).exists(), links
    for column in ("kind", "scope", "legal_form", "year_founded"):
        assert synthetic.order_by().values(column).distinct().count() > 3, column
    # What is added later has a number of its own.
    later = Initiative.objects.create(slug="later", name_fr="Une", kind="brand", scope="national")
    assert later.pk > synthetic.exclude(pk=later.pk).latest("pk").pk
