"""The formats are found by looking, and a wrong name is answered with the nearest."""

from __future__ import annotations

import pytest

from sslgrade.course.exports.formats import formats, named
from sslgrade.study.errors import StudyError


def test_all_formats() -> None:
    assert {name: f.kind for name, f in formats().items()} == {
        "gradescope": "autograder",
        "classroom50": "results",
        "csv": "results",
        "junit": "results",
        "lti-ags": "results",
        "prairielearn": "results",
        "anki-tsv": "quiz",
        "canvas-qti": "quiz",
        "gift": "quiz",
        "jupyterquiz": "quiz",
        "moodle-xml": "quiz",
    }


def test_each_has_what_a_format_has() -> None:
    for found in formats().values():
        assert found.suffix.startswith(".")
        assert callable(found.write)


def test_a_wrong_name() -> None:
    with pytest.raises(StudyError) as caught:
        named("moodle")
    assert str(caught.value).startswith(
        "no format 'moodle'. Did you mean moodle-xml? Expected gradescope, classroom50, csv, "
    )
