"""A real Chromium for tests: where it is, how to start it, and the security policy that pages must support."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.config import CSP as POLICY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Names of the program; the first has no windows and opens a page in a third of the time."""

_DISABLED = (
    # Creating a separate document for each page of one site would add a fifth to the time.
    "RenderDocument",
    # Chromium honors only one such list, so repeat what Playwright disables on Linux and macOS.
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)

ARGUMENTS = [
    f"--disable-features={','.join(_DISABLED)}",
    "--disable-gpu",
    "--disable-software-rasterizer",  # replaces a missing GPU: 7% of the time of a page
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

__all__ = ["ADVICE", "POLICY", "chromium", "started"]

ADVICE = "no Chromium was found: `make test-system` installs one; or name one in the environment variable CHROMIUM"


def chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium: from CHROMIUM, on PATH, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*NAMES, playwright.chromium.executable_path]
    for candidate in candidates:
        if (found := shutil.which(candidate)) and Path(found).is_file():
            return found
    return None


@contextmanager
def started() -> Iterator[Browser]:
    """Start a Chromium; raises RuntimeError with instructions if there is none.

    Playwright can only be started once in a process, so tests share the fixture ``browser``.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            raise RuntimeError(ADVICE)
        # Chromium's sandbox refuses to run as root, and tests in containers do.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        arguments = [*ARGUMENTS, "--no-sandbox"] if root else ARGUMENTS
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
