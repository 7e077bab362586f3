"""One figure on a page of its own, under the policy of the concept page: nothing but its hashes.

The figure is really used: focused and moved by keys, dragged by a mouse, and its numbers are read
from what it shows.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser import Browser, Seen
from tests.figures.kit import FIGURES

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src {code}; style-src {look}">
<style>{css}</style><main><h1>{name}</h1><div id="here"></div></main>
<script type="module">{script}</script></html>"""

_HOST = """
const heard = new Set();
let state = {state};
globalThis.saved = [];
globalThis.model = {{
  get: (name) => (name === "state" ? state : undefined),
  set: (name, value) => {{ state = value; heard.forEach((listener) => listener()); }},
  on: (name, listener) => heard.add(listener),
  off: (name, listener) => heard.delete(listener),
  save_changes: () => saved.push(state),
}};
globalThis.heard = heard;
globalThis.stop = figure.render({{ model, el: document.getElementById("here") }});
"""
_BODY = """body{margin:8px;font-family:sans-serif;background:#fff;color:#111}
@media(prefers-color-scheme:dark){body{background:#0c0f14;color:#eee}}"""
_NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")


def css_of(name: str) -> str:
    """Return the style that a figure exports."""
    source = (FIGURES / f"{name}.js").read_text(encoding="utf-8")
    return source.split("export const css = `")[1].split("`")[0]


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page(name: str, state: str = "{}") -> str:
    """Return a page that shows one figure; ``state`` is what a notebook would have set."""
    source = (FIGURES / f"{name}.js").read_text(encoding="utf-8")
    inline = re.sub(r"^export default", "const figure =", source, flags=re.MULTILINE)
    inline = re.sub(r"^export ", "", inline, flags=re.MULTILINE)
    script, css = inline + _HOST.format(state=state), _BODY + css_of(name)
    hashes = {"code": _digest(script), "look": _digest(css)}
    return _PAGE.format(name=name, script=script, css=css, **hashes)


@dataclass
class Shown:
    """A figure in a browser."""

    seen: Seen

    def at(self, selector: str) -> Locator:
        """Return a part of the figure."""
        return self.seen.page.locator(f".sslfig {selector}")

    def number(self, key: str) -> float:
        """Return the first number that stands at ``key``."""
        text = self.at(f'[data-number="{key}"]').inner_text()
        found = _NUMBER.search(text)
        assert found is not None, text
        return float(found[0].replace("−", "-"))

    def text(self, key: str) -> str:
        """Return what stands at ``key``."""
        return self.at(f'[data-number="{key}"]').inner_text()

    def says(self) -> str:
        """Return the sentence about the numbers."""
        return self.at(".say").inner_text()

    def press(self, label: str) -> None:
        """Click a button."""
        self.at(".cols").get_by_role("button", name=label, exact=True).click()

    def slide(self, label: str, key: str, times: int = 1) -> None:
        """Focus a slider and press a key."""
        where = self.at(f'label:has-text("{label}") input')
        for _ in range(times):
            where.press(key)

    def state(self) -> dict[str, Any]:
        """Return the state that the figure saved last."""
        state: dict[str, Any] = self.seen.page.evaluate("saved.at(-1) ?? null")
        return state

    def drag(self, what: Locator, dx: float, dy: float) -> None:
        """Take something by its middle and drag it."""
        what.scroll_into_view_if_needed()
        box = what.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.seen.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + dx, y + dy, steps=4)
        mouse.up()

    def swipe(self, what: Locator, dx: float, dy: float) -> None:
        """Put a finger on the middle of something, move it, and lift it."""
        what.scroll_into_view_if_needed()
        box = what.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        session = self.seen.page.context.new_cdp_session(self.seen.page)

        def touch(kind: str, part: float | None) -> None:
            points = [] if part is None else [{"x": x + part * dx, "y": y + part * dy}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", 0)
        for part in (0.25, 0.5, 0.75, 1):
            touch("touchMove", part)
        touch("touchEnd", None)
        session.detach()

    def sound(self) -> None:
        """Nothing was complained about, asked for, or wider than the window."""
        assert (self.seen.complaints, self.seen.requests, self.seen.sideways()) == ([], [], 0)


def show(browser: Browser, folder: Path, name: str, *, state: str = "{}", **how: Any) -> Shown:
    """Open a figure's page."""
    path = folder / f"{name}.html"
    path.write_text(page(name, state), encoding="utf-8")
    return Shown(browser.open(path, **how))
