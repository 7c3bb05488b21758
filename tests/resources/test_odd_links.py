"""No address stops a run of the link checker, and nothing that a server sends does."""

import re
import socket
import threading
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.link_checker import Answer, Limits, answers
from resources.models import LinkCheck, Resource
from tests.factories import ResourceFactory

Fault = LinkCheck.Fault
LIMITS = {"pause": 0, "timeout": 1, "may_be_private": True}
AT_RANDOM = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Parrot(StreamRequestHandler):
    """Sends what the test said that it sends, byte for byte, and hangs up."""

    def handle(self):
        path = self.rfile.readline().split()[1]
        while self.rfile.readline().strip():
            pass
        self.wfile.write(self.server.sent[int(re.search(rb"\d+", path)[0])])


@pytest.fixture(scope="module")
def parrot():
    with ThreadingTCPServer(("127.0.0.1", 0), Parrot) as server:
        server.daemon_threads, server.sent = True, []
        server.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_names(monkeypatch):
    """Know the names of this machine alone, and refuse others as the system does."""
    known = socket.getaddrinfo

    def find(host, *arguments, **options):
        name = host.encode("idna") if isinstance(host, str) else host
        if name.decode().strip("[]").replace(".", "").replace(":", "").isdigit():
            return known(host, *arguments, **options)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", find)


def ask(addresses):
    """Return {address: Answer}, of each of the addresses."""
    found = list(answers(addresses, Limits(**LIMITS)))
    assert sorted(address for address, _answer in found) == sorted(addresses)
    return dict(found)


# Addresses

LABELS = st.one_of(
    st.sampled_from(
        ["xn--ls8h", "xn--a", "xn--0", "xn--", "xn--zca", "a--b", "☃", "ß", "ª", "\u0660", "é" * 40]
    ),
    st.text("abc1-é☃ªß\u200d\u0660\u05d0\ufdfa", min_size=1, max_size=63),
    st.text(
        st.characters(min_codepoint=0xA1, max_codepoint=0xFFFF, exclude_categories=["Cs"]),
        min_size=1,
        max_size=20,
    ),
)
ADDRESSES = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp"]),
    st.sampled_from(["", "", "a@", "a:b@", "é:%@", "a:@"]),
    st.one_of(
        st.lists(LABELS, min_size=1, max_size=4).map(".".join),
        st.lists(LABELS, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "la"])),
        st.sampled_from(["[::1]", "[::ffff:1.2.3.4]", "127.0.0.1", "localhost", "a" * 60 + ".la"]),
    ),
    st.sampled_from(["", "", ":1", ":0", ":65535", ":65536", ":99999", ":00080"]),
    st.one_of(
        st.sampled_from(["", "/", "/%", "/%zz", "/\\", "//", "/../..", "?", "#", "/[", "/|"]),
        st.text(max_size=20).map("/{}".format),
    ),
)


def is_taken(address):
    """Tell whether a record may name the address."""
    try:
        Resource._meta.get_field("url").clean(address, None)
    except ValidationError:
        return False
    return True


@AT_RANDOM
@given(st.lists(ADDRESSES.filter(is_taken), unique=True, min_size=1, max_size=15))
def test_every_address_that_a_record_may_name_has_an_answer(addresses):
    for answer in ask(addresses).values():
        assert isinstance(answer, Answer)
        assert answer.fault or answer.status


