"""A real Chromium for tests: where it is, how it is started, and the policy that pages must bear."""

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
"""What it may be called; the first has no windows, and opens a page in a third of the time."""

_DISABLED = (
    # To make a document of its own for each page of one site takes a fifth of what it takes to open a page.
    "RenderDocument",
    # Chromium goes by one list alone, so here is what Playwright disables, as far as it concerns Linux and macOS.
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)

ARGUMENTS = [
    f"--disable-features={','.join(_DISABLED)}",
    "--disable-gpu",
    "--disable-software-rasterizer",  # what stands in for a GPU where there is none: 7% of what a page takes
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

__all__ = ["ADVICE", "POLICY", "chromium", "started"]

ADVICE = "no Chromium was found: `make test-system` installs one; or name one in the environment variable CHROMIUM"


def chromium(playwright: Playwright) -> str | None:
    """The path of a Chromium: the one that CHROMIUM names, one on PATH, or playwright's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*NAMES, playwright.chromium.executable_path]
    for candidate in candidates:
        if (found := shutil.which(candidate)) and Path(found).is_file():
            return found
    return None


@contextmanager
def started() -> Iterator[Browser]:
    """A running Chromium; raises RuntimeError with what to do where there is none.

    Playwright can be started once in a process, so tests share the fixture ``browser``.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            raise RuntimeError(ADVICE)
        # Chromium's sandbox refuses to run as root, which is what a container's tests run as.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        arguments = [*ARGUMENTS, "--no-sandbox"] if root else ARGUMENTS
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
