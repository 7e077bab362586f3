"""The browser fixture itself: a page's faults must be seen, or every test of a page is blind."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser import Browser

GOOD = """<!doctype html><html lang="en"><title>t</title><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><main><h1>Right</h1></main>"""
CSP = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'


def _page(folder: Path, text: str) -> Path:
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_page_is_seen_as_good(browser: Browser, tmp_path: Path) -> None:
    seen = browser.open(_page(tmp_path, GOOD), width=390)
    assert (seen.complaints, seen.requests, seen.sideways()) == ([], [], 0)
    assert seen.inaccessible() == []
    seen.shot(tmp_path / "shots" / "good.png")
    assert (tmp_path / "shots" / "good.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        ("<script>console.error('oh')</script>", "oh"),
        ("<script>throw new Error('thrown')</script>", "thrown"),
        (CSP + "<script>1</script>", "Content Security Policy"),
    ],
)
def test_what_goes_wrong_is_a_complaint(
    browser: Browser, tmp_path: Path, bad: str, complaint: str
) -> None:
    seen = browser.open(_page(tmp_path, GOOD + bad))
    assert len(seen.complaints) == 1
    assert complaint in seen.complaints[0]


def test_a_request_is_seen_also_where_it_fails(browser: Browser, tmp_path: Path) -> None:
    seen = browser.open(_page(tmp_path, GOOD + "<img src='gone.png' alt='x'>"))
    assert [url.rsplit("/", 1)[1] for url in seen.requests] == ["gone.png"]


def test_sideways_scroll_is_measured(browser: Browser, tmp_path: Path) -> None:
    wide = GOOD + "<div style='width:500px'>wide</div>"
    assert browser.open(_page(tmp_path, wide), width=390).sideways() == 118


def test_text_on_text_is_named(browser: Browser, tmp_path: Path) -> None:
    style = "<style>i { position: absolute; top: 0; left: 0 } b { display: block }</style>"
    page = _page(tmp_path, GOOD + style + "<i>above</i><i>below</i><b>first</b><b>second</b>")
    found = browser.open(page, width=390).overlaps()
    assert "above | below" in found
    assert not any("first | second" in pair for pair in found)
    assert browser.open(_page(tmp_path, GOOD)).overlaps() == []


def test_axe_finds_what_is_serious(browser: Browser, tmp_path: Path) -> None:
    grey = GOOD + "<main><p style='color:#ccc'>hardly there</p></main>"
    found = browser.open(_page(tmp_path, grey)).inaccessible()
    assert [text.split(":")[1].strip() for text in found] == ["color-contrast"]


@pytest.mark.parametrize("dark", [False, True])
def test_colour_scheme_and_motion_are_as_asked(
    browser: Browser, tmp_path: Path, dark: bool
) -> None:
    page = browser.open(_page(tmp_path, GOOD), dark=dark, still=dark).page
    for query in ("(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"):
        assert page.evaluate(f"matchMedia('{query}').matches") is dark
