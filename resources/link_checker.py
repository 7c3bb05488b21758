"""Asks addresses whether they still answer: politely, many hosts at a time, never at home.

One request at a time for each host, with a pause after it. No address inside a private network is
asked, nor is one to which an address outside redirects: a name is resolved here, and the
connection goes to the very address that was judged.
"""

import asyncio
import logging
import socket
import ssl
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass

import httpx

from resources.models import LinkCheck
from resources.public_networks import is_public

logger = logging.getLogger(__name__)

Fault = LinkCheck.Fault
MOST_REDIRECTS = 5
PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)
LAST_PORT = 65535


@dataclass(frozen=True)
class Limits:
    """How politely to ask; times in seconds."""

    at_once: int = 20  # hosts
    pause: float = 1.0  # after each request to a host
    timeout: float = 15.0  # for one request, whatever the server does
    may_be_private: bool = False  # only where tests ask a server of their own
    user_agent: str = "ESS-rurale-links"


@dataclass(frozen=True)
class Answer:
    """What an address answered: a status, or why there is none; where it has moved for good."""

    status: int | None = None
    fault: str = ""
    moved_to: str = ""


class Unanswered(Exception):
    """No answer came: the first argument is a `Fault`."""


class PublicHosts(httpx.AsyncHTTPTransport):
    """Connects to public addresses only, or raises `Unanswered`."""

    def __init__(self, may_be_private):
        # A kept connection would be known by its address, which many hosts share.
        super().__init__(limits=httpx.Limits(max_keepalive_connections=0))
        self.may_be_private = may_be_private

    async def handle_async_request(self, request):
        host = request.url.raw_host.decode("ascii")
        *others, last = await self.addresses_of(host, request.url.port)
        # The name stays in the header Host, made before, and in the handshake.
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in others:
            request.url = request.url.copy_with(host=address)
            with suppress(httpx.ConnectError):
                return await super().handle_async_request(request)
        request.url = request.url.copy_with(host=last)
        return await super().handle_async_request(request)

    async def addresses_of(self, host, port):
        """Return the IP addresses of a host that may be asked, at least one."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unanswered(Fault.NAME) from error
        addresses = [address for *_kind, (address, *_port) in found]
        public = [each for each in addresses if self.may_be_private or is_public(each)]
        if not public:
            raise Unanswered(Fault.PRIVATE)
        return public


def answers(addresses, limits):
    """Yield (address, `Answer`) as they come, each address once.

    What is done with one happens outside the event loop: it may use the database.
    """
    with asyncio.Runner() as runner:
        checker = runner.run(begin(addresses, limits))
        try:
            for _address in addresses:
                yield runner.run(checker.answers.get())
        finally:
            runner.run(checker.end())


async def begin(addresses, limits):
    """Return a `LinkChecker` that works whenever the event loop runs."""
    return LinkChecker(addresses, limits)


class LinkChecker:
    """Workers that each take a host and ask for all its addresses, one after the other."""

    def __init__(self, addresses, limits):
        self.limits = limits
        self.client = httpx.AsyncClient(
            transport=PublicHosts(limits.may_be_private),
            headers={"User-Agent": limits.user_agent, "Accept": "*/*"},
            timeout=limits.timeout,
        )
        self.answers = asyncio.Queue()
        # Where redirects of two hosts lead to a third, it gets one request at a time too.
        self.hosts = defaultdict(asyncio.Lock)
        by_host = defaultdict(list)
        for address in addresses:
            by_host[host_of(address)].append(address)
        self.waiting = list(reversed(by_host.values()))
        number = min(limits.at_once, len(self.waiting))
        self.workers = [asyncio.create_task(self.work()) for _number in range(number)]

    async def end(self):
        for worker in self.workers:
            worker.cancel()
        await asyncio.gather(*self.workers, return_exceptions=True)
        await self.client.aclose()

    async def work(self):
        while self.waiting:
            for address in self.waiting.pop():
                await self.answers.put((address, await self.answer_of(address)))

    async def answer_of(self, address):
        """Return the `Answer` of an address, whatever it is and whatever its server sends."""
        try:
            return await self.follow(address)
        except Unanswered as error:
            return Answer(fault=error.args[0])
        except TimeoutError:
            return Answer(fault=Fault.TIMEOUT)
        except httpx.TransportError as error:
            return Answer(fault=fault_of(error))
        except (httpx.InvalidURL, ValueError):
            return Answer(fault=Fault.UNREADABLE)
        except Exception:
            # No address is to stop the run: of what nobody has thought of the log tells.
            logger.exception("%r cannot be asked", address)
            return Answer(fault=Fault.UNREADABLE)

    async def follow(self, address):
        """Return the `Answer` at the end of the redirects."""
        url, moved_to, is_for_good = httpx.URL(address), "", True
        for _hop in range(MOST_REDIRECTS + 1):
            status, location = await self.ask("HEAD", url)
            if status >= 400:  # many refuse HEAD, each with a code of its own
                status, location = await self.ask("GET", url)
            if status not in REDIRECTS or not location:
                return Answer(status=status, moved_to=moved_to if status < 400 else "")
            url = url.join(location)
            is_for_good = is_for_good and status in PERMANENT
            if is_for_good:
                moved_to = str(url)
        raise Unanswered(Fault.REDIRECTS)

    async def ask(self, method, url):
        """Return the status and the header Location; the body stays unread."""
        is_port = (url.port or 0) <= LAST_PORT
        if url.scheme not in ("http", "https") or not url.raw_host or not is_port:
            raise Unanswered(Fault.UNREADABLE)
        async with self.hosts[url.raw_host]:
            try:
                # The client's own limit is one for each packet: an answer may drip for ever.
                async with (
                    asyncio.timeout(self.limits.timeout),
                    self.client.stream(method, url) as response,
                ):
                    return response.status_code, response.headers.get("Location", "")
            finally:
                await asyncio.sleep(self.limits.pause)


def host_of(address):
    """Return the host of an address, as the network knows it; of what is none the address.

    Not as people read it: `xn--` may begin what the standard of today does not decode.
    """
    try:
        return httpx.URL(address).raw_host
    except (httpx.InvalidURL, ValueError):
        return address


def fault_of(error):
    """Return the `Fault` that an `httpx.TransportError` means."""
    if isinstance(error, httpx.TimeoutException):
        return Fault.TIMEOUT
    cause = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Fault.CERTIFICATE
        cause = cause.__cause__ or cause.__context__
    return Fault.CONNECTION
