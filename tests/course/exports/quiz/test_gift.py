"""GIFT, read back with an independent parser (pygiftparser), and by Moodle's own rules."""

from __future__ import annotations

import io
import re
import warnings
from importlib import import_module
from typing import Any

import pytest

from sslgrade.course.exports.questions import Asked
from sslgrade.course.exports.quiz.gift import escape, write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for the locale in a way that goes away
    parser = import_module("pygiftparser.parser")

TYPES = {
    "one": "SelectSet",
    "many": "MultipleChoicesSet",
    "number": "NumericAnswerSet",
    "text": "SelectSet",  # its name for answers that begin with = where some are worth 0
    "order": "MatchingSet",
}


def text_of(asked: list[Asked]) -> str:
    return write(asked, "test", 0).files["quiz.gift"].decode()


def parsed(asked: list[Asked]) -> dict[str, Any]:
    questions = parser.parseFile(io.StringIO(text_of(asked)))
    return {q.title: q for q in questions if q.title}


def _within_its_reach(asked: Asked) -> bool:
    """Whether the parser can read it: it knows no negative numbers. Three items have some."""
    return asked.form != "number" or all(float(g.value) >= 0 for g in asked.given)


def test_negative_numbers(whole_bank: list[Asked]) -> None:
    negative = [a for a in whole_bank if not _within_its_reach(a)]
    assert [a.id for a in negative] == ["mlm-21", "nce-05", "nce-22"]
    for asked in negative:
        lines = re.findall(r"^=(?:%(\d+)%)?(-?[\d.]+):([\d.]+)(?:#|$)", text_of([asked]), re.M)
        assert [int(worth or 100) for worth, _, _ in lines] == [g.worth for g in asked.given]
        assert [float(v) for _, v, _ in lines] == pytest.approx([g.value for g in asked.given])
        assert [float(t) for *_, t in lines] == pytest.approx([g.tolerance for g in asked.given])


def unescaped(text: str) -> str:
    r"""Undo GIFT's escapes as Moodle does: a backslash and one of ``\ ~ = # { } : n``."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("a=b", r"a\=b"),
        ("{x: 1} ~ #", r"\{x\: 1\} \~ \#"),
        ("a\\n", r"a\\n"),
        ("two\n\nlines", r"two\n\nlines"),
    ],
)
def test_syntax_is_escaped(plain: str, escaped: str) -> None:
    assert escape(plain) == escaped
    assert unescaped(escaped) == plain


def test_an_independent_parser_reads_the_whole_bank(whole_bank: list[Asked]) -> None:
    found = parsed(whole_bank)
    held = [a for a in whole_bank if a.form != "formula"]
    assert list(found) == [a.id for a in held]
    for asked in held:
        question = found[asked.id]
        if not _within_its_reach(asked):
            continue
        assert question.valid, asked.id
        assert type(question.answers).__name__ == TYPES[asked.form], asked.id


def test_the_parser_finds_the_right_options(whole_bank: list[Asked]) -> None:
    found = parsed(whole_bank)
    for asked in (a for a in whole_bank if a.form in ("one", "many")):
        right = [c.fraction > 0 for c in found[asked.id].answers.answers]
        assert right == [option.correct for option in asked.options], asked.id


def test_the_parser_finds_the_right_numbers(whole_bank: list[Asked]) -> None:
    found = parsed(whole_bank)
    numbers = [a for a in whole_bank if a.form == "number" and _within_its_reach(a)]
    assert len(numbers) > 30
    for asked in numbers:
        answers = found[asked.id].answers.answers
        assert [float(a.value) for a in answers] == pytest.approx(
            [float(g.value) for g in asked.given]
        ), asked.id
        assert [a.fraction for a in answers] == [g.worth for g in asked.given], asked.id


def test_every_question_is_one_block_without_blank_lines(nasty: list[Asked]) -> None:
    category, *blocks = text_of(nasty).split("\n\n")
    assert category == "$CATEGORY: $course$/top/test"
    assert [re.search(r"^::(.*?)::", b, re.M)[1] for b in blocks] == [  # type: ignore[index]
        "one",
        "many",
        "number",
        "order",
        "printed",
        "bug-line",
        "bug-belief",
    ]
    for block in blocks:
        bare = re.sub(r"\\.", "", block)
        assert bare.count("{") == bare.count("}") == 1


def test_a_question_as_it_is_written(nasty: list[Asked]) -> None:
    order = next(b for b in text_of(nasty).split("\n\n") if "::order::" in b)
    assert order.split("\n")[2:5] == [
        "=[html]first -> 1",
        r'=[html]a &lt; b &amp; "c" \~ \= \# \{ \} \: \\ $x$ [l](u) -&gt; %50% // -> 2',
        "=[html]third -> 3",
    ]


def test_what_it_cannot_hold(nasty: list[Asked]) -> None:
    assert write(nasty, "t", 0).notes[-1] == (
        "options may be shuffled, though their order matters: many"
    )
    assert (
        "left out (a formula that is compared by its values): formula" in write(nasty, "t", 0).notes
    )
