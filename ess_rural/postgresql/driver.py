"""psycopg as a DB-API module whose connections stop waiting for a server that is silent."""

from time import monotonic

from psycopg import *  # noqa: F403
from psycopg import Connection, OperationalError

from .breaker import CircuitBreaker

breaker = CircuitBreaker(OperationalError)


class BoundedConnection(Connection):
    """A connection that is closed where one answer takes longer than `response_timeout`.

    `statement_timeout` is the server's own, and a server that hangs does not keep it. Nor do the
    time-outs of TCP end the wait: the system of a process that hangs still acknowledges.
    """

    response_timeout = None  # seconds; None: as long as it takes

    def wait(self, gen, *args, timeout=None, **kwargs):
        limit = timeout or self.response_timeout
        began = monotonic()
        try:
            return super().wait(gen, *args, timeout=limit, **kwargs)
        except OperationalError:
            if limit and monotonic() - began >= limit:
                # Still busy with the statement: of no use to anyone.
                self.close()
                breaker.open()
            raise


def connect(*args, **kwargs):
    """Connect, unless the server was silent a moment ago: then raise `OperationalError` at once."""
    with breaker.attempt():
        return BoundedConnection.connect(*args, **kwargs)
