import re

import pytest

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.course.embedding import BEGIN, END, embedded
from sslgrade.grading.grade import grade

PAIRS = [(e, b) for e in catalogue().exercises for b in e.manifest.backends]


@pytest.mark.parametrize(("exercise", "backend"), PAIRS, ids=lambda v: getattr(v, "id", v))
def test_taking_the_solution_out_gives_the_stub_back(exercise: Exercise, backend: str) -> None:
    stub = exercise.stub(backend).strip("\n")
    work = embedded(stub, exercise.reference_source(backend), exercise.id)
    assert work != stub
    region = re.compile(rf"( *){BEGIN}.*?{END}", re.DOTALL)
    assert region.sub(r"\1raise NotImplementedError", work) == stub


@pytest.mark.parametrize("name", ["mlm_loss", "mi_bound", "vicreg_loss", "nt_xent"])
def test_the_instructors_version_passes(name: str) -> None:
    exercise = catalogue().get(name)
    work = embedded(exercise.stub("numpy"), exercise.reference_source("numpy"), name)
    assert grade(work.encode(), exercise, "numpy").status == "passed"


STUB = '''"""Doc."""

import numpy as np


def double(x):
    """Twice x."""
    raise NotImplementedError


def half(x):
    raise NotImplementedError
'''
REFERENCE = '''"""Reference."""

import math

import numpy as np


@np.vectorize
def helper(x):
    # why
    return x


def half(x):
    return helper(x) / 2


def double(x):
    """Other words."""
    # Twice.
    return helper(x) * 2
'''


def test_helpers_and_imports_go_inside() -> None:
    assert (
        embedded(STUB, REFERENCE, "toy")
        == '''"""Doc."""

import numpy as np


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    import math
    @np.vectorize
    def helper(x):
        # why
        return x
    # Twice.
    return helper(x) * 2
    ### END SOLUTION


def half(x):
    ### BEGIN SOLUTION
    import math
    @np.vectorize
    def helper(x):
        # why
        return x
    return helper(x) / 2
    ### END SOLUTION
'''
    )


@pytest.mark.parametrize(
    ("stub", "reference", "message"),
    [
        (
            "def f(): return 1",
            "def f(): return 1",
            "toy: no function of the stub ends in `raise NotImplementedError`, so that there is no "
            "place for the solution. Mend the stub.",
        ),
        (
            "def f(): raise NotImplementedError",
            "def g(): return 1",
            "toy: the reference defines no f. Mend it.",
        ),
    ],
)
def test_what_cannot_be_embedded(stub: str, reference: str, message: str) -> None:
    with pytest.raises(ContentError) as error:
        embedded(stub, reference, "toy")
    assert str(error.value) == message
