"""A circuit breaker: while a server is known to be silent, one caller tries it and no one waits."""

from contextlib import contextmanager
from threading import Lock
from time import monotonic

RETRY_EVERY = 3  # seconds
# An attempt that fails sooner costs nobody time: a refused connection, a wrong password.
SLOW = 1  # seconds


class CircuitBreaker:
    """Shared by the threads of a process; `error` is raised where the server is not to be tried."""

    def __init__(self, error):
        self.error = error
        self._lock = Lock()
        # When the server may be tried again, by the clock of `monotonic`; None while it answers.
        self._retry_at = None

    @property
    def is_open(self):
        """Tell whether the server did not answer when it was last tried."""
        return self._retry_at is not None

    def open(self):
        """Let nobody try the server for a while: it did not answer in time."""
        self._retry_at = monotonic() + RETRY_EVERY

    @contextmanager
    def attempt(self):
        """Try the server; of those who come while it is silent only one does, every few seconds."""
        began = monotonic()
        with self._lock:
            if self._retry_at is not None:
                if began < self._retry_at:
                    raise self.error("The database did not answer a moment ago.")
                self._retry_at = began + RETRY_EVERY
        try:
            yield
        except Exception:
            if monotonic() - began >= SLOW:
                self.open()
            else:
                self._retry_at = None
            raise
        self._retry_at = None
