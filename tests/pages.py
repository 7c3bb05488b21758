"""Ways to read a page, or an answer of the API, that the test client got."""

import re
from html import unescape


def words(response):
    """Return the text of a page: no tags, and single plain spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def slugs(response):
    """Return the slugs of the initiatives that a page of a list shows, in order."""
    return [initiative.slug for initiative in response.context["initiatives"]]


def rings(response):
    """Return {heading: slugs} of the rings of a page, which has none where no place is asked."""
    return {
        ring.label: [initiative.slug for initiative in ring.records]
        for ring in response.context.get("rings", [])
    }


def near_count(response):
    """Return how many initiatives a list around a place announces, the national ones aside."""
    return sum(count for _label, count in response.context["ring_counts"])


def total(response):
    """Return the line of counts above a list."""
    [line] = re.findall(r'<p class="total".*?</p>', response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", line).split())


def link(response, rel):
    """Return the address of the "next" or "prev" page, or None."""
    addresses = re.findall(rf'<a rel="{rel}" href="([^"]*)"', response.content.decode())
    return unescape(addresses[0]) if addresses else None


def answer(client, path):
    """Return what an address of the API, named by what follows `/api/v1/`, answers."""
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()


def initiative_page(client, language, slug="champ-commun"):
    """Return the page of an initiative, which is there."""
    response = client.get(f"/{language}/initiatives/{slug}/")
    assert response.status_code == 200
    return response
