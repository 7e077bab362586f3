"""The card's Markdown: formulas, links into the page, and never raw HTML."""

from __future__ import annotations

import pytest

from sslgrade.content.modules import ContentError
from sslgrade.page.markdown import card, plain, prose


def anchor(kind: str, name: str) -> str | None:
    if name == "unknown":
        raise ContentError("no such thing")
    return None if name == "absent" else f"{kind}-{name}"


def test_a_link_into_the_page_gets_its_anchor() -> None:
    made = card("[the loss](exercise:mlm_loss), [BERT](source:devlin2019)", anchor)
    assert made == (
        '<p><a href="#exercise-mlm_loss" class="exercise">the loss</a>, '
        '<a href="#source-devlin2019" class="source">BERT</a></p>\n'
    )


def test_a_link_without_a_target_stays_as_its_words() -> None:
    made = card("[gone *here*](lab:absent) and [there](lab:temperature)", anchor)
    assert made == (
        '<p>gone <em>here</em> and <a href="#lab-temperature" class="lab">there</a></p>\n'
    )


def test_an_unknown_target_is_an_error() -> None:
    with pytest.raises(ContentError, match="no such thing"):
        card("[x](source:unknown)", anchor)


def test_other_links_are_left_alone() -> None:
    assert 'href="https://example.org/a:b"' in card("[x](https://example.org/a:b)", anchor)
    assert "href" not in card("[x](javascript:alert(1))", anchor)


@pytest.mark.parametrize("render", [lambda text: card(text, anchor), plain])
def test_raw_html_is_shown_and_not_obeyed(render: object) -> None:
    made = render("<script>alert(1)</script>\n\na <b>b</b>")  # type: ignore[operator]
    assert "<script>" not in made
    assert "&lt;script&gt;" in made
    assert "&lt;b&gt;" in made


def test_formulas_in_a_line_and_in_a_block() -> None:
    made = card("Here $x^2$.\n\n$$\ny\n$$\n", anchor)
    assert made.startswith('<p>Here <span class="math inline"><math ')
    assert 'display="inline"' in made
    assert '<div class="wide" tabindex="0" role="group" aria-label="formula"><math ' in made
    assert 'display="block"' in made


def test_a_dollar_that_is_money_is_no_formula() -> None:
    assert card("From 5$ to 7$.", anchor) == "<p>From 5$ to 7$.</p>\n"


def test_no_formulas_in_an_exercises_text() -> None:
    assert plain("Here $x$.") == "<p>Here $x$.</p>\n"


def test_a_table_has_headings_for_screen_readers_and_no_style() -> None:
    made = plain("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert made.count('<th scope="col">') == 2
    assert "style" not in made
    assert '<div class="wide" tabindex="0" role="group" aria-label="table"><table>' in made


@pytest.mark.parametrize("text", ["    a < b\n", "```python\na < b\n```\n"])
def test_code_can_be_scrolled_by_keyboard(text: str) -> None:
    assert plain(text) == (
        '<pre class="wide" tabindex="0" role="group" aria-label="code">a &lt; b\n</pre>\n'
    )


@pytest.mark.parametrize(("level", "tag"), [(0, "h2"), (2, "h4"), (9, "h6")])
def test_headings_move_down(level: int, tag: str) -> None:
    assert plain("## Contract", level=level) == f"<{tag}>Contract</{tag}>\n"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("`a<b` is *it*", "<code>a&lt;b</code> is *it*"),
        ("an odd ` one", "an odd ` one"),
        ('"x" & y', "&quot;x&quot; &amp; y"),
    ],
)
def test_prose_knows_code_and_nothing_else(text: str, made: str) -> None:
    assert prose(text) == made
