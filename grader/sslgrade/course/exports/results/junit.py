"""JUnit XML, as CI systems read it: a suite for each submission, a case for each check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from sslgrade.course.exports.files import Export
from sslgrade.course.exports.learners import Learner, explanation
from sslgrade.course.graded import Graded
from sslgrade.report.text import clean

SUFFIX = ".xml"
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def write(learners: Sequence[Learner]) -> Export:
    """Write all submissions into one file."""
    export = Export()
    export.note("points are kept as properties only: JUnit knows passed or failed", ["all checks"])
    export.note(
        "an instructor's own score is a property only",
        (f"{a.student} {name}".strip() for a in learners for name in a.overridden()),
    )
    root = ET.Element("testsuites", name="sslgrade")
    for learner in learners:
        for result in learner.results:
            root.append(_suite(learner, result))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    data = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    export.files["junit.xml"] = data + b"\n"
    return export


def _suite(learner: Learner, result: Graded) -> ET.Element:
    report = result.report
    owner = f"{learner.student}." if learner.student else ""
    name = _text(f"{owner}{result.exercise}")
    suite = ET.Element("testsuite", name=name, time=f"{report['wall_s']:.3f}")
    suite.set("timestamp", result.graded_at.removesuffix("Z"))
    properties = ET.SubElement(suite, "properties")
    facts = {"score": result.score, "max_score": result.max_score, "backend": result.backend}
    if result.override is not None:
        facts["override"] = result.override.reason
    for key, value in facts.items():
        ET.SubElement(properties, "property", name=key, value=_text(str(value)))
    counts = {"failed": 0, "skipped": 0, "passed": 0}
    told = explanation(report)
    broken = report["status"] in ("error", "not_started")
    for check in report["checks"]:
        case = ET.SubElement(suite, "testcase", classname=name, time="0")
        case.set("name", _text(check["title"] or check["id"]))
        if broken:
            continue  # the error stands once, below, instead of at every check
        counts[check["status"]] += 1
        if check["status"] == "failed":
            _fault(case, "failure", check["message"] or told or "failed", "wrong")
        elif check["status"] == "skipped":
            ET.SubElement(case, "skipped", message="earns points only once a value check passes")
    if broken:
        for case in suite.findall("testcase"):
            suite.remove(case)
        case = ET.SubElement(suite, "testcase", classname=name, name="runs", time="0")
        _fault(case, "error", told, report["reason"] or report["status"])
    cases = len(suite.findall("testcase"))
    for key, count in (
        ("tests", cases),
        ("failures", counts["failed"]),
        ("errors", int(broken)),
        ("skipped", counts["skipped"]),
    ):
        suite.set(key, str(count))
    if not broken and told:
        ET.SubElement(suite, "system-out").text = _text(told)
    return suite


def _fault(case: ET.Element, tag: str, text: str, kind: str) -> None:
    text = _text(text)
    ET.SubElement(case, tag, message=text.split("\n")[0], type=kind).text = text


def _text(text: str) -> str:
    """Show what XML 1.0 has no character for."""
    return _NOT_XML.sub("\ufffd", clean(text))
