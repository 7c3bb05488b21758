"""How tests read the sitemap and its parts."""

from xml.etree import ElementTree

SITE = "http://testserver"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def entries(client, address, name):
    """Return the elements `name` of a sitemap or of the index of its parts."""
    response = client.get(address.removeprefix(SITE))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return ElementTree.fromstring(response.content).findall(f"s:{name}", NAMES)  # noqa: S314


def parts(client):
    """Return {address: day of the latest change, or None} of the parts of the sitemap."""
    return {
        part.find("s:loc", NAMES).text: part.findtext("s:lastmod", None, NAMES)
        for part in entries(client, "/sitemap.xml", "sitemap")
    }
