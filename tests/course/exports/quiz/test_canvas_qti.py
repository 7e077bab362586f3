"""Canvas QTI: what we write and what text2qti writes of the same questions is read alike.

text2qti's packages are what Canvas imports every day; ours must say the same in the same words.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from tests.course.exports.conftest import NASTY

from sslgrade.course.exports.questions import Asked
from sslgrade.course.exports.quiz.canvas_qti import write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a regular expression in one of its dependencies
    text2qti = {name: import_module(f"text2qti.{name}") for name in ("config", "quiz", "qti")}

NS = {
    "q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2",
    "cp": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
}


@dataclass(frozen=True)
class Read:
    """One question as a reader of the package understands it."""

    kind: str
    points: float
    choices: tuple[str, ...]
    right: frozenset[str]  # texts of choices, or accepted texts
    ranges: tuple[tuple[float, float], ...]
    told: tuple[tuple[str, str], ...]  # choice -> feedback


def opened(package: bytes) -> tuple[zipfile.ZipFile, etree._Element]:
    """Follow the manifest to the questions, as an importer does."""
    archive = zipfile.ZipFile(io.BytesIO(package))
    manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    paths = [f.get("href") for f in manifest.findall(".//cp:file", NS)]
    listed = [name for name in archive.namelist() if not name.endswith("/")]
    assert sorted([*paths, "imsmanifest.xml"]) == sorted(listed)
    quiz = manifest.find(".//cp:resource[@type='imsqti_xmlv1p2']", NS)
    assert quiz is not None
    needs = quiz.find("cp:dependency", NS).get("identifierref")
    assert manifest.find(f".//cp:resource[@identifier='{needs}']", NS) is not None
    return archive, etree.fromstring(archive.read(quiz.find("cp:file", NS).get("href")))


def seen(element: etree._Element | None) -> str:
    markup = element.findtext(".//q:mattext", namespaces=NS) if element is not None else ""
    text: str = html.fromstring(f"<div>{markup}</div>").text_content()
    return re.sub(r"\s+", " ", text).strip()


def read(package: bytes) -> list[Read]:
    """Read a package; nothing here knows who wrote it."""
    return [_read(item) for item in opened(package)[1].iterfind(".//q:item", NS)]


def _read(item: etree._Element) -> Read:
    fields = {
        f.findtext("q:fieldlabel", namespaces=NS): f.findtext("q:fieldentry", namespaces=NS)
        for f in item.iterfind(".//q:qtimetadatafield", NS)
    }
    labels = {
        label.get("ident"): seen(label)
        for label in item.iterfind(".//q:render_choice/q:response_label", NS)
    }
    right: set[str] = set()
    ranges = []
    for condition in item.iterfind(".//q:respcondition", NS):
        if condition.find("q:setvar", NS) is None:
            continue
        low = condition.find(".//q:vargte", NS)
        if low is not None:
            high = condition.findtext(".//q:varlte", namespaces=NS)
            ranges.append((float(low.text or "nan"), float(high or "nan")))
            continue
        for equal in condition.iterfind(".//q:varequal", NS):
            parent = equal.getparent()
            if parent is not None and not parent.tag.endswith("}not"):
                right.add(labels.get(equal.text, equal.text or ""))
    told = {}
    for condition in item.iterfind(".//q:respcondition[q:displayfeedback]", NS):
        choice = condition.findtext(".//q:varequal", namespaces=NS)
        name = condition.find("q:displayfeedback", NS).get("linkrefid")
        told[labels.get(choice, "")] = seen(item.find(f"q:itemfeedback[@ident='{name}']", NS))
    return Read(
        fields["question_type"] or "",
        float(fields["points_possible"] or "nan"),
        tuple(labels.values()),
        frozenset(right),
        tuple(ranges),
        tuple(sorted(told.items())),
    )


def as_text2qti(asked: list[Asked], folder: Path) -> bytes:
    """Have text2qti write the same questions from its own plain-text format."""
    lines = []
    for number, one in enumerate(asked, 1):
        lines += [f"{number}. Question {number}", f"... {_flat(one.explanation)}"]
        if one.form == "one":
            for letter, option in zip("abcdef", one.options, strict=False):
                star = "*" if option.correct else ""
                lines += [f"{star}{letter}) {_flat(option.text)}", f"... {_flat(option.feedback)}"]
        elif one.form == "many":
            for option in one.options:
                star = "*" if option.correct else " "
                lines += [f"[{star}] {_flat(option.text)}", f"... {_flat(option.feedback)}"]
        elif one.form == "number":
            right = one.given[0]
            lines.append(f"= {right.value!r} +- {right.tolerance!r}")
        else:
            lines.append(f"* {one.given[0].value}")
        lines.append("")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config = text2qti["config"].Config()
        quiz = text2qti["quiz"].Quiz("\n".join(lines), config=config)
        path = folder / "oracle.zip"
        text2qti["qti"].QTI(quiz).save(path)
    return path.read_bytes()


def _flat(text: str) -> str:
    """Write a text so that Markdown shows it as it is; what is code in ours stays code."""
    pieces = " ".join(text.split()).split("`")
    special = re.compile(r"([\\*_{}\[\]()#+\-.!])")
    return "`".join(
        piece if n % 2 else special.sub(r"\\\1", escape(piece, quote=False))
        for n, piece in enumerate(pieces)
    )


FORMS = ("one", "many", "number", "text")


def test_text2qti_says_the_same(whole_bank: list[Asked], tmp_path: Path) -> None:
    asked = [
        a
        for a in whole_bank
        if a.form in FORMS and not (a.form == "number" and len(a.given) and a.id.endswith("-line"))
    ]
    ours = read(write(asked, "t", 0).files["quiz.zip"])
    theirs = read(as_text2qti(asked, tmp_path))
    assert len(ours) == len(theirs) == len(asked)
    compared: dict[str, int] = {}
    for one, mine, other in zip(asked, ours, theirs, strict=True):
        assert mine.kind == other.kind, one.id
        assert mine.points == other.points == 1, one.id
        if one.form in ("one", "many"):
            assert _plain(mine.choices) == _plain(other.choices), one.id
            assert _plain(mine.right) == _plain(other.right), one.id
            assert _plain(t for p in mine.told for t in p) == _plain(
                t for p in other.told for t in p
            ), one.id
        elif one.form == "number":
            # It writes four decimals; ours has more.
            assert mine.ranges[0] == pytest.approx(other.ranges[0], abs=1e-4), one.id
        else:
            assert mine.right == other.right, one.id
        compared[one.form] = compared.get(one.form, 0) + 1
    assert compared == {"one": 53, "many": 12, "number": 30, "text": 15}


def _plain(texts: Any) -> list[str]:
    """Compare without blanks, code marks, and the typographic quotes that text2qti puts in."""
    quotes = str.maketrans("’‘“”", "''\"\"")
    return sorted(re.sub(r"[\s`]+", "", text.translate(quotes)) for text in texts)


def test_the_whole_bank_keeps_its_keys(whole_bank: list[Asked]) -> None:
    held = [a for a in whole_bank if a.form != "formula"]
    for asked, found in zip(held, read(write(held, "t", 0).files["quiz.zip"]), strict=True):
        if asked.form in ("one", "many"):
            right = [o.text.replace("`", "") for o in asked.options if o.correct]
            assert _plain(found.right) == _plain(right), asked.id
        elif asked.form == "number":
            for given, (low, high) in zip(
                [g for g in asked.given if g.worth == 100], found.ranges, strict=True
            ):
                assert low <= float(given.value) <= high, asked.id


def test_steps_are_matched_to_places(nasty: list[Asked]) -> None:
    root = opened(write(nasty, "t", 0).files["quiz.zip"])[1]
    item = root.find(".//q:item[@title='order']", NS)
    assert item is not None
    steps = {r.get("ident"): seen(r) for r in item.iterfind(".//q:response_lid", NS)}
    places = {p.get("ident"): seen(p) for p in item.iterfind(".//q:response_label", NS)}
    worth = 0.0
    found = {}
    for condition in item.iterfind(".//q:respcondition[q:setvar]", NS):
        equal = condition.find(".//q:varequal", NS)
        assert equal is not None
        found[steps[equal.get("respident")]] = places[equal.text]
        worth += float(condition.findtext("q:setvar", namespaces=NS) or "nan")
    assert found == {"first": "1", " ".join(NASTY.split()): "2", "third": "3"}
    assert worth == pytest.approx(100, abs=1e-3)


def test_identifiers_are_unique_and_stay(nasty: list[Asked]) -> None:
    first, again = (write(nasty, "t", 0).files["quiz.zip"] for _ in range(2))
    assert first == again
    root = opened(first)[1]
    names = [i.get("ident") for i in root.iterfind(".//q:item", NS)]
    assert len(names) == len(set(names)) == len(nasty) - 1
    for item in root.iterfind(".//q:item", NS):
        idents = [f.get("ident") for f in item.iterfind("q:itemfeedback", NS)]
        assert len(idents) == len(set(idents))
        linked = {d.get("linkrefid") for d in item.iterfind(".//q:displayfeedback", NS)}
        assert linked == set(idents)


def test_what_it_cannot_hold(nasty: list[Asked]) -> None:
    assert write(nasty, "t", 0).notes[3:] == [
        "steps asked as matching: each step and its place: order",
        "printed texts must be typed as they are printed: printed",
        "feedback to known wrong answers is left out: number, printed",
        "a close number counts as wrong: there is no partial credit: number",
        "options are shuffled with the whole quiz, though their order matters: many",
        "misconceptions are left out: one, many, number, printed, bug-line, bug-belief",
    ]
