"""Whatever a form holds, the answer is a page or a refusal, never a fault of ours."""

from ipaddress import ip_address
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contributions.forms import ActionForm, ProposalForm
from tests.factories import (
    CorrectionFactory,
    DraftFactory,
    LeverFactory,
    ProposalFactory,
    SectorFactory,
)

from .sending import ADDRESS, ENGLISH, filled_form, picture, stamp, with_picture

pytestmark = pytest.mark.django_db

ANSWERS = {200, 302, 400, 409, 413, 422, 429}
BUTTONS = ["send", "save", "add-row"]
NAMES = [
    *ProposalForm.base_fields,
    *(f"actions-{row}-{name}" for row in (0, 2, 19, 20) for name in ActionForm.base_fields),
    "actions-TOTAL_FORMS",
    "actions-INITIAL_FORMS",
    "actions-MAX_NUM_FORMS",
    "stamp",
    "comment",
    "picture-clear",
    "none_of_these",
    "unheard-of",
    "actions-0-id",
]
VALUES = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="\0\t\r\n\u2028\ud7ff\ufffe\U0010ffff<>&'\"%{}", max_size=30),
    st.sampled_from(
        ["", "on", "1", "-1", "9" * 400, "1e400", "NaN", "٣", "²", "null", "[]", "56006", "2A"]
    ),
    st.text(min_size=1, max_size=3).map(lambda text: text * 3000),
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, max_size=3), max_size=6)
FILES = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=100).map(lambda tail: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + tail),
    st.binary(max_size=100).map(lambda tail: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + tail),
    st.binary(max_size=100).map(lambda tail: b"RIFF\x40\0\0\0WEBPVP8 " + tail),
)
BOUNDED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


# No network address and no e-mail address comes twice: nothing is too much.
NUMBERS = count()


def elsewhere():
    return {"REMOTE_ADDR": str(ip_address("10.0.0.0") + next(NUMBERS))}


def another_form(**changes):
    return filled_form(contact_email=f"a{next(NUMBERS)}@example.org", **changes)


@pytest.fixture
def offered():
    SectorFactory(slug="culture")
    LeverFactory(slug="local")


@pytest.mark.parametrize("button", BUTTONS)
@BOUNDED
@given(fields=FIELDS)
@example(fields={"name": ["a\0b"], "place": ["\0"], "website": ["http://[::1"]})
@example(fields={"website": ["http://" + "a" * 3000], "contact_email": ["é@é.é"]})
@example(fields={"year_founded": ["9" * 5000], "actions-2-year": ["-"]})
@example(fields={"department": ["\0"], "actions-0-level": ["\0"], "sectors": ["\0", "culture"]})
@example(fields={"actions-0-level": ["9" * 400]})
@example(fields={"commune": ["ß2345"], "place": []})
def test_any_values_get_an_answer(client, offered, button, fields):
    data = {**another_form(), button: "1", **fields}
    assert client.post(ADDRESS, data, **elsewhere()).status_code in ANSWERS


@BOUNDED
@given(fields=FIELDS, button=st.sampled_from(BUTTONS))
def test_any_amendment_gets_an_answer(client, offered, fields, button):
    proposal = ProposalFactory()
    data = {**filled_form(), button: "1", **fields}
    response = client.post(f"/fr/suivi/{proposal.secret}/modifier/", data)
    assert response.status_code in ANSWERS


@BOUNDED
@given(fields=FIELDS)
def test_whatever_was_put_aside_comes_back(client, offered, fields):
    response = client.post(
        ADDRESS, {**another_form(), **fields, "stamp": stamp(), "save": "1"}, **elsewhere()
    )
    if response.status_code == 302:
        assert client.get(response["Location"]).status_code == 200


@BOUNDED
@given(answers=st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, min_size=1, max_size=3)))
def test_whatever_a_draft_holds_is_shown(client, offered, answers):
    answers = {
        name: [value.replace("\0", "") for value in values] for name, values in answers.items()
    }
    draft = DraftFactory(answers=answers)
    assert client.get(f"/fr/proposer/{draft.secret}/").status_code == 200


@pytest.mark.parametrize("button", BUTTONS)
@BOUNDED
@given(content=FILES, name=st.text(max_size=60), kind=st.text("abc/;=é", max_size=20))
def test_any_file_gets_an_answer(client, button, content, name, kind):
    file = SimpleUploadedFile("x", content, content_type=kind)
    file._name = name.replace('"', "").replace("\r", "").replace("\n", "")
    data = another_form(picture=file, **{button: "1"})
    assert client.post(ADDRESS, data, **elsewhere()).status_code in ANSWERS


@BOUNDED
@given(cut=st.integers(min_value=0, max_value=700), wrong=st.integers(0, 255))
def test_any_damage_to_a_picture_gets_an_answer(client, cut, wrong):
    content = bytearray(picture("PNG", size=(60, 60), mode="RGBA").read())
    content[cut % len(content)] ^= wrong
    file = SimpleUploadedFile("a.png", bytes(content))
    assert client.post(ADDRESS, another_form(picture=file), **elsewhere()).status_code in ANSWERS


@BOUNDED
@given(body=st.binary(max_size=400))
def test_any_bytes_for_a_form_get_an_answer(client, body):
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=".encode()
    for content in (body, head + body, head + b'"picture"; filename="a"\r\n\r\n' + body):
        for kind in (MULTIPART_CONTENT, "application/x-www-form-urlencoded", "multipart/form-data"):
            response = client.generic("POST", ENGLISH, content, content_type=kind)
            assert response.status_code in ANSWERS


@BOUNDED
@given(fields=st.dictionaries(st.sampled_from(["name", "website", "place", "commune"]), VALUES))
@example(fields={"website": "http://[", "name": "x"})
def test_any_question_for_duplicates_gets_an_answer(client, offered, fields):
    assert client.get("/fr/proposer/doublons/", fields).status_code in {200, 400}


@pytest.mark.parametrize("name", ["sectors", "name", "actions-0-text", "unheard-of"])
@pytest.mark.parametrize("number", [900, 1001, 20_000])
def test_thousands_of_values_are_refused_or_ignored(client, offered, name, number):
    data = {**filled_form(), name: ["x"] * number}
    for content in ({}, {"content_type": "application/x-www-form-urlencoded"}):
        if content:
            data = "&".join([f"{name}=x"] * number)
        assert client.post(ADDRESS, data, **content).status_code in ANSWERS


@pytest.mark.parametrize("encoding", ["unicode_escape", "utf-7", "hex", "punycode", "idna"])
def test_another_encoding_than_utf_8_is_refused(client, offered, encoding):
    """Some decode to half characters that no database holds, or to nothing at all."""
    kind = f"{MULTIPART_CONTENT}; charset={encoding}"
    body = encode_multipart(BOUNDARY, filled_form(name="x\\ud800", save="1"))
    assert client.generic("POST", ADDRESS, body, content_type=kind).status_code == 400


@pytest.mark.parametrize("button", BUTTONS)
def test_the_stamp_of_a_correction_that_was_sent_leads_to_it(client, offered, button):
    key = "k" * 43
    correction = CorrectionFactory(sending_key=key)
    data = with_picture(stamp=stamp(key), **{button: "1"})
    response = client.post(ADDRESS, data)
    assert response["Location"] == correction.get_absolute_url()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_is_known(client, method):
    draft = DraftFactory()
    for address in (ADDRESS, f"/fr/proposer/{draft.secret}/", f"/fr/suivi/{draft.secret}/"):
        assert getattr(client, method)(address).status_code == 405
