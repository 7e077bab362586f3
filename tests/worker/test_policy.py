"""What a submission may import and name; the messages word for word."""

from __future__ import annotations

import ast

import pytest

from sslgrade.worker.policy import find_violation, import_message, refusal

ALLOWED = {
    "numpy": [
        "import numpy as np, math, collections.abc",
        "from numpy.linalg import norm",
        "from __future__ import annotations",
        "import softmax",
        "try:\n    import torch\nexcept ImportError:\n    torch = None",
        "def f():\n    import torch",
        "if False:\n    import torch",
    ],
    "jax": ["import jax, jax.numpy as jnp, numpy, scipy.special, ml_dtypes, opt_einsum"],
}


@pytest.mark.parametrize(("backend", "code"), [(b, c) for b in ALLOWED for c in ALLOWED[b]])
def test_allowed(backend: str, code: str) -> None:
    assert find_violation(ast.parse(code), backend, {"softmax"}) is None


REFUSED = [
    ("numpy", "import scipy.special", 1),
    ("numpy", "import os\nimport jax.numpy as jnp", 2),
    ("numpy", "from torch.nn import functional", 1),
    ("jax", "import optax", 1),
    ("jax", "import numpy, tensorflow", 1),
    ("jax", "import sslgrade", 1),
    ("numpy", "from solutions import answers", 1),
]


@pytest.mark.parametrize(("backend", "code", "line"), REFUSED)
def test_refused(backend: str, code: str, line: int) -> None:
    violation = find_violation(ast.parse(code), backend)
    assert violation is not None
    assert violation.line == line


MESSAGES = {
    ("torch", "numpy"): "`torch` is not part of the NumPy track: it allows the standard library "
    "and NumPy. Remove the import and write that step yourself",
    ("jax.numpy", "numpy"): "`jax.numpy` is not part of the NumPy track: it allows the standard "
    "library and NumPy. Write it with NumPy, or check with --backend jax if the exercise has that "
    "track",
    ("optax", "jax"): "`optax` is not part of the JAX track: it allows the standard library and "
    "NumPy, JAX and SciPy. Remove the import and write that step yourself",
    ("sslgrade.grading", "jax"): "`sslgrade.grading` cannot be imported: the grader is not there "
    "where your code runs",
}


@pytest.mark.parametrize(("name", "backend"), MESSAGES)
def test_import_messages(name: str, backend: str) -> None:
    assert import_message(name, backend) == MESSAGES[name, backend]


def test_a_failed_import_is_explained_only_where_the_track_is_the_reason() -> None:
    torch, typo = (ModuleNotFoundError("x", name=n) for n in ("torch.nn", "numpy.typo"))
    assert refusal(torch, "numpy") == import_message("torch.nn", "numpy")
    assert refusal(typo, "numpy") is None
    assert refusal(ModuleNotFoundError("x"), "numpy") is None


NAMED = [
    "import jax\ny = jax.nn.log_softmax(x)",
    "import jax.nn\ny = jax.nn.log_softmax",
    "import jax.nn as n\ny = n.log_softmax(x)",
    "from jax import nn\ny = nn.log_softmax(x)",
    "from jax import nn as n\ny = n.log_softmax(x)",
    "\nfrom jax.nn import log_softmax",
    "\nfrom jax.nn import relu, log_softmax as f",
    "\nfrom jax.nn import *",
    "import jax\nn = jax.nn; y = n.log_softmax(x)",
    "import jax\ny = getattr(jax.nn, 'log_softmax')(x)",
    "import jax\ny = getattr(getattr(jax, 'nn'), 'log_softmax')(x)",
    "import jax\ny = jax._src.nn.functions.log_softmax(x)",
    "\nfrom jax._src.nn.functions import log_softmax",
    "def f(x):\n    from jax.nn import log_softmax; return log_softmax(x)",
]


@pytest.mark.parametrize("code", NAMED)
def test_forbidden_names_are_found_through_aliases(code: str) -> None:
    violation = find_violation(ast.parse(code), "jax", (), ("jax.nn.log_softmax",))
    assert violation is not None
    assert violation.line == 2


@pytest.mark.parametrize(
    "code",
    [
        "import jax\ny = jax.nn.relu(x)",
        "def log_softmax(x): return x\ny = log_softmax(1)",
        "from jax.nn import relu",
        "import jax\nclass nn: log_softmax = 1\ny = nn.log_softmax",
        "y = x.log_softmax",
        "# jax.nn.log_softmax\ny = 'jax.nn.log_softmax'",
        "import math\ny = getattr(math, 'log_softmax')",
    ],
)
def test_own_names_are_not_taken_for_forbidden_ones(code: str) -> None:
    assert find_violation(ast.parse(code), "jax", (), ("jax.nn.log_softmax",)) is None


def test_messages_name_what_was_used() -> None:
    forbidden = ("jax.nn.log_softmax", "jax.nn.softmax")
    named = find_violation(ast.parse("import jax.nn as n\nn.softmax"), "jax", (), forbidden)
    starred = find_violation(ast.parse("from jax.nn import *"), "jax", (), forbidden)
    assert named is not None
    assert starred is not None
    assert named.message == (
        "`jax.nn.softmax` is what this exercise asks you to write: replace it by your own code"
    )
    assert starred.message == (
        "`from jax.nn import *` brings in `jax.nn.log_softmax`, which this exercise asks you to "
        "write: import by name what you need"
    )


def test_the_first_violation_is_told() -> None:
    code = "import jax\njax.nn.softmax\nimport torch\n"
    violation = find_violation(ast.parse(code), "jax", (), ("jax.nn.softmax",))
    assert violation is not None
    assert violation.line == 2
