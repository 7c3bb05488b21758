"""Whatever an address holds, the answer is a page or a refusal, never a fault of ours."""

from urllib.parse import quote, quote_from_bytes

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ess_rural.wsgi import application
from tests.factories import AuthorityActionFactory, InitiativeFactory
from tests.pages import words

pytestmark = pytest.mark.django_db

LISTS = ["/fr/initiatives/", "/en/initiatives/", "/api/v1/initiatives/"]
PLACES = ["/fr/territoires/", "/en/territories/"]
# Parameters of the lists that others do not have.
NOT_READ = {(address, name) for address in PLACES for name in ("sector", "q", "kind", "page")}
NOT_READ.add(("/api/v1/initiatives/", "place"))
ANSWERS = {200, 400, 404, 414}
NUL = "\N{NULL}"


def test_an_unknown_region_or_sector_is_refused(client):
    for address in LISTS:
        assert client.get(address, {"region": "atlantide"}).status_code == 400
        assert client.get(address, {"sector": "astrologie"}).status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "99999", "abc", "1.5", "1e3", "9" * 5000, " "])
@pytest.mark.parametrize("address", LISTS)
def test_a_page_number_that_does_not_exist_is_not_found(client, address, page):
    InitiativeFactory()
    assert client.get(address, {"page": page}).status_code == 404


def test_a_page_number_beside_an_unknown_value_is_refused_not_lost(client):
    assert client.get("/en/initiatives/?region=atlantide&page=99").status_code in (400, 404)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("text", ["x" * 10_000, "é" * 10_000, " x" * 5_000])
def test_a_very_long_query_is_refused(client, address, text):
    assert client.get(address, {"q": text}).status_code == 400


@pytest.mark.parametrize("address", PLACES)
def test_a_very_long_place_is_refused(client, address):
    assert client.get(address, {"place": "x" * 10_000}).status_code == 400


@pytest.mark.parametrize("address", LISTS)
def test_a_query_that_unfolds_into_many_words_is_answered(client, address):
    InitiativeFactory()
    for character in "㏂℀㏘ﷺ⒜":  # "a.m.", "a/c", "p.m.", a sentence, "(a)"
        assert client.get(address, {"q": character * 200}).status_code == 200


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/fr/initiatives/", "Cette adresse est illisible"),
        ("/en/initiatives/", "This address cannot be read"),
        ("/fr/territoires/", "Cette adresse est illisible"),
        ("/en/territories/", "This address cannot be read"),
    ],
)
def test_a_nul_byte_is_refused_in_the_readers_language(client, address, heading):
    name = "place" if "territ" in address else "q"
    escaped = client.get(f"{address}?{name}=a%00b")
    raw = client.get(address, QUERY_STRING=f"{name}=a{NUL}b")
    in_a_name = client.get(f"{address}?%00=a")
    for response in (escaped, raw, in_a_name):
        assert response.status_code == 400
        assert heading in words(response)


@pytest.mark.parametrize(
    "address", ["/fr/", "/en/", "/fr/initiatives/", "/en/sectors/", "/api/v1/initiatives/", "/"]
)
def test_a_nul_byte_in_the_path_is_refused(client, address):
    assert client.get(f"{address}a%00b/").status_code == 400
    assert client.get("/", PATH_INFO=f"{address}a{NUL}b/").status_code == 400


