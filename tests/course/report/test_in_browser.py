"""The page in Chromium, from a file: quiet, offline, on a phone, in the dark, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser import Browser

from sslgrade.course.report.make import make, save

SIZES = [(390, False), (390, True), (1280, False), (1280, True)]


@pytest.fixture(scope="module")
def report(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    return save(make(store, None), folder / "report.html")[0]


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_it_opens_quietly_and_fits(browser: Browser, report: Path, width: int, dark: bool) -> None:
    seen = browser.open(report, width=width, dark=dark)
    assert seen.complaints == []
    assert seen.requests == []
    assert seen.sideways() == 0
    assert seen.overlaps() == []
    seen.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert seen.sideways() == 0
    assert seen.overlaps() == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(browser: Browser, report: Path, dark: bool) -> None:
    seen = browser.open(report, width=390, dark=dark)
    seen.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert seen.inaccessible() == []


def test_it_prints_without_cutting_anything_off(browser: Browser, report: Path) -> None:
    seen = browser.open(report, width=760, media="print")
    assert seen.sideways() == 0
    assert not seen.page.locator("nav").is_visible()
    assert len(seen.page.pdf(format="A4")) > 10_000


def test_a_cell_opens_its_code(browser: Browser, report: Path) -> None:
    page = browser.open(report).page
    link = page.locator(".heat a").first
    place = page.locator(link.get_attribute("href") or "")
    assert place.get_attribute("open") is None
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('details:target').open")
    assert place.locator("pre").is_visible()


def test_columns_are_sorted_by_keyboard(browser: Browser, report: Path) -> None:
    page = browser.open(report).page
    head = page.locator("#checks thead th").nth(4)
    column = "(rows) => rows.map((r) => r.cells[4].dataset.k ?? 'none')"
    rows = page.locator("#checks tbody tr")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    up = [float(k) for k in rows.evaluate_all(column) if k != "none"]
    assert up == sorted(up)
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    down = [float(k) for k in rows.evaluate_all(column) if k != "none"]
    assert down == up[::-1]
    page.locator("#checks thead button").nth(1).click()
    assert head.get_attribute("aria-sort") is None
    names = rows.evaluate_all("(rows) => rows.map((r) => r.cells[1].dataset.k)")
    assert names == sorted(names)


def test_without_script_it_is_whole(browser: Browser, report: Path) -> None:
    context = browser.chromium.new_context(java_script_enabled=False)
    browser.contexts.append(context)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("#checks tbody tr").count() > 10
    page.locator("summary").nth(1).click()
    assert page.locator("details[open] pre").is_visible()
