"""Anki: a card for each question, with a stable identity, so that a second import updates it.

File headers: https://docs.ankiweb.net/importing/text-files.html
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sslgrade.course.exports import markup
from sslgrade.course.exports.files import Export
from sslgrade.course.exports.questions import FORMS, Asked, account

SUFFIX = ".tsv"


def write(asked: Sequence[Asked], title: str, seed: int) -> Export:
    """Write the questions as notes of Anki's type Basic."""
    export = Export()
    account(export, asked, FORMS.keys(), seed)
    with_feedback = (a.id for a in asked if a.options or a.item.wrong)
    export.note("a card shows the right answer: feedback to wrong ones is left out", with_feedback)
    table = io.StringIO()
    for header in (
        "separator:tab",
        "html:true",
        "notetype:Basic",
        f"deck:{_flat(title)}",
        "guid column:1",
        "tags column:4",
    ):
        table.write(f"#{header}\n")
    rows = csv.writer(table, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL)
    for question in asked:
        rows.writerow(map(_flat, _card(question)))
    export.files["quiz.tsv"] = table.getvalue().encode()
    return export


def _flat(html: str) -> str:
    return html.replace("\n", "<br>").replace("\t", "    ")


def _card(asked: Asked) -> tuple[str, str, str, str]:
    front = markup.paragraphs(asked.stem) + markup.code(asked.code)
    if asked.options:
        front += _list("ul", [option.text for option in asked.options])
    elif asked.form == "order":
        front += _list("ul", sorted(asked.steps))
    back = markup.paragraphs(asked.right).replace("\n", "<br>")
    back += markup.paragraphs(asked.explanation)
    names = (asked.item.family, asked.item.exercise, *asked.misconceptions)
    tags = " ".join(f"sslgrade::{name}" for name in dict.fromkeys(names))
    return f"sslgrade:{asked.id}", front, back, tags


def _list(tag: str, lines: Sequence[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{markup.line(text)}</li>' for text in lines)}</{tag}>"
