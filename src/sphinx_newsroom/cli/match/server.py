"""The web server of ``newsroom match --serve``: carries requests to the reconciliation service and its replies back."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from sphinx_newsroom.cli.serve.server import is_meant
from sphinx_newsroom.network import is_public
from sphinx_newsroom.outputs.reconciliation.service import Reply, Service, wrong

PATH = "/reconcile"
_LARGEST = 8_000_000
"""Bytes of a request: OpenRefine sends ten queries at a time, and what it extends in batches of a hundred ids."""
_TIMEOUT = 30
"""Seconds after which a client that says nothing more is left."""
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Allow-Private-Network": "true",
}
"""The protocol asks for them at every address (section 3.2)."""


class Server(ThreadingHTTPServer):
    """A server of one service; *host* is the name or address that it was told to serve at."""

    daemon_threads = True
    _free = threading.BoundedSemaphore(32)
    """As many clients are answered at once; others wait, and after a while have to ask again."""

    def __init__(self, address: tuple[str, int], host: str) -> None:
        super().__init__(address, _Handler)
        self.host = host
        self.at_once = threading.Lock()
        """Held by who asks the service: its table of names grows while it is asked."""
        self.service: Service

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a client by a thread of its own, as soon as one is free."""
        if self._free.acquire(timeout=_TIMEOUT):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a client, and let the next one have its thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away while it was answered."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _TIMEOUT

    def do_GET(self) -> None:
        self._send(self._reply(""))

    def do_HEAD(self) -> None:
        self._send(self._reply(""), with_content=False)

    def do_OPTIONS(self) -> None:
        self._send(self._refusal() or Reply(204, "", b""))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length") or ""
        if not length.isdecimal() or len(length) > len(str(_LARGEST)) or int(length) > _LARGEST:
            self.close_connection = True  # what is not read would be taken for the next request
            status = 413 if length.isdecimal() else 411
            self._send(Reply(status, "text/plain", f"send at most {_LARGEST:,} bytes, and how many\n".encode()))
            return
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        form = (self.headers.get("Content-Type") or "").partition(";")[0].strip()
        if form != "application/x-www-form-urlencoded":
            self._send(Reply(415, "text/plain", b"send a form: queries=... or extend=...\n"))
            return
        self._send(self._reply(body))

    def _reply(self, body: str) -> Reply:
        server = cast("Server", self.server)
        if refusal := self._refusal():
            return refusal
        try:
            address = urlsplit(self.path)
            said = dict(parse_qsl(body, keep_blank_values=True) or parse_qsl(address.query, keep_blank_values=True))
        except ValueError:
            return wrong("this is no address, or there are too many fields")
        if address.path != PATH and not address.path.startswith(f"{PATH}/"):
            return Reply(404, "text/plain", f"the service is at {PATH}\n".encode())
        with server.at_once:
            return server.service.reply(address.path.removeprefix(PATH), said)

    def _refusal(self) -> Reply | None:
        """What is said to who has not meant this server, or to a web page of somebody else's."""
        host = cast("Server", self.server).host
        if not is_meant(self.headers.get("Host") or "", host):
            # A page elsewhere can give its own name this computer's address.
            return Reply(421, "text/plain", b"this server answers to localhost and to the --host it was given\n")
        page = (self.headers.get("Origin") or "").partition("://")[2]
        # OpenRefine asks without a browser, and its pages are on this computer or in this network.
        if "Origin" in self.headers and (not is_meant(page, host) or is_public(urlsplit(f"//{page}").hostname or "")):
            return Reply(403, "text/plain", b"this server answers to no web page but those of localhost and --host\n")
        return None

    def _send(self, reply: Reply, *, with_content: bool = True) -> None:
        self.send_response(reply.status)
        if reply.kind:
            self.send_header("Content-Type", f"{reply.kind}; charset=utf-8")
        if reply.location:
            self.send_header("Location", reply.location)
        self.send_header("Content-Length", str(len(reply.content)))
        for name, value in {**_CORS, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_content:
            self.wfile.write(reply.content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for the address."""
