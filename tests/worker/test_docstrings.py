"""NumPy without the docstrings of its compiled functions."""

import subprocess
import sys

import pytest

SPARED = """
import sys
from sslgrade.worker.docstrings import WRITERS, skip_docstrings
skip_docstrings()
import numpy as np
import numpy.linalg, numpy.random, numpy.fft, numpy.testing
assert all(vars(sys.modules[name]).get("add_newdoc") is None for name in WRITERS)
print(np.add(1, 2), np.random.default_rng(0).integers(9), bool(np.zeros.__doc__))
"""


def run(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.skipif(
    tuple(map(int, __import__("numpy").__version__.split(".")[:1])) < (2,), reason="NumPy 1"
)
def test_numpy_works_and_has_no_docstrings_of_compiled_functions() -> None:
    assert run(SPARED) == "3 7 False\n"


def test_nothing_is_lost_after_numpy_was_imported() -> None:
    program = SPARED.replace("import sys\n", "import sys\nimport numpy\n", 1)
    program = program.replace("assert all", "assert not all")
    assert run(program) == "3 7 True\n"
