"""Moodle XML: the format that keeps most of the bank.

Elements as Moodle writes them: https://docs.moodle.org/en/Moodle_XML_format
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from sslgrade.course.exports import markup
from sslgrade.course.exports.files import Export
from sslgrade.course.exports.numbers import decimal, share
from sslgrade.course.exports.questions import Asked, Form, Given, account

SUFFIX = ".xml"
HOLDS: frozenset[Form] = frozenset({"one", "many", "number", "text", "order"})
_TYPES = {
    "one": "multichoice",
    "many": "multichoice",
    "number": "numerical",
    "text": "shortanswer",
    "order": "matching",
}


def write(asked: Sequence[Asked], title: str, seed: int) -> Export:
    """Write the questions into one category of a question bank."""
    export = Export()
    account(export, asked, HOLDS, seed)
    kept = [a for a in asked if a.form in HOLDS]
    export.note("steps asked as matching: each step and its place", _ids(kept, "order"))
    export.note("printed texts must be typed as they are printed", _ids(kept, "text"))
    export.note(
        "misconceptions are tags of the question, not of each answer",
        (a.id for a in kept if a.misconceptions),
    )
    quiz = ET.Element("quiz")
    category = ET.SubElement(quiz, "question", type="category")
    _text(category, "category", f"$course$/top/{title.replace('/', '//')}")
    for question in kept:
        quiz.append(_question(question))
    ET.indent(quiz)
    export.files["quiz.xml"] = ET.tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"
    return export


def _ids(asked: Sequence[Asked], form: Form) -> list[str]:
    return [a.id for a in asked if a.form == form]


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, attributes)
    ET.SubElement(made, "text").text = text
    return made


def _question(asked: Asked) -> ET.Element:
    made = ET.Element("question", type=_TYPES[asked.form])
    _text(made, "name", asked.id)
    stem = markup.paragraphs(asked.stem) + markup.code(asked.code)
    _text(made, "questiontext", stem, format="html")
    _text(made, "generalfeedback", markup.paragraphs(asked.explanation), format="html")
    for tag, value in (("defaultgrade", "1"), ("penalty", "0.3333333"), ("hidden", "0")):
        ET.SubElement(made, tag).text = value
    ET.SubElement(made, "idnumber").text = asked.id
    _BODY[asked.form](made, asked)
    tags = ET.SubElement(made, "tags")
    for tag in (
        f"exercise: {asked.item.exercise}",
        f"difficulty: {asked.item.difficulty}",
        *(f"misconception: {name}" for name in asked.misconceptions),
    ):
        _text(tags, "tag", tag)
    return made


def _choices(made: ET.Element, asked: Asked) -> None:
    many = asked.form == "many"
    shuffle = "true" if asked.item.shuffle else "false"
    for tag, value in (
        ("single", "false" if many else "true"),
        ("shuffleanswers", shuffle),
        ("answernumbering", "abc"),
    ):
        ET.SubElement(made, tag).text = value
    right = sum(option.correct for option in asked.options)
    wrong = len(asked.options) - right
    for option in asked.options:
        # A learner who ticks everything must earn nothing.
        worth = share(right) if option.correct else f"-{share(wrong)}" if many else "0"
        answer = _text(made, "answer", markup.line(option.text), fraction=worth, format="html")
        _text(answer, "feedback", markup.paragraphs(option.feedback), format="html")


def _numbers(made: ET.Element, asked: Asked) -> None:
    for given in asked.given:
        answer = _answer(made, given, decimal(float(given.value)))
        ET.SubElement(answer, "tolerance").text = decimal(given.tolerance)


def _texts(made: ET.Element, asked: Asked) -> None:
    ET.SubElement(made, "usecase").text = "0"
    for given in asked.given:
        # A star stands for any text in Moodle's short answers.
        _answer(made, given, str(given.value).replace("*", "\\*"))


def _answer(made: ET.Element, given: Given, text: str) -> ET.Element:
    worth = str(given.worth)
    answer = _text(made, "answer", text, fraction=worth, format="moodle_auto_format")
    _text(answer, "feedback", markup.paragraphs(given.feedback), format="html")
    return answer


def _steps(made: ET.Element, asked: Asked) -> None:
    ET.SubElement(made, "shuffleanswers").text = "true"
    for place, step in enumerate(asked.steps, 1):
        part = _text(made, "subquestion", markup.paragraphs(step), format="html")
        _text(part, "answer", str(place))


_BODY: dict[Form, Callable[[ET.Element, Asked], None]] = {
    "one": _choices,
    "many": _choices,
    "number": _numbers,
    "text": _texts,
    "order": _steps,
}
