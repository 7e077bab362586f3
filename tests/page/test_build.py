"""The page as a text: whole, linked, and with nothing on it that should not be there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import bank
from sslgrade.page.build import MARK, Page
from sslgrade.page.csp import digest
from sslgrade.page.ladder import Place

ROOT = catalogue().root
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Reader(HTMLParser):
    """Collects ids and links, and checks that every element is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.styled: list[str] = []
        self.handlers: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and (value or "").startswith("#"):
                self.links.append((value or "")[1:])
            elif name == "style":
                self.styled.append(tag)
            elif name.startswith("on"):
                self.handlers.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and self.open[-1] != "p":
            return
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


@pytest.fixture(scope="module")
def whole() -> str:
    return Page(catalogue()).html()


def test_it_is_well_formed_and_every_link_has_its_target(whole: str) -> None:
    read = Reader(whole)
    assert len(read.ids) == len(set(read.ids))
    assert set(read.links) <= set(read.ids)
    assert len(read.links) > 150


def test_nothing_that_the_policy_refuses(whole: str) -> None:
    read = Reader(whole)
    assert read.styled == read.handlers == []
    outside = re.findall(r'(?:src|srcset|data|poster|action)="(?!data:)([^"]*)"', whole)
    assert outside == []
    assert "@import" not in whole
    assert "url(" not in whole


def test_its_policy_names_its_own_scripts_and_style(whole: str) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', whole)
    assert found is not None
    rule = found[1].replace("&#x27;", "'")
    inline = r'<(?:script|style)(?: type="module")?>(.*?)</(?:script|style)>'
    texts = re.findall(inline, whole, re.DOTALL)
    assert len(texts) >= 2
    for text in texts:
        assert digest(text) in rule
    assert rule.startswith("default-src 'none'; ")
    assert rule.count("sha256-") == len(texts)


def test_it_is_small_enough_to_mail(whole: str) -> None:
    assert len(whole.encode()) < 600_000


def test_it_holds_the_card_every_exercise_and_every_source(whole: str) -> None:
    page = Page(catalogue())
    for name in catalogue().ids:
        assert f'id="exercise-{name}"' in whole
    for work in page.sources.works:
        assert f'id="source-{work.key}"' in whole
    for section in page.sections:
        assert f'<section id="{section.name}"' in whole
    assert "Labels from Structure</h1>" in whole
    assert MARK in whole[:4096]


def test_every_figure_and_every_result_that_is_there_is_shown(whole: str) -> None:
    page = Page(catalogue())
    for name in page.figures:
        assert f'data-figure="{name}"' in whole
    for name in page.labs:
        assert f'id="lab-{name}"' in whole


def test_no_solution_and_no_key_is_on_it(whole: str) -> None:
    plain = " ".join(whole.split())
    for item in bank(ROOT).items.values():
        for text in (item.explanation, *(o.feedback for o in item.options)):
            if len(text) > 40:
                assert " ".join(text.split()) not in plain, item.id
    for exercise in catalogue().exercises:
        assert exercise.private is not None
        for path in exercise.private.glob("*.py"):
            code = path.read_text(encoding="utf-8").partition("\ndef ")[2]
            assert not code or code[:200] not in whole, path


def test_without_a_workspace_no_progress(whole: str) -> None:
    assert "Your progress" not in whole
    assert 'class="state' not in whole


def test_with_a_workspace_progress(page: Callable[..., Page]) -> None:
    made = page({"square_loss": Place("passed", 3, 3)}).html()
    assert "Your progress: 1 of 1 exercises passed, 3 of 3 points" in made
    assert "✓ passed" in made


def test_every_piece_has_its_place(page: Callable[..., Page]) -> None:
    made = page().html()
    places = [
        made.index(text)
        for text in (
            '<a href="#exercise-square_loss" class="exercise">the task</a>',
            'data-figure="sum"',
            'id="lab-temperature"',
            '<li id="quiz-a-1">What is 3 squared?',
            '<ol class="papers"><li><a href="#source-doe2020">Jane Doe: Squares: a &amp; b. '
            "ICLR 2020</a>. Why square?</li></ol>",
            'href="https://example.org/?a=1&amp;b=2"',
            'sslgrade.show("sum", figure, css);',
        )
    ]
    assert places == sorted(places)


def test_what_is_not_there_yet_is_left_out(page: Callable[..., Page], concept: Path) -> None:
    for name in ("figures", "labs", "quiz"):
        shutil.rmtree(concept / name)
    made = page().html()
    for gone in (
        "<div data-figure",
        "lab-temperature",
        "quiz-a-1",
        'type="module"',
        'class="quiz"',
    ):
        assert gone not in made
    assert "the task</a>" in made


def test_a_figure_without_a_place_is_not_carried(page: Callable[..., Page], concept: Path) -> None:
    (concept / "figures" / "other.js").write_text("export default {};", encoding="utf-8")
    assert "other" not in page().html()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("exercise:square_loss", "exercise:sqare_loss", "no exercise 'sqare_loss'. Did you mean "),
        ("source:doe2020", "source:doe2021", "no source 'doe2021'. List it there, or cite "),
        ("{quiz a-1}", "{quiz a-2}", "the card asks 'a-2', which the quiz does not have."),
        ("{papers doe2020}", "{papers roe}", "no source 'roe'. List it there, or cite another."),
        ("source:doe2020", "quiz:a-9", "no question 'a-9' is shown on the card."),
    ],
)
def test_a_card_that_names_what_does_not_exist_is_refused(
    page: Callable[..., Page], concept: Path, old: str, new: str, message: str
) -> None:
    path = concept / "card" / "10_why.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        page().html()
    assert message in str(error.value)
