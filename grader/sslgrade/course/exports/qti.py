"""One question as a QTI 1.2 item, in the form that Canvas writes and reads."""

from __future__ import annotations

import hashlib
from xml.etree import ElementTree as ET

from sslgrade.course.exports import markup
from sslgrade.course.exports.numbers import decimal, share
from sslgrade.course.exports.questions import Asked, Form

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_TYPES: dict[Form, str] = {
    "one": "multiple_choice_question",
    "many": "multiple_answers_question",
    "number": "numerical_question",
    "text": "short_answer_question",
    "order": "matching_question",
}


def ident(kind: str, name: str) -> str:
    """Return an identifier that stays the same from export to export."""
    return f"sslgrade_{kind}_{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def item(asked: Asked) -> ET.Element:
    """Write one question."""
    made = ET.Element("item", ident=ident("question", asked.id), title=asked.id)
    fields = ET.SubElement(ET.SubElement(made, "itemmetadata"), "qtimetadata")
    for label, entry in (
        ("question_type", _TYPES[asked.form]),
        ("points_possible", "1"),
        ("original_answer_ids", ",".join(_answer_ids(asked))),
        ("assessment_question_identifierref", ident("ref", asked.id)),
    ):
        field = ET.SubElement(fields, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry
    presentation = ET.SubElement(made, "presentation")
    _material(presentation, markup.paragraphs(asked.stem) + markup.code(asked.code))
    processing = ET.SubElement(made, "resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(
        outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"
    )
    ET.SubElement(_told(processing, "general_fb"), "other")
    _feedback(made, "general_fb", asked.explanation)
    if asked.options:
        _choices(made, presentation, processing, asked)
    elif asked.form == "order":
        _matching(presentation, processing, asked)
    else:
        _blank(presentation, processing, asked)
    return made


def _answer_ids(asked: Asked) -> list[str]:
    parts = [o.text for o in asked.options] or list(asked.steps)
    parts = parts or [str(g.value) for g in asked.given if g.worth == 100]
    return [ident("answer", f"{asked.id}/{part}") for part in parts]


def _material(parent: ET.Element, html: str) -> None:
    holder = ET.SubElement(parent, "material")
    ET.SubElement(holder, "mattext", texttype="text/html").text = html


def _feedback(made: ET.Element, name: str, text: str) -> None:
    holder = ET.SubElement(ET.SubElement(made, "itemfeedback", ident=name), "flow_mat")
    _material(holder, markup.paragraphs(text))


def _told(processing: ET.Element, name: str) -> ET.Element:
    """Add a condition that shows a feedback; what is returned wants the condition."""
    shown = ET.SubElement(processing, "respcondition", {"continue": "Yes"})
    found = ET.SubElement(shown, "conditionvar")
    ET.SubElement(shown, "displayfeedback", feedbacktype="Response", linkrefid=name)
    return found


def _scored(processing: ET.Element) -> ET.Element:
    """Add the condition under which the question counts; what is returned wants it."""
    scored = ET.SubElement(processing, "respcondition", {"continue": "No"})
    found = ET.SubElement(scored, "conditionvar")
    ET.SubElement(scored, "setvar", action="Set", varname="SCORE").text = "100"
    return found


def _equal(parent: ET.Element, value: str, respident: str = "response1") -> None:
    ET.SubElement(parent, "varequal", respident=respident).text = value


def _choices(
    made: ET.Element, presentation: ET.Element, processing: ET.Element, asked: Asked
) -> None:
    single = asked.form == "one"
    answers = ET.SubElement(
        presentation,
        "response_lid",
        ident="response1",
        rcardinality="Single" if single else "Multiple",
    )
    shown = ET.SubElement(answers, "render_choice")
    ids = _answer_ids(asked)
    for name, option in zip(ids, asked.options, strict=True):
        _material(ET.SubElement(shown, "response_label", ident=name), markup.line(option.text))
        _equal(_told(processing, f"{name}_fb"), name)
        _feedback(made, f"{name}_fb", option.feedback)
    condition = _scored(processing)
    if not single:
        condition = ET.SubElement(condition, "and")
    for name, option in zip(ids, asked.options, strict=True):
        if option.correct:
            _equal(condition, name)
        elif not single:
            _equal(ET.SubElement(condition, "not"), name)


def _blank(presentation: ET.Element, processing: ET.Element, asked: Asked) -> None:
    answers = ET.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    kind = {"fibtype": "Decimal"} if asked.form == "number" else {}
    ET.SubElement(ET.SubElement(answers, "render_fib", kind), "response_label", ident="answer1")
    right = [given for given in asked.given if given.worth == 100]
    if asked.form == "text":
        condition = _scored(processing)
        for given in right:
            _equal(condition, str(given.value))
        return
    for given in right:
        value = float(given.value)
        either = ET.SubElement(_scored(processing), "or")
        _equal(either, decimal(value))
        both = ET.SubElement(either, "and")
        for tag, end in (("vargte", value - given.tolerance), ("varlte", value + given.tolerance)):
            ET.SubElement(both, tag, respident="response1").text = decimal(end)


def _matching(presentation: ET.Element, processing: ET.Element, asked: Asked) -> None:
    places = [ident("place", f"{asked.id}/{n}") for n in range(1, len(asked.steps) + 1)]
    for number, (step, place) in enumerate(zip(asked.steps, places, strict=True), 1):
        name = f"response_{ident('step', f'{asked.id}/{number}')}"
        answers = ET.SubElement(presentation, "response_lid", ident=name)
        _material(answers, markup.line(step))
        shown = ET.SubElement(answers, "render_choice")
        for other, target in enumerate(places, 1):
            _material(ET.SubElement(shown, "response_label", ident=target), str(other))
        right = ET.SubElement(processing, "respcondition")
        _equal(ET.SubElement(right, "conditionvar"), place, name)
        part = share(len(places))
        ET.SubElement(right, "setvar", varname="SCORE", action="Add").text = part
