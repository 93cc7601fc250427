"""A real local SMTP server, for tests that send email."""

from __future__ import annotations

import asyncio
import email
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """The messages received; rejects addresses starting with ``no-``, and a third message in one connection."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], bytes]] = []
        self.sessions: list[Session] = []

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("no-"):
            return "550 unknown"
        if self.sessions.count(session) == 2:
            return "421 that is enough"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (likewise)
        assert isinstance(envelope.content, bytes)
        self.got.append((list(envelope.rcpt_tos), envelope.content))
        self.sessions.append(session)
        return "250 OK"

    def mail(self, number: int = 0) -> EmailMessage:
        found = email.message_from_bytes(self.got[number][1], policy=default)
        assert isinstance(found, EmailMessage)
        return found


@contextmanager
def serving(**options: Any) -> Iterator[tuple[Inbox, str]]:
    """Run a server; yield its inbox and address. *options* are those of aiosmtpd's ``Controller``."""
    found = Inbox()
    controller = Controller(found, hostname="127.0.0.1", port=0, **options)
    started: Future[asyncio.Server] = Future()
    # The event loop runs in the thread, because this one may have Playwright's loop from earlier browser tests.
    thread = threading.Thread(target=_run, args=(controller, started))
    thread.start()
    server = started.result()
    port = server.sockets[0].getsockname()[1]
    try:
        yield found, f"127.0.0.1:{port}"
    finally:
        controller.loop.call_soon_threadsafe(server.close)
        controller.loop.call_soon_threadsafe(controller.loop.stop)
        thread.join()
        controller.loop.close()


def _run(controller: Controller, started: Future[asyncio.Server]) -> None:
    """Listen until the loop is stopped; with port 0 the system chooses one, which the controller's start() can't."""
    listening = controller.loop.create_server(controller.factory, "127.0.0.1", 0, ssl=controller.ssl_context)
    try:
        started.set_result(controller.loop.run_until_complete(listening))
    except BaseException as error:
        started.set_exception(error)
        return
    controller.loop.run_forever()
