"""A page under ``newsroom serve`` in a real browser: it follows what is saved, and shows what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.serving import LONG, serving

from .conftest import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from tests.conftest import ArchiveOnDisk


def test_a_page_follows_what_is_saved_and_shows_what_is_wrong(browser: Browser, archive: ArchiveOnDisk) -> None:
    source = archive.root / "releases/2011/opening.md"
    text = source.read_text(encoding="utf-8")
    source.write_text(text + "\nMore was said.\n" * 200, encoding="utf-8")
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.set_default_timeout(LONG * 1000)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
    with serving(archive.root) as server:
        page.goto(f"http://localhost:{server.port}/releases/2011/opening.html")
        page.get_by_text("Conference opens in Vienna").first.wait_for()  # from the page that says to wait
        until(page, "document.readyState === 'complete'")  # before, it may not be long enough
        page.evaluate("scrollTo(0, 500)")
        source.write_text(text + "\nMore was said.\n" * 200 + "\nThe xylophone played.\n", encoding="utf-8")
        page.get_by_text("The xylophone played.").wait_for()
        until(page, "scrollY === 500")

        bar = page.locator("#newsroom-preview")
        bar.wait_for(state="hidden")  # a build that takes long says what it is at
        assert bar.get_attribute("aria-live") == "polite"
        source.write_text(text.replace("date:", "<b>dat</b>:"), encoding="utf-8")
        bar.get_by_text("releases/2011/opening.md:3").first.wait_for()
        assert bar.locator("b").count() == 0, "what is said is text"
        assert page.get_by_text("The xylophone played.").is_visible(), "the page stays in sight"

        source.write_text(text, encoding="utf-8")
        page.get_by_text("The xylophone played.").wait_for(state="hidden")
        page.get_by_text("Conference opens in Vienna").first.wait_for()
        bar.wait_for(state="hidden")
        server.end()
        bar.get_by_text("newsroom serve has ended").wait_for()
    assert wrong == []
    context.close()
