"""Strangers' code: right in any style, wrong as the catalogue knows, wrong in no catalogue.

``tests/wild/<exercise>.txt`` holds submissions under headings ``=== <truth> <track> <name>``:
``right`` keeps all points; ``mis:ID`` is named so (``|`` separates what would be true too, ``+``
two at once); ``maybe:ID`` is a misconception beside another flaw: named so, or not at all; ``unk``
is a bug of no catalogue: caught, and given no name. The NumPy ones run here, in this process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.grade import grade_with
from sslgrade.grading.trusted import TrustedRunner, functions_of

FOLDER = Path(__file__).resolve().parent.parent / "wild"
HEADING = re.compile(r"^=== (\S+) numpy (\S+)\n(.*?)(?=^=== |\Z)", re.MULTILINE | re.DOTALL)
SEED = 11


def submissions() -> Iterator[tuple[str, str, str, str]]:
    """Yield exercise, name, truth and source."""
    for path in sorted(FOLDER.glob("*.txt")):
        for truth, name, source in HEADING.findall(path.read_text(encoding="utf-8")):
            yield path.stem, name, truth, f"import numpy as np\n{source}"


CASES = list(submissions())


def true_names(truth: str) -> list[set[str]]:
    """Return, per misconception of a submission, the ids that name it."""
    return [set(part.split("|")) for part in truth.partition(":")[2].split("+")]


def is_true(names: tuple[str, ...], truth: str) -> bool:
    """Whether a diagnosis says all of what is wrong, and nothing else."""
    wanted = true_names(truth)
    return len(names) == len(wanted) and all(any(n in ids for n in names) for ids in wanted)


def test_the_corpus_is_large_and_its_names_exist() -> None:
    assert len(CASES) > 300
    assert len({(exercise, name) for exercise, name, _, _ in CASES}) == len(CASES)
    for exercise, _, truth, _ in CASES:
        known = {m.id for m in catalogue().get(exercise).misconceptions()}
        if truth not in ("right", "unk"):
            assert set.union(*true_names(truth)) <= known


@pytest.mark.parametrize(
    ("exercise", "name", "truth", "source"), CASES, ids=[f"{e}-{n}" for e, n, _, _ in CASES]
)
def test_a_stranger_is_judged_rightly(exercise: str, name: str, truth: str, source: str) -> None:
    runner = TrustedRunner(functions_of(source, name))
    report = grade_with(runner, catalogue().get(exercise), "numpy", SEED)
    names = report.diagnosis.misconceptions if report.diagnosis else ()
    if truth == "right":
        assert (report.score, names) == (report.max_score, ())
        return
    assert report.score < report.max_score
    if truth == "unk":
        assert names == ()
    elif names or truth.startswith("mis:"):
        assert is_true(names, truth)
