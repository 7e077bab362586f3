"""Canvas: a QTI 1.2 package, laid out as Canvas and text2qti write it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from sslgrade.course.exports.files import Export
from sslgrade.course.exports.qti import NAMESPACE, ident, item
from sslgrade.course.exports.questions import Asked, Form, account

SUFFIX = ".zip"
HOLDS: frozenset[Form] = frozenset({"one", "many", "number", "text", "order"})
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_BORN = (1980, 1, 1, 0, 0, 0)  # the same questions give the same bytes


def write(asked: Sequence[Asked], title: str, seed: int) -> Export:
    """Write the questions as one quiz of a package."""
    export = Export()
    account(export, asked, HOLDS, seed)
    kept = [a for a in asked if a.form in HOLDS]
    export.note("steps asked as matching: each step and its place", _ids(kept, "order"))
    export.note("printed texts must be typed as they are printed", _ids(kept, "text"))
    export.note(
        "feedback to known wrong answers is left out",
        (a.id for a in kept if any(g.worth == 0 for g in a.given)),
    )
    export.note(
        "a close number counts as wrong: there is no partial credit",
        (a.id for a in kept if any(g.worth == 50 for g in a.given)),
    )
    fixed = (a.id for a in kept if a.form in ("one", "many") and not a.item.shuffle)
    export.note("options are shuffled with the whole quiz, though their order matters", fixed)
    export.note("misconceptions are left out", (a.id for a in kept if a.misconceptions))
    name = ident("assessment", title)
    files = {
        "imsmanifest.xml": _manifest(name),
        f"{name}/assessment_meta.xml": _meta(name, title, len(kept)),
        f"{name}/{name}.xml": _assessment(name, title, kept),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # Empty, and in every package that Canvas or text2qti write.
        archive.writestr(zipfile.ZipInfo("non_cc_assessments/", _BORN), b"")
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, _BORN), data, zipfile.ZIP_DEFLATED)
    export.files["quiz.zip"] = packed.getvalue()
    return export


def _ids(asked: Sequence[Asked], form: Form) -> list[str]:
    return [a.id for a in asked if a.form == form]


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _assessment(name: str, title: str, asked: Sequence[Asked]) -> bytes:
    root = ET.Element("questestinterop", xmlns=NAMESPACE)
    made = ET.SubElement(root, "assessment", ident=name, title=title)
    field = ET.SubElement(ET.SubElement(made, "qtimetadata"), "qtimetadatafield")
    ET.SubElement(field, "fieldlabel").text = "cc_maxattempts"
    ET.SubElement(field, "fieldentry").text = "1"
    section = ET.SubElement(made, "section", ident="root_section")
    section.extend(item(question) for question in asked)
    return _bytes(root)


def _meta(name: str, title: str, count: int) -> bytes:
    root = ET.Element("quiz", identifier=name, xmlns=_CANVAS)
    for tag, value in (
        ("title", title),
        ("description", ""),
        ("shuffle_answers", "true"),
        ("scoring_policy", "keep_highest"),
        ("quiz_type", "practice_quiz"),
        ("points_possible", f"{count}.0"),
        ("show_correct_answers", "true"),
        ("allowed_attempts", "-1"),
        ("available", "false"),
    ):
        ET.SubElement(root, tag).text = value
    return _bytes(root)


def _manifest(name: str) -> bytes:
    root = ET.Element("manifest", identifier=ident("manifest", name), xmlns=_CP)
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    quiz = ET.SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
    ET.SubElement(quiz, "file", href=f"{name}/{name}.xml")
    meta = ident("meta", name)
    ET.SubElement(quiz, "dependency", identifierref=meta)
    path = f"{name}/assessment_meta.xml"
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    about = ET.SubElement(resources, "resource", identifier=meta, type=kind, href=path)
    ET.SubElement(about, "file", href=path)
    return _bytes(root)