@pytest.mark.parametrize("address", ["/api/v1/initiatives/?q=%00", "/api/v1/levers/?page=%00"])
def test_the_api_refuses_a_nul_byte_in_its_own_language(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"


def test_what_only_looks_like_a_nul_byte_is_text(client):
    assert client.get("/en/initiatives/?q=%2500").status_code == 200


@pytest.mark.parametrize("address", [*LISTS, *PLACES])
@pytest.mark.parametrize("octets", ["%FF", "%C3%28", "%ED%A0%80", "%F0%9F%98", "%80abc"])
def test_invalid_utf_8_in_a_query_does_no_harm(client, address, octets):
    if address in LISTS:
        assert client.get(f"{address}?q={octets}").status_code == 200
    assert client.get(f"{address}?utm_source={octets}").status_code == 200
    assert client.get(f"{address}?{octets}=1").status_code == 400
    # A list names no commune so; the page of territories only finds none.
    no_place = 400 if address in LISTS else 200
    assert client.get(f"{address}?place={octets}").status_code == no_place
    if address in LISTS:
        assert client.get(f"{address}?region={octets}").status_code == 400
        assert client.get(f"{address}?commune={octets}").status_code == 400


@pytest.mark.parametrize("octets", ["%FF", "%C3%28", "%ED%A0%80"])
@pytest.mark.parametrize(
    "address", ["/fr/", "/en/initiatives/", "/fr/regions/", "/api/v1/sectors/", "/"]
)
def test_invalid_utf_8_in_a_path_is_not_found(client, address, octets):
    assert client.get(f"{address}{octets}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/fr/initiatives/inconnu/",
        "/en/initiatives/unknown/",
        "/en/sectors/unknown/",
        "/fr/regions/unknown/",
        "/fr/departements/unknown/",
        "/en/initiatives/été/",
        "/en/initiatives/a b/",
        "/api/v1/initiatives/unknown/",
        "/api/v1/departments/0/",
    ],
)
def test_an_unknown_slug_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [*LISTS, *PLACES])
@pytest.mark.parametrize("name", ["sector", "region", "commune", "q", "kind", "place", "page"])
def test_thousands_of_repeated_values_are_refused_or_ignored(client, address, name):
    same = "&".join([f"{name}="] * 900)
    different = "&".join(f"{name}={number}" for number in range(900))
    thousands = "&".join(f"{name}={number}" for number in range(3000))
    answers = (400,) if (address, name) in NOT_READ else (200, 404)
    assert client.get(f"{address}?{same}", follow=True).status_code in answers
    assert client.get(f"{address}?{different}").status_code in ANSWERS
    assert client.get(f"{address}?{thousands}").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/fr/nowhere/", "/fr/initiatives/carte/ZZ.json", "/en/levers/nowhere/", "/api/v1/x/"],
)
def test_thousands_of_values_of_a_page_that_does_not_exist_are_refused(client, address):
    response = client.get(f"{address}?" + "&".join(["sector=energie"] * 1001))
    assert response.status_code == 400


def test_a_known_value_repeated_hundreds_of_times_is_one_value(client):
    InitiativeFactory(slug="one", in_commune="56006")
    response = client.get("/en/initiatives/?" + "&".join(["region=bretagne"] * 900))
    assert response.status_code == 200
    assert len(response.context["active"]) == 1


@pytest.mark.parametrize("prefix", ["/fr/", "/en/initiatives/", "/api/v1/initiatives/", "/"])
def test_a_very_long_path_is_not_found(client, prefix):
    for text in ("a" * 100_000, "a/" * 10_000, quote("é") * 10_000):
        assert client.get(f"{prefix}{text}/").status_code in (404, 414)


@pytest.mark.parametrize("address", ["/fr/../../etc/passwd", "/en/%2e%2e/%2e%2e/etc/passwd"])
def test_there_is_no_way_up_and_out(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"accept-language": "x" * 10_000},
        {"accept-language": "\x7f;q=é"},
        {"accept": "text/nothing;q=zzz, */*;q=0"},
        {"cookie": "sessionid=" + "x" * 5_000 + "; django_language=../../x"},
        {"if-modified-since": "yesterday"},
        {"if-none-match": '"'},
    ],
    ids=lambda headers: next(iter(headers)),
)
@pytest.mark.parametrize("address", ["/fr/", "/en/initiatives/", "/api/v1/initiatives/", "/x"])
def test_odd_headers_do_no_harm(client, address, headers):
    assert client.get(address, headers=headers).status_code in ANSWERS | {406}


# Whatever one can think of

