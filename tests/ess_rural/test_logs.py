"""Logs and error mails tell what failed, and not the secret addresses of people."""

import io
import logging
import logging.config

import pytest
from django.conf import settings as site
from django.urls import URLResolver, get_resolver, path
from django.utils.translation import override

from contributions.models import OutgoingMail
from contributions.views.private import SecretMixin
from ess_rural.logs import CUT, SECRET_ARGUMENTS, FormatterWithoutSecrets, without_secrets
from ess_rural.urls import urlpatterns as pages

HIDDEN = "q7-Zs_0kd83JhwYt2mLx"
SIGNED = "MTI:1vOaBc:k9_Yt2-mLxSd83Jhw"

# Each with what names the page, and stays.
ADDRESSES = {
    f"/fr/proposer/{HIDDEN}/": "/fr/proposer/",
    f"/en/propose/{HIDDEN}/": "/en/propose/",
    f"/en/follow/{HIDDEN}/amend/": "/amend",
    f"/en/follow/{HIDDEN}/correct/": "/correct",
    f"/en/follow/{HIDDEN}/picture/": "/picture",
    f"/en/follow/{HIDDEN}/": "/en/follow/",
    f"/en/follow/confirm/{SIGNED}/": "/en/follow/confirm/",
    f"/en/still-correct/{HIDDEN}/correct/": "/en/still-correct/",
    f"/staff/password/reset/3f-{HIDDEN}/": "/staff/password/reset/3f-",
}
SENTENCES = [
    "Internal Server Error: {}",
    "GET {}?lang=fr&page=2 from 192.0.2.1",
    "http://testserver{}",
    "{{'PATH_INFO': '{}', 'wsgi.url_scheme': 'https'}}",
    '<a href="https://example.org{}">',
    "Forbidden ({}).",
    "two: {0} and {0}#top",
]


class DeliberateError(Exception):
    """What a page raises that is broken on purpose."""


def broken(request, secret):
    raise DeliberateError(secret)


urlpatterns = [path("fr/broken/<slug:secret>/", broken), *pages]


def views(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield getattr(pattern.callback, "view_class", None), pattern.pattern


def test_every_secret_page_has_an_argument_that_is_known_to_be_secret():
    found = [
        set(pattern.regex.groupindex)
        for view, pattern in views(get_resolver().url_patterns)
        if view and issubclass(view, SecretMixin)
    ]
    assert len(found) >= 8
    assert all(names & SECRET_ARGUMENTS for names in found)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_secret_is_cut_out_of_an_address_in_any_sentence(address, sentence):
    for language in ("fr", "en"):
        with override(language):
            for told in (address, address.removesuffix("/")):
                text = without_secrets(sentence.format(told))
                assert CUT in text
                assert ADDRESSES[address] in f"{text}/"
                assert HIDDEN not in text
                assert SIGNED not in text


@pytest.mark.parametrize(
    "text",
    [
        "Internal Server Error: /fr/initiatives/le-champ-commun/",
        "GET /en/propose/ and /api/v1/levers/?page=2",
        f"no address: {HIDDEN}",
        "row 3 of an import",
        "",
    ],
)
def test_all_else_stays_as_it_is(text):
    assert without_secrets(text) == text


def test_the_secret_is_cut_out_of_the_traceback_too():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FormatterWithoutSecrets())
    logger = logging.Logger("tested")
    logger.addHandler(handler)
    try:
        raise DeliberateError(f"Key (secret)=({HIDDEN}) already exists")
    except DeliberateError:
        logger.exception("Error handling request /en/follow/%s/", HIDDEN)
    assert "DeliberateError" in stream.getvalue()
    assert HIDDEN not in stream.getvalue()


def test_every_handler_of_the_site_cuts_secrets_out():
    told = logging.config.DictConfigurator(site.LOGGING).config
    for handler in told["handlers"].values():
        formatter = told["formatters"].get(handler.get("formatter"), {})
        assert "ess_rural.logs." in f"{handler['class']} {formatter.get('()')}"
    assert told["loggers"]["gunicorn.error"]["handlers"] == ["console"]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_page_that_fails_tells_admins_all_but_the_secret(client, settings):
    settings.ADMINS = [("Admin", "admin@example.org")]
    client.raise_request_exception = False
    referring = {"referer": f"http://testserver/en/follow/{HIDDEN}/"}
    response = client.get(f"/fr/broken/{HIDDEN}/", headers=referring)
    assert response.status_code == 500
    message = OutgoingMail.objects.get()
    assert f"/fr/broken/{CUT}/" in message.subject
    assert "DeliberateError" in message.text
    assert HIDDEN not in message.subject + message.text + message.html
