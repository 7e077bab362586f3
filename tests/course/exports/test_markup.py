"""Texts of the quiz as HTML."""

from __future__ import annotations

import pytest

from sslgrade.course.exports.markup import code, line, numbered, paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("see `x < y` and `z`", "see <code>x &lt; y</code> and <code>z</code>"),
        ("one ` alone", "one ` alone"),
        ('say "it\'s"', 'say "it\'s"'),
        ("\x1b[1m", "\\x1b[1m"),
    ],
)
def test_a_line(text: str, html: str) -> None:
    assert line(text) == html


def test_paragraphs() -> None:
    assert paragraphs("one\ntwo\n\n  \nthree\n") == "<p>one<br>two</p><p>three</p>"
    assert paragraphs("") == ""


def test_code_keeps_its_lines() -> None:
    assert code("if a:\n\n    b") == "<pre><code>if a:\n\n    b</code></pre>"
    assert code("") == ""


def test_line_numbers_stand_in_a_column() -> None:
    assert numbered("\n".join("abcdefghij")).split("\n")[8:] == [" 9  i", "10  j"]
