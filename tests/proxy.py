"""A TCP proxy in front of a database server: it can be closed, or fall silent."""

import socket
from contextlib import closing, suppress
from threading import Event, Thread


class Proxy:
    """Forwards connections to `target`, a pair (host, port)."""

    def __init__(self, target):
        self.target = target
        self.flowing = Event()
        self.flowing.set()
        self.port = 0
        self.sockets, self.threads = [], []
        self.open()

    def open(self):
        """Listen, always at the same port."""
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        self.start(self.accept, self.listener)

    def close(self):
        """Refuse new connections, and break those that are open."""
        self.flowing.set()
        for each in (self.listener, *self.sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        for each in (self.listener, *self.sockets):
            each.close()
        self.sockets, self.threads = [], []

    def pause(self):
        """Accept connections and what comes over them, and pass nothing on."""
        self.flowing.clear()

    def mend(self):
        """Do as a server that is well again."""
        self.flowing.set()
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port))):
            return
        self.open()

    def start(self, function, *arguments):
        thread = Thread(target=function, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def accept(self, listener):
        with suppress(OSError):
            while True:
                inner, _address = listener.accept()
                outer = socket.create_connection(self.target)
                self.sockets += [inner, outer]
                self.start(self.forward, inner, outer)
                self.start(self.forward, outer, inner)

    def forward(self, source, sink):
        with suppress(OSError):
            while data := source.recv(65536):
                self.flowing.wait()
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