@given(st.lists(st.text(max_size=60) | ADDRESSES, unique=True, max_size=15))
@AT_RANDOM
def test_so_has_every_other_text(texts):
    assert all(answer.fault or answer.status for answer in ask(texts).values())


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        # What the standard of 2008 does not decode, or does not encode.
        ("https://xn--ls8h.la/", Fault.UNREADABLE),
        ("https://xn--a.la/", Fault.UNREADABLE),
        ("https://☃.la/", Fault.UNREADABLE),
        ("https://a.la:99999/", Fault.UNREADABLE),
        ("http://127.0.0.1:65536/", Fault.UNREADABLE),
        ("https://\ud800.la/", Fault.UNREADABLE),
        ("https://a\0.la/", Fault.UNREADABLE),
        ("http://[::1/", Fault.UNREADABLE),
        ("http://" + "a." * 130 + "la/", Fault.NAME),
        ("http://" + "a" * 64 + ".la/", Fault.NAME),
        ("http://a..la/", Fault.NAME),
        ("", Fault.UNREADABLE),
    ],
)
def test_an_odd_address_is_an_answer_of_its_own(parrot, address, fault):
    parrot.sent = [b"HTTP/1.1 200 OK\r\n\r\n"]
    sound = f"{parrot.address}/0"
    assert ask([address, sound]) == {address: Answer(fault=fault), sound: Answer(status=200)}


# What servers send

HEADERS = st.builds(
    b"%s: %s\r\n".__mod__,
    st.tuples(
        st.sampled_from(
            [b"Location", b"Location", b"Set-Cookie", b"Content-Type", b"Content-Length"]
        )
        | st.binary(max_size=10),
        ADDRESSES.map(lambda text: text.encode("utf-8", "surrogatepass"))
        | st.sampled_from(
            [
                b"\xe9\xff",
                b"//",
                b"http://",
                b"http://[",
                b"https://xn--ls8h.la/",
                b"?\xc3\xa9",
                b"/0",
                b"/" + b"x" * 3000,
                b"http:///0",
                b"javascript:0",
                b"text/html; charset=none-such",
                b"-1",
                b"9" * 40,
            ]
        )
        | st.binary(max_size=30),
    ),
)
LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 301 Moved",
        b"HTTP/1.1 301 Moved",
        b"HTTP/1.1 302 \xff",
        b"HTTP/1.1 308",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
        b"HTTP/1.1 101 Switching Protocols",
        b"HTTP/1.1 999 No",
        b"HTTP/1.1 099 No",
        b"HTTP/1.1 000 No",
        b"HTTP/1.1 1000 No",
        b"HTTP/2 200 OK",
        b"HTTP/0.9",
        b"<html>",
        b"",
    ]
)
SENT = st.builds(
    lambda line, headers, body: line + b"\r\n" + b"".join(headers) + b"\r\n" + body,
    LINES,
    st.lists(HEADERS, max_size=4),
    st.binary(max_size=20),
)


@AT_RANDOM
@given(sent=st.lists(SENT | st.binary(max_size=100), min_size=1, max_size=8))
@pytest.mark.filterwarnings("ignore:http.cookiejar bug")
def test_whatever_a_server_sends_is_an_answer_that_can_be_stored(db, parrot, sent):
    parrot.sent = sent
    for address, answer in ask([f"{parrot.address}/{n}" for n in range(len(sent))]).items():
        assert answer.fault or answer.status
        check, _is_new = LinkCheck.objects.get_or_create(url=address)
        check.note(answer)
        check.refresh_from_db()
        assert (check.status, check.fault) == (answer.status, answer.fault)


# A run


@pytest.mark.django_db
def test_an_odd_address_is_noted_and_the_others_are_asked(settings, parrot, capsys):
    settings.LINK_CHECKS = LIMITS
    parrot.sent = [b"HTTP/1.1 301 Moved\r\nLocation: https://xn--ls8h.la/\r\n\r\n"]
    odd = ["https://xn--ls8h.la/", "https://☃.la/", "https://a.la:99999/"]
    for address in [f"{parrot.address}/0", *odd]:
        ResourceFactory(url=address)
    call_command("check_links")
    assert dict(LinkCheck.objects.values_list("url", "fault")) == {
        f"{parrot.address}/0": "unreadable",
        "https://xn--ls8h.la/": "unreadable",
        "https://☃.la/": "unreadable",
        "https://a.la:99999/": "unreadable",
    }
    assert "4 asked, 4 failing" in capsys.readouterr().out
