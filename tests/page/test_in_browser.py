"""The whole page, as a learner opens it: from a file, in Chromium, at three widths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser import Browser, Seen

from sslgrade.content.catalogue import catalogue
from sslgrade.page.build import Page
from sslgrade.page.ladder import Place

STATES = ("passed", "failed", "open", "locked")
SIZES = [(390, False), (390, True), (768, False), (768, True), (1280, False), (1280, True)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real page of a learner who stands differently on every exercise."""
    places = {
        name: Place(STATES[n % 4], 10 if n % 4 == 0 else 0, 10, "a note")
        for n, name in enumerate(catalogue().ids)
    }
    path = tmp_path_factory.mktemp("page") / "concept.html"
    path.write_text(Page(catalogue(), places).html(), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_it_opens_quietly_and_fits(browser: Browser, whole: Path, width: int, dark: bool) -> None:
    seen = browser.open(whole, width=width, dark=dark, still=True)
    _figures_are_shown(seen)
    assert seen.complaints == []
    assert seen.requests == []
    assert seen.sideways() == 0
    assert seen.overlaps() == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(browser: Browser, whole: Path, dark: bool) -> None:
    seen = browser.open(whole, width=390, dark=dark, still=True)
    _figures_are_shown(seen)
    assert seen.inaccessible() == []


def test_it_fits_with_every_exercise_unfolded(browser: Browser, whole: Path) -> None:
    seen = browser.open(whole, width=390, still=True)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert seen.sideways() == 0
    assert seen.overlaps() == []
    assert seen.inaccessible() == []


def test_a_link_unfolds_the_exercise_it_leads_to(browser: Browser, whole: Path) -> None:
    page = browser.open(whole, still=True).page
    page.locator('#mlm a.exercise[href="#exercise-mlm_loss"]').click()
    task = page.locator("#exercise-mlm_loss")
    assert task.get_attribute("open") == ""
    assert "Where nothing is asked" in task.inner_text()
    assert 0 <= (task.bounding_box() or {"y": -1})["y"] < 900


def test_an_address_with_an_exercise_opens_it(browser: Browser, whole: Path) -> None:
    page = browser.open(f"{whole.as_uri()}#exercise-dino_loss", still=True).page
    assert page.locator("#exercise-dino_loss").get_attribute("open") == ""
    assert page.locator("details[open]").count() == 1


def test_the_keyboard_reaches_and_unfolds(browser: Browser, whole: Path) -> None:
    page = browser.open(whole, still=True).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.locator("#exercise-log_softmax > summary").focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    assert page.locator("#exercise-log_softmax").get_attribute("open") == ""
    assert outline == "solid"


def test_formulas_are_typeset(browser: Browser, whole: Path) -> None:
    page = browser.open(whole, still=True).page
    assert page.locator("math").count() > 40
    assert page.locator("merror").count() == 0
    high = page.locator('#mlm math[display="block"] mfrac').first.bounding_box()
    assert high is not None
    assert high["height"] > 25  # a fraction stands on two lines


def test_print_shows_the_text_and_not_the_navigation(browser: Browser, whole: Path) -> None:
    page = browser.open(whole, media="print", dark=True).page
    assert not page.locator("nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert len(page.pdf()) > 50_000


@pytest.mark.parametrize(("still", "behaviour"), [(False, "smooth"), (True, "auto")])
def test_motion_is_reduced_where_asked(
    browser: Browser, whole: Path, still: bool, behaviour: str
) -> None:
    page = browser.open(whole, still=still).page
    asked = "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(asked) == behaviour


def test_without_scripts_it_still_reads(browser: Browser, whole: Path) -> None:
    context = browser.chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(whole.as_uri())
    page.locator("#exercise-mlm_loss > summary").click()
    assert page.locator("#exercise-mlm_loss pre").first.is_visible()
    context.close()


def test_a_figure_is_drawn_and_can_be_moved(
    browser: Browser, page: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "small.html"
    path.write_text(page().html(), encoding="utf-8")
    seen = browser.open(path)
    assert seen.page.locator("output").inner_text() == "sum 0"
    seen.page.get_by_role("button", name="more").click()
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("output").inner_text() == "sum 2"
    weight = seen.page.locator("output").evaluate("(one) => getComputedStyle(one).fontWeight")
    assert weight == "700"  # its css was let in
    assert seen.complaints == []


def test_a_figure_that_fails_says_so_and_harms_no_other(
    browser: Browser, page: Callable[..., Page], concept: Path, tmp_path: Path
) -> None:
    (concept / "figures" / "bad.js").write_text(
        'export default { render() { throw new Error("oh"); } };', encoding="utf-8"
    )
    text = concept / "card" / "10_why.md"
    text.write_text(text.read_text(encoding="utf-8") + "\n{figure bad}\n", encoding="utf-8")
    path = tmp_path / "small.html"
    path.write_text(page().html(), encoding="utf-8")
    seen = browser.open(path)
    assert (
        seen.page.locator("#figure-bad")
        .inner_text()
        .startswith("This figure could not be drawn here.")
    )
    assert seen.page.locator("output").inner_text() == "sum 0"
    assert len(seen.complaints) == 1


def test_a_script_that_is_not_ours_does_not_run(
    browser: Browser, page: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "changed.html"
    added = "<script>document.title = 'taken'</script></body>"
    path.write_text(page().html().replace("</body>", added), encoding="utf-8")
    seen = browser.open(path)
    assert seen.page.title() == "Self-Supervised Learning: Labels from Structure"
    assert len(seen.complaints) == 1
    assert "Content Security Policy" in seen.complaints[0]


def _figures_are_shown(seen: Seen) -> None:
    """Wait until every figure was drawn; the page's own mark, not a pause."""
    seen.page.wait_for_function(
        "document.querySelectorAll('[data-figure]:not([data-shown])').length === 0"
    )
