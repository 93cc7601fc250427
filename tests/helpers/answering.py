"""Servers of a test, which answer from a thread of their own and end as soon as nobody needs them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

_LOOKS = 0.02
"""After how many seconds a server sees that it is to end; Python's own does after half a second."""


@contextmanager
def answering(server: BaseServer) -> Iterator[None]:
    """A server that answers meanwhile, and has let go of its port afterwards."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _LOOKS}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
