"""GIFT, the text format of Moodle. See https://docs.moodle.org/en/GIFT_format for its rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sslgrade.course.exports import markup
from sslgrade.course.exports.files import Export
from sslgrade.course.exports.numbers import decimal, share
from sslgrade.course.exports.questions import Asked, Form, Given, account

SUFFIX = ".gift"
HOLDS: frozenset[Form] = frozenset({"one", "many", "number", "text", "order"})
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\~=#{}:"} | {"\n": "\\n"})


def write(asked: Sequence[Asked], title: str, seed: int) -> Export:
    """Write the questions as one text file."""
    export = Export()
    account(export, asked, HOLDS, seed)
    kept = [a for a in asked if a.form in HOLDS]
    forms: dict[Form, str] = {
        "order": "steps asked as matching: each step and its place",
        "text": "printed texts must be typed as they are printed",
    }
    for form, what in forms.items():
        export.note(what, (a.id for a in kept if a.form == form))
    fixed = (a.id for a in kept if a.form in ("one", "many") and not a.item.shuffle)
    export.note("options may be shuffled, though their order matters", fixed)
    blocks = [f"$CATEGORY: $course$/top/{title.replace('/', '//')}", *map(_question, kept)]
    # A blank line ends a question; nothing inside one holds any.
    export.files["quiz.gift"] = ("\n\n".join(blocks) + "\n").encode()
    return export


def escape(text: str) -> str:
    """Escape what GIFT reads as syntax; line breaks too, for a blank line ends a question."""
    return text.translate(_SPECIAL)


def _html(text: str) -> str:
    return f"[html]{escape(text)}"


def _question(asked: Asked) -> str:
    # The brackets are read by Moodle 3.10 and later; the names hold no bracket.
    tags = " ".join(f"[tag:{name}]" for name in (asked.item.exercise, *asked.misconceptions))
    stem = markup.paragraphs(asked.stem) + markup.code(asked.code)
    lines = [f"// [id:{asked.id}] {tags}", f"::{escape(asked.id)}::{_html(stem)}{{"]
    lines += _BODY[asked.form](asked)
    lines.append(f"####{_html(markup.paragraphs(asked.explanation))}")
    return "\n".join([*lines, "}"])


def _feedback(text: str) -> str:
    return f"#{_html(markup.line(text))}" if text else ""


def _choices(asked: Asked) -> list[str]:
    right = sum(option.correct for option in asked.options)
    wrong = len(asked.options) - right
    lines = []
    for option in asked.options:
        if asked.form == "one":
            mark = "=" if option.correct else "~"
        else:
            mark = f"~%{share(right)}%" if option.correct else f"~%-{share(wrong)}%"
        lines.append(f"{mark}{_html(markup.line(option.text))}{_feedback(option.feedback)}")
    return lines


def _worth(given: Given) -> str:
    return "=" if given.worth == 100 else f"=%{given.worth}%"


def _numbers(asked: Asked) -> list[str]:
    return [
        "#",
        *(
            f"{_worth(g)}{decimal(float(g.value))}:{decimal(g.tolerance)}{_feedback(g.feedback)}"
            for g in asked.given
        ),
    ]


def _texts(asked: Asked) -> list[str]:
    # A star stands for any text in Moodle's short answers.
    return [
        f"{_worth(g)}{escape(str(g.value).replace('*', chr(92) + '*'))}{_feedback(g.feedback)}"
        for g in asked.given
    ]


def _steps(asked: Asked) -> list[str]:
    return [f"={_html(markup.line(step))} -> {place}" for place, step in enumerate(asked.steps, 1)]


_BODY: dict[Form, Callable[[Asked], list[str]]] = {
    "one": _choices,
    "many": _choices,
    "number": _numbers,
    "text": _texts,
    "order": _steps,
}
