"""What probes are told: /healthz of the process, /readyz of the directory."""

import pytest
from django.db import connection
from django.test import Client

from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

PROBES = ["/healthz", "/readyz"]


@pytest.fixture
def content():
    InitiativeFactory()


@pytest.mark.parametrize("address", PROBES)
@pytest.mark.parametrize("host", ["10.0.0.7", "10.0.0.7:8000", "not a host!", "[::1]", ""])
def test_a_probe_may_come_by_any_name_and_without_tls(settings, content, address, host):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["example.org"]
    response = Client().get(address, headers={"host": host, "accept-language": "fr"})
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
    assert not response.cookies


@pytest.mark.parametrize("address", ["/fr/", "/healthz/", "/healthz/x", "/x/readyz"])
def test_nothing_else_does(settings, address):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(address).status_code == 301


@pytest.mark.parametrize("address", PROBES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_probes_only_read(client, content, address, method):
    assert getattr(client, method)(address).status_code == 405
    assert client.head(address).status_code == 200


def test_a_process_is_well_whatever_the_database_does(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_a_directory_without_content_is_not_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "no content" in response.text


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_directory_whose_content_nobody_sees_is_not_ready(client, state):
    InitiativeFactory(status=state)
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(
    "which", ["app = 'initiatives' AND name LIKE '0001%%'", "app = 'sessions'", "1 = 1"]
)
def test_a_database_that_is_behind_the_release_is_not_ready(client, content, which):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM django_migrations WHERE {which}")  # noqa: S608
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.text.startswith("migrations are not applied")