VALUES = [
    "",
    "bretagne",
    "corse",
    "56",
    "2A",
    "56006",
    "2a004",
    "energie",
    "commune",
    "local",
    "national",
    "enterprise",
    "scic",
    "name",
    "founded",
    "1",
    "2",
    "500",
    "épicerie",
    "56800",
    "saint-j",
]
PARAMETERS = [
    "q",
    "region",
    "department",
    "commune",
    "sector",
    "challenge",
    "kind",
    "legal_form",
    "cooperation_form",
    "lever",
    "authority",
    "scope",
    "sort",
    "page",
    "page_size",
    "place",
    "format",
    "located",
    "radius",
]
TEXTS = st.one_of(
    st.sampled_from(VALUES).map(str.encode),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.integers().map(lambda number: str(number).encode()),
    st.binary(max_size=40),
    st.sampled_from("'\"\\%_*{}<>&;,[]()\u0130\u0131ß\u1e9e\ufdfa\u2028\ud800").map(
        lambda character: character.encode("utf-8", "surrogatepass") * 60
    ),
)
PARTS = st.tuples(st.sampled_from(PARAMETERS), TEXTS)
# A function's fixtures serve all its examples: these tests only read, so that nothing is left over.
BOUNDED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def directory():
    record = InitiativeFactory(in_commune="56006", sectors=["energie"], name_fr="Épicerie")
    AuthorityActionFactory(initiative=record)
    InitiativeFactory(in_commune="2A004", legal_form="scic")
    InitiativeFactory()


@pytest.mark.parametrize("address", [*LISTS, *PLACES])
@BOUNDED
@given(parts=st.lists(PARTS, max_size=6))
@example(parts=[("q", b"a\0b")])
@example(parts=[("commune", "ŉ".encode() * 5)])
@example(parts=[("commune", "ß2345".encode())])
@example(parts=[("page", "٣".encode())])
@example(parts=[("place", "²³".encode())])
@example(parts=[("place", b"1143")])
@example(parts=[("place", "٥٦".encode())])
@example(parts=[("format", b"csv")])
def test_any_query_gets_an_answer(client, directory, address, parts):
    query = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in parts)
    # One commune that begins so, or an empty field: the answer leads to another address.
    assert client.get(f"{address}?{query}", follow=True).status_code in ANSWERS


@pytest.mark.parametrize("address", [*LISTS, *PLACES])
@BOUNDED
@given(query=st.binary(max_size=200))
def test_any_bytes_after_the_question_mark_get_an_answer(client, directory, address, query):
    response = client.get(address, QUERY_STRING=query.decode("latin-1"))
    if response.status_code == 302:  # followed by hand: `follow` would send QUERY_STRING again
        response = client.get(response["Location"])
    assert response.status_code in ANSWERS


@pytest.mark.parametrize(
    "prefix",
    ["/", "/fr/", "/en/", "/fr/initiatives/", "/en/sectors/", "/en/regions/", "/api/v1/levers/"],
)
@BOUNDED
@given(path=st.one_of(st.text(max_size=60), st.binary(max_size=60)))
def test_any_path_gets_an_answer(client, prefix, path):
    response = client.get(prefix + quote(path, safe="/"))
    assert response.status_code in ANSWERS | {301, 302}


@pytest.fixture
def kept_connection():
    """Leave the connection of the test open when a request begins, as Django’s client does."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize(
    ("charset", "status"),
    [("hex", "400"), ("utf-7", "400"), ("UTF-8", "200"), ("", "200")],
)
def test_an_address_in_another_encoding_is_refused_before_it_is_decoded(client, charset, status):
    answers = []
    parameter = f"; charset={charset}" if charset else ""
    environ = client._base_environ(
        PATH_INFO="/fr/glossaire/",
        QUERY_STRING="q=SCIC",
        CONTENT_TYPE=f"text/plain{parameter}",
    )
    body = application(environ, lambda told, _headers, _error=None: answers.append(told))
    assert b"".join(body)
    assert answers[0].startswith(status)
