"""What holds for every figure: one file, no imports, the shared kit, and one face."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.figures import kit
from tests.figures.js import Node
from tests.figures.stage import Shown, css_of, page

NAMES = [path.stem for path in kit.figures()]
EXPECTED = [
    "augmentation",
    "dino",
    "infonce-circle",
    "ln-n-ceiling",
    "mae-digit",
    "mask-sentence",
]


def source(name: str) -> str:
    return (kit.FIGURES / f"{name}.js").read_text(encoding="utf-8")


def test_all_six_are_there_and_small() -> None:
    assert NAMES == EXPECTED
    assert sum(path.stat().st_size for path in kit.figures()) < 120_000


@pytest.mark.parametrize("name", NAMES)
def test_the_kit_is_the_one_of_the_kit_folder(name: str) -> None:
    assert kit.filled(source(name)) == source(name), "run `python -m tests.figures.kit`"


def test_a_figure_without_a_place_for_the_kit_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"^found 0 places for kit\.css, expected 1$"):
        kit.filled("export default { render };\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_imports_nothing_and_sets_no_style_by_text(name: str) -> None:
    text = source(name)
    assert len(re.findall(r"^export default \{ render \};$", text, re.MULTILINE)) == 1
    for unwanted in (r"\bimport\b", "innerHTML", r'"style"', r"\bfetch\b", "https?://(?!www.w3)"):
        assert not re.search(unwanted, text), unwanted
    assert max(text.count("\n"), 1) <= 400


@pytest.mark.parametrize("name", NAMES)
def test_its_style_is_its_own(name: str) -> None:
    css = re.sub(r"/\*.*?\*/", "", css_of(name))
    inner = re.sub(r"@[^{]+\{(.*?\})\s*\}", r"\1", css)
    selectors = [s for rule in re.findall(r"([^{}]+)\{", inner) for s in rule.split(",")]
    assert len(selectors) > 20
    for selector in selectors:
        assert selector.strip().startswith(".sslfig"), selector
    assert "`" not in css
    assert "\\" not in css
    assert "${" not in css


@pytest.mark.parametrize("name", NAMES)
def test_the_notebooks_style_is_the_exported_one(node: Node, name: str) -> None:
    assert node.call(name, "css") == css_of(name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (768, False), (1280, True)])
def test_it_fits_and_is_accessible(
    figure: Callable[..., Shown], name: str, width: int, dark: bool
) -> None:
    shown = figure(name, width=width, dark=dark)
    shown.sound()
    assert shown.seen.inaccessible() == []


@pytest.mark.parametrize("name", NAMES)
def test_it_hears_a_notebook_and_cleans_up(figure: Callable[..., Shown], name: str) -> None:
    shown = figure(name)
    evaluate = shown.seen.page.evaluate
    assert evaluate("heard.size") == 1
    evaluate("model.set('state', { nonsense: NaN })")
    evaluate("stop()")
    assert evaluate("[heard.size, document.querySelector('.sslfig')]") == [0, None]
    shown.sound()


@pytest.mark.parametrize("name", NAMES)
def test_reset_brings_back_the_start(node: Node, figure: Callable[..., Shown], name: str) -> None:
    shown = figure(name)
    first = shown.at("dl").inner_text()
    start = node.call(name, "START")
    slider = shown.at("input[type=range]").first
    slider.press("End")
    shown.press("Reset")
    assert shown.state() == start
    assert shown.at("dl").inner_text() == first


@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_reached_by_tab_and_has_a_name(
    figure: Callable[..., Shown], name: str
) -> None:
    shown = figure(name)
    unnamed = shown.seen.page.evaluate(
        """() => [...document.querySelectorAll('.sslfig button, .sslfig input, .sslfig [tabindex]')]
        .filter((e) => !(e.getAttribute('aria-label') || e.labels?.length || e.textContent.trim()))
        .map((e) => e.outerHTML)"""
    )
    assert unnamed == []
    assert shown.at('[aria-live="polite"]').count() == 1
    assert shown.says().endswith(".")


def test_motion_is_only_for_those_who_want_it(figure: Callable[..., Shown]) -> None:
    for still in (True, False):
        shown = figure("infonce-circle", still=still)
        how = shown.at(".bar").first.evaluate("e => getComputedStyle(e).transitionDuration")
        assert how == ("0s" if still else "0.15s")


def test_print_is_light(figure: Callable[..., Shown], tmp_path: Path) -> None:
    shown = figure("infonce-circle", dark=True, media="print")
    background = shown.seen.page.locator(".sslfig").evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert background == "rgb(255, 255, 255)"


def test_a_page_of_another_text_is_refused_by_the_policy() -> None:
    assert "default-src 'none'; script-src 'sha256-" in page("infonce-circle")
