"""Addresses are asked for politely, and what became of them is noted: against a server of ours."""

import threading
import time
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from resources.link_checker import Answer, Limits, answers
from resources.models import LinkCheck
from tests.factories import InitiativeFactory, OrganisationFactory, ResourceFactory

Fault = LinkCheck.Fault
GENTLE = {"pause": 0, "timeout": 0.5, "may_be_private": True, "user_agent": "ESS-rurale-links"}


class Site(BaseHTTPRequestHandler):
    """Answers as its address says; remembers who asked for what, and how many at a time."""

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        site = self.server
        host = self.headers["Host"].split(":")[0]
        with site.lock:
            site.asked.append((self.command, self.path, self.headers["User-Agent"]))
            site.open[host] += 1
            site.most_open[host] = max(site.most_open[host], site.open[host])
        try:
            with suppress(BrokenPipeError, ConnectionResetError):
                getattr(self, self.path.split("/")[1].replace("-", "_"))()
        finally:
            with site.lock:
                site.open[host] -= 1

    do_HEAD = do_GET

    def say(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def fine(self):
        self.say(200)

    def missing(self):
        self.say(404)

    def gone(self):
        self.say(410)

    def broken(self):
        self.say(500)

    def closed_to_robots(self):
        self.say(403)

    def only_get(self):
        self.say(405 if self.command == "HEAD" else 200)

    def moved(self):
        self.say(301, Location="/fine")

    def elsewhere_today(self):
        self.say(302, Location="/fine")

    def moved_and_missing(self):
        self.say(308, Location="/missing")

    def moved_out(self):
        self.say(301, Location="ftp://example.org/")

    def circle(self):
        self.say(302, Location="/circle")

    def hang(self):
        self.server.over.wait(10)

    def cut(self):
        self.close_connection = True

    def endless(self):
        self.say(403 if self.command == "HEAD" else 200, Content_Type="text/plain")
        while self.command == "GET" and not self.server.over.is_set():
            self.wfile.write(b"and so on " * 1000)
            self.server.sent += 10_000

    def drip(self):
        """Send headers for ever, one small piece at a time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.wait(0.05):
            self.wfile.write(b"X-More: yes\r\n")

    def slow(self):
        self.server.over.wait(0.05)
        self.say(200)


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.lock, server.over = threading.Lock(), threading.Event()
    server.asked, server.open, server.most_open = [], defaultdict(int), defaultdict(int)
    server.sent = 0
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def polite_enough(settings):
    settings.LINK_CHECKS = GENTLE


def ask(*addresses, **limits):
    """Return {address: Answer}."""
    return dict(answers(addresses, Limits(**{**GENTLE, **limits})))


# What a server may answer


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fine", Answer(status=200)),
        ("/missing", Answer(status=404)),
        ("/gone", Answer(status=410)),
        ("/broken", Answer(status=500)),
        ("/closed-to-robots", Answer(status=403)),
        ("/only-get", Answer(status=200)),
        ("/elsewhere-today", Answer(status=200)),
        ("/moved-and-missing", Answer(status=404)),
        ("/moved-out", Answer(fault=Fault.UNREADABLE)),
        ("/circle", Answer(fault=Fault.REDIRECTS)),
        ("/hang", Answer(fault=Fault.TIMEOUT)),
        ("/drip", Answer(fault=Fault.TIMEOUT)),
        ("/cut", Answer(fault=Fault.CONNECTION)),
        ("/endless", Answer(status=200)),
    ],
)
def test_each_answer_is_understood(site, path, expected):
    assert ask(site.address + path) == {site.address + path: expected}


def test_the_new_address_of_what_has_moved_for_good_is_told(site):
    [answer] = ask(f"{site.address}/moved").values()
    assert answer == Answer(status=200, moved_to=f"{site.address}/fine")


def test_a_body_is_not_read(site):
    ask(f"{site.address}/endless")
    site.over.set()
    assert site.sent < 10_000_000  # what the system itself holds on the way


def test_redirects_are_followed_five_times_and_no_more(site):
    ask(f"{site.address}/circle")
    assert [path for _method, path, _agent in site.asked] == ["/circle"] * 6


def test_a_head_is_enough_where_it_is_answered(site):
    ask(f"{site.address}/fine", user_agent="ESS-rurale-links (+https://site.example/)")
    assert site.asked == [("HEAD", "/fine", "ESS-rurale-links (+https://site.example/)")]


def test_one_server_that_fails_holds_up_no_other(site):
    paths = ["/hang", "/cut", "/fine", "/circle", "/missing"]
    found = ask(*(f"{host}{path}" for path in paths for host in hosts(site)))
    assert len(found) == 10
    assert sum(answer.status == 200 for answer in found.values()) == 2


def hosts(site):
    return [f"http://{name}:{site.server_port}" for name in ("127.0.0.1", "localhost")]


def test_a_host_gets_one_request_at_a_time_and_others_meanwhile(site):
    found = ask(*(f"{host}/slow/{number}" for host in hosts(site) for number in range(5)))
    assert len(found) == 10
    assert site.most_open == {"127.0.0.1": 1, "localhost": 1}


def test_a_host_is_left_alone_for_a_while_after_each_request(site):
    began = time.monotonic()
    ask(f"{site.address}/fine/1", f"{site.address}/fine/2", pause=0.2)
    assert time.monotonic() - began >= 0.2


# What is not asked


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/fine",
        "http://localhost:{port}/fine",
        "http://[::1]:{port}/fine",
        "http://[::ffff:127.0.0.1]:{port}/fine",
        "http://2130706433:{port}/fine",
        "http://0.0.0.0:{port}/fine",
    ],
)
def test_nothing_at_home_is_asked(site, address):
    address = address.format(port=site.server_port)
    assert ask(address, may_be_private=False) == {address: Answer(fault=Fault.PRIVATE)}
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://" + "x" * 70 + ".example/", Fault.NAME),
        ("ftp://example.org/", Fault.UNREADABLE),
        ("http://", Fault.UNREADABLE),
        ("http://[::1/", Fault.UNREADABLE),
        ("http://exa mple.org:port/", Fault.UNREADABLE),
        ("http://127.0.0.1:1/", Fault.CONNECTION),
    ],
)
def test_what_cannot_be_asked_is_told(address, fault):
    assert ask(address) == {address: Answer(fault=fault)}


# What is noted


def check(*arguments):
    printed = StringIO()
    call_command("check_links", *arguments, stdout=printed)
    return printed.getvalue()


def asked(*arguments):
    """Return how many addresses the command says that it asked."""
    return int(check(*arguments).splitlines()[-1].split()[0])


@pytest.fixture
def later(monkeypatch):
    """Return a function that lets some days pass."""
    passed = timedelta()
    now = timezone.now

    def let_pass(days):
        nonlocal passed
        passed += timedelta(days=days)

    monkeypatch.setattr(timezone, "now", lambda: now() + passed)
    return let_pass


@pytest.mark.django_db
def test_the_addresses_of_all_published_records_are_asked(site):
    InitiativeFactory(website=f"{site.address}/fine")
    OrganisationFactory(website=f"{site.address}/fine")
    ResourceFactory(url=f"{site.address}/missing")
    ResourceFactory(url=f"{site.address}/broken", status="draft")
    ResourceFactory(url="")
    printed = check()
    assert set(LinkCheck.objects.values_list("url", "status")) == {
        (f"{site.address}/fine", 200),
        (f"{site.address}/missing", 404),
    }
    assert f"404 {site.address}/missing" in printed
    assert printed.endswith("2 asked, 1 failing; 0 dead in all.\n")


@pytest.mark.django_db
def test_an_address_that_no_record_names_any_more_is_forgotten(site):
    record = ResourceFactory(url=f"{site.address}/fine")
    check()
    record.url = f"{site.address}/slow"
    record.save()
    check()
    assert [one.url for one in LinkCheck.objects.all()] == [f"{site.address}/slow"]


@pytest.mark.django_db
def test_a_run_goes_on_where_the_last_one_stopped(site, later):
    for number in range(3):
        ResourceFactory(url=f"{site.address}/fine/{number}")
    assert asked("--limit", "2") == 2
    assert asked("--limit", "2") == 1
    assert asked() == 0
    later(days=3)
    assert asked() == 0
    assert asked("--older-than", "2") == 3


class Interrupted(StringIO):
    """Somebody presses Ctrl-C at the first line."""

    def write(self, text):
        raise KeyboardInterrupt


@pytest.mark.django_db
def test_what_a_run_has_is_kept_when_it_is_interrupted(site):
    for number in range(3):
        ResourceFactory(url=f"{site.address}/missing/{number}")
    with pytest.raises(KeyboardInterrupt):
        call_command("check_links", stdout=Interrupted())
    assert LinkCheck.objects.filter(status=404).count() == 1
    assert check().startswith("404")
    assert not LinkCheck.objects.filter(status=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "days"), [("/missing", 2), ("/broken", 3), ("/hang", 3)])
def test_an_address_is_dead_after_failures_on_different_days(site, later, path, days):
    ResourceFactory(url=site.address + path)
    for day in range(1, days + 1):
        check("--older-than", "0")
        check("--older-than", "0")
        [link] = LinkCheck.objects.all()
        assert link.failures == day
        assert link.is_dead == (day == days)
        assert LinkCheck.objects.dead().exists() == (day == days)
        later(days=1)


@pytest.mark.django_db
def test_an_address_that_answers_again_is_alive_at_once(site, later):
    ResourceFactory(url=f"{site.address}/fine")
    check()
    LinkCheck.objects.update(status=404, failures=5, first_failed_at=timezone.now())
    later(days=8)
    check()
    [link] = LinkCheck.objects.all()
    assert (link.failures, link.first_failed_at, link.is_dead) == (0, None, False)


@pytest.mark.django_db
def test_what_fails_is_asked_again_from_the_next_day_and_what_is_dead_with_the_others(site, later):
    ResourceFactory(url=f"{site.address}/gone")
    assert asked() == 1
    assert asked() == 0
    later(days=1)
    assert asked() == 1
    later(days=1)
    assert asked() == 0  # dead by now
    later(days=7)
    assert asked() == 1


@pytest.mark.django_db
def test_a_very_long_new_address_is_not_kept():
    link = LinkCheck.objects.create(url="https://x.example/")
    link.note(Answer(status=200, moved_to="https://x.example/" + "y" * 3000))
    assert link.moved_to == ""


@pytest.mark.parametrize("value", ["-1", "x", "1.5"])
@pytest.mark.parametrize("option", ["--limit", "--older-than"])
def test_a_wrong_number_is_refused(option, value):
    with pytest.raises(CommandError, match="invalid number value"):
        check(f"{option}={value}")
