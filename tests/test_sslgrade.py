import subprocess
import sys

import pytest

import sslgrade

PROGRAM = """
import sys, sslgrade
heavy = {"numpy", "click", "rich", "pydantic", "jax", "IPython"} & set(sys.modules)
assert not heavy, heavy
assert not [name for name in sys.modules if name.startswith("sslgrade.")]
assert callable(sslgrade.check) and issubclass(sslgrade.Score, float)
assert "numpy" not in sys.modules
"""


def test_importing_sslgrade_imports_nothing_else() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_only_the_public_names_are_there() -> None:
    assert sslgrade.__all__ == ["Score", "__version__", "check", "quiz"]
    with pytest.raises(AttributeError, match=r"^module 'sslgrade' has no attribute 'checks'$"):
        _ = sslgrade.checks
