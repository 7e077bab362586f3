"""Small pieces of the page: escaped, and readable for a screen reader."""

from __future__ import annotations

import pytest

from sslgrade.course.report.parts import anchor, bar, fixed, identifier, percent, plain, table, text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        ("a\x00\x1b[1m", "a\\x00\\x1b[1m"),
        ("\u202eevil", "\\u202eevil"),
        (3, "3"),
    ],
)
def test_texts_are_escaped(given: object, shown: str) -> None:
    assert text(given) == shown


def test_half_a_surrogate_pair_can_be_written() -> None:
    text("\ud800").encode()


def test_names_break_after_underscores_only() -> None:
    assert identifier("log_soft<max") == "log_<wbr>soft&lt;max"


def test_cells() -> None:
    assert plain("Ada") == ("Ada", "ada")
    assert percent(None) == ("–", None)
    assert percent(0.256) == ("26%", 0.256)
    assert fixed(-0.5) == ("−0.50", -0.5)
    assert fixed(None) == ("–", None)
    assert 'width="100.0"' in bar(1.7, "170%")[0]


def test_a_table_has_a_caption_and_headers() -> None:
    made = table("Grades", ["who", "n"], [[plain("ada"), plain(3)]], numbers=[1])
    assert "<caption>Grades</caption>" in made
    assert '<th scope="col">who</th><th scope="col" class="n">n</th>' in made
    assert '<tr><th scope="row" data-k="ada">ada</th><td class="n" data-k="3">3</td></tr>' in made
    assert 'tabindex="0"' in made, "a wide table must scroll by keyboard"


def test_places_are_plain_whatever_the_names_hold() -> None:
    assert anchor("a", "b") != anchor("ab", "")
    assert anchor('"><script>', "x").replace("-", "").isalnum()
