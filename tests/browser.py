"""A real browser for tests: headless Chromium, what it complained about and what it asked for.

``tests/conftest.py`` offers the fixture ``browser`` everywhere::

    def test_a_page(browser, tmp_path):
        seen = browser.open(tmp_path / "page.html", width=390, dark=True)
        seen.page.keyboard.press("Tab")
        assert seen.complaints == [] and seen.requests == [] and seen.sideways() == 0

The system's Chromium is used (`apt-get install chromium`); none is downloaded. Playwright keeps an
event loop running while it is open, so a browser lives for one module of tests, and that module
must not call ``asyncio.run``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from tests import axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import BrowserContext, Page

REQUIRE = "SSLGRADE_REQUIRE_BROWSER"
"""Set by CI: a browser that is missing fails the tests there, and skips them elsewhere."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing(what: str) -> None:
    """Skip, or fail where CI must prove it."""
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{what}, and {REQUIRE}=1 demands it")
    pytest.skip(what)


@dataclass
class Seen:
    """One opened page: the page itself, and all that it said and asked for so far."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    """Console errors and warnings (a refusal by the CSP is one), and uncaught exceptions."""
    requests: list[str] = field(default_factory=list)
    """Every request but the page itself; ``data:`` and ``blob:`` addresses leave no machine."""

    def sideways(self) -> int:
        """How many pixels the document can be scrolled sideways; 0 is right."""
        width: int = self.page.evaluate(
            "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
            " - document.documentElement.clientWidth"
        )
        return max(0, width)

    def overlaps(self) -> list[str]:
        """Name texts that lie on each other; formulas are left out, where that is as it should be.

        Every visible line of text is a box. Two boxes of different elements may touch, but not
        share more than two pixels in both directions.
        """
        found: list[str] = self.page.evaluate(_OVERLAPS)
        return found

    def shot(self, path: Path, *, whole: bool = True, selector: str | None = None) -> None:
        """Write a screenshot: of the whole page, of what is in view, or of one element."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if selector is not None:
            self.page.locator(selector).screenshot(path=path)
        else:
            self.page.screenshot(path=path, full_page=whole)

    def inaccessible(self) -> list[str]:
        """What axe-core finds serious or critical, one line each; needs npm, or a filled cache."""
        source = axe.source()
        if source is None:
            missing("axe-core cannot be had: npm is missing or has no registry")
        self.page.evaluate(f"() => {{ {source} }}")
        found: list[dict[str, Any]] = self.page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        )
        return [axe.line(v) for v in found if v["impact"] in ("serious", "critical")]


@dataclass
class Browser:
    """Opens pages, each in a profile of its own."""

    chromium: Chromium
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        where: Path | str,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        still: bool = False,
        touch: bool = False,
        media: Literal["screen", "print"] = "screen",
    ) -> Seen:
        """Open a file or an address and wait until it is loaded; ``still``: reduced motion."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
            has_touch=touch,
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.emulate_media(media=media)
        url = where.resolve().as_uri() if isinstance(where, Path) else where
        seen = Seen(page, url)
        page.on(
            "console",
            lambda m: seen.complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on(
            "request",
            lambda r: None if _harmless(r.url, url) else seen.requests.append(r.url),
        )
        page.goto(url, wait_until="load")
        return seen

    def close(self) -> None:
        """Close every page that was opened."""
        while self.contexts:
            self.contexts.pop().close()


_OVERLAPS = """() => {
  const boxes = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.parentElement;
    if (!node.data.trim() || at.closest("math, script, style, noscript, .skip")) continue;
    if (!at.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 2 && box.height > 2) boxes.push({ box, at, text: node.data.trim() });
  }
  boxes.sort((a, b) => a.box.top - b.box.top);
  const found = [];
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length && boxes[j].box.top < boxes[i].box.bottom - 2; j++) {
      const [a, b] = [boxes[i], boxes[j]];
      if (a.at === b.at || a.at.contains(b.at) || b.at.contains(a.at)) continue;
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (wide > 2 && high > 2) found.push(`${a.text.slice(0, 40)} | ${b.text.slice(0, 40)}`);
    }
  return found;
}"""


def _harmless(asked: str, page: str) -> bool:
    return asked == page or asked.startswith(("data:", "blob:"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """One Chromium for a module of tests."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        missing("no Chromium found: `apt-get install chromium`")
    from playwright.sync_api import sync_playwright

    # As root, in a container, Chromium's own sandbox cannot start.
    options = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=options)
        yield launched
        launched.close()


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Browser]:
    """Open pages in headless Chromium."""
    opened = Browser(chromium)
    yield opened
    opened.close()
