"""Servers for tests, which run in a thread and end with the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

_LOOKS = 0.02
"""How often, in seconds, a server checks whether to stop; Python's default is half a second."""


@contextmanager
def answering(server: BaseServer) -> Iterator[None]:
    """Run a server in a thread, and close its port afterwards."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _LOOKS}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
