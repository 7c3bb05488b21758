"""The API keeps what its schema promises, whatever is asked: Schemathesis tries."""

import json
import re

import pytest
import schemathesis
from django.conf import settings as django
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from tests.factories import (
    AuthorityActionFactory,
    ChallengeFactory,
    CooperationFormFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    InitiativeSourceFactory,
    KeyFigureFactory,
    LeverFactory,
    OrganisationFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db

PROMISED = json.loads(json.dumps(SchemaGenerator().get_schema(public=True)))
schema = schemathesis.openapi.from_dict(
    PROMISED, config=SchemathesisConfig.from_path(django.BASE_DIR / "schemathesis.toml")
)
schema.app = get_wsgi_application()
PLAIN = {"Accept-Encoding": "identity"}  # the client of Schemathesis does not unpack


@pytest.fixture(autouse=True)
def connection_of_the_test():
    """Keep the connection and its transaction between requests, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def directory():
    """A record of each kind."""
    initiative = InitiativeFactory(slug="one", in_commune="56006", sectors=["energie"])
    AuthorityActionFactory(initiative=initiative)
    InitiativeSourceFactory(record=initiative)
    for factory in (
        ChallengeFactory,
        CooperationFormFactory,
        GlossaryTermFactory,
        KeyFigureFactory,
        LeverFactory,
        OrganisationFactory,
        ResourceFactory,
    ):
        factory(slug="one")


@schema.parametrize()
@settings(
    max_examples=7,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_api_keeps_what_its_schema_promises(directory, case):
    case.call_and_validate(headers=PLAIN)


@pytest.mark.parametrize("path", [path for path in PROMISED["paths"] if path.endswith("}/")])
def test_a_record_is_as_the_schema_promises(directory, path):
    """The test above hardly ever guesses a slug."""
    known = {"departments": "56", "regions": "bretagne", "sectors": "energie"}
    name = path.split("/")[3]
    key = "code" if name == "departments" else "slug"
    case = schema[path]["GET"].Case(path_parameters={key: known.get(name, "one")})
    response = case.call_and_validate(headers=PLAIN)
    assert response.status_code == 200


def test_all_the_content_is_as_the_schema_promises(content):
    for path in PROMISED["paths"]:
        if path.endswith("s/") or path.endswith("glossary/"):
            case = schema[path]["GET"].Case(query={"page_size": 500})
            answer = case.call_and_validate(headers=PLAIN).json()
            assert len(answer["results"]) == answer["count"] > 0


@pytest.mark.parametrize("path", ["/api/v1/", *PROMISED["paths"], "/api/v1/schema/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace", "made-up"])
def test_a_method_that_only_a_writer_needs_is_refused_in_json(client, path, method):
    response = client.generic(method.upper(), re.sub("{.*}", "one", path))
    assert response.status_code == 405
    assert response["Content-Type"] == "application/json"
    assert list(response.json()) == ["detail"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/v1/initiatives/nothing/", 404),
        ("/api/v1/levers/?page=9", 404),
        ("/api/v1/levers/?page=", 404),
        ("/api/v1/levers/?q=%00", 400),
        ("/api/v1/levers/?" + "&".join(["a=1"] * 2_000), 400),
    ],
)
def test_what_cannot_be_answered_is_said_in_json(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert response.json()["detail"]


def test_every_parameter_and_every_error_is_described():
    for path, methods in PROMISED["paths"].items():
        operation = methods["get"]
        assert {"200", "400", "404"} <= set(operation["responses"]), path
        for parameter in operation["parameters"]:
            assert parameter["in"] == "path" or parameter["description"], (path, parameter)


def test_the_files_take_the_filters_of_the_list():
    def names(path):
        parameters = PROMISED["paths"][path]["get"]["parameters"]
        return {parameter["name"] for parameter in parameters} - {"page", "page_size"}

    filters = names("/api/v1/initiatives/")
    assert filters >= {"q", "region", "department", "commune", "radius", "located", "scope", "kind"}
    assert filters >= {"sector", "challenge", "lever", "authority", "cooperation_form", "sort"}
    for suffix in ("csv", "xlsx", "geojson"):
        assert names(f"/api/v1/initiatives.{suffix}") == filters | {"columns", "lang"}


def test_the_schema_that_is_served_is_the_one_that_is_tried(client):
    assert client.get("/api/v1/schema/").json() == PROMISED
