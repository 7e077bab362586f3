"""Forbidden functions that the text of a file does not name."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from sslgrade.worker.ban import Forbidden, ban
from sslgrade.worker.launch import launch
from sslgrade.worker.messages import Limits, Request, Returned, Submission, WorkerFailure

FORBIDDEN = (
    "jax.nn.softmax",
    "jax.nn.log_softmax",
    "jax.nn.logsumexp",
    "jax.scipy.special.logsumexp",
    "jax.scipy.special.log_softmax",
    "optax",
)
LIMITS = Limits(cpu_s=60)
MESSAGE = "`{}` is what this exercise asks you to write: replace it by your own code"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package ``lib`` whose private module computes, and whose public one passes it on."""
    public, private, machine = (ModuleType(n) for n in ("lib", "lib._src", "lib._machine"))
    exec("def twice(x): return 2 * x\ndef four(x): return twice(twice(x))", private.__dict__)
    exec("def apply(f, x): return f(x)", machine.__dict__)
    public.__dict__.update(twice=private.twice, four=private.four, apply=machine.apply, src=private)
    for module in (public, private, machine):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return public


def test_the_learner_is_refused_and_the_library_goes_on(library: ModuleType) -> None:
    ban(["lib.twice", "lib.absent", "elsewhere.name"])
    with pytest.raises(Forbidden, match=r"`lib\.twice` is what"):
        vars(library)["twice"](1)
    with pytest.raises(Forbidden):
        vars(library.src)["twice"](1)
    assert library.four(1) == 4


def test_nobody_calls_it_in_the_learners_name(library: ModuleType) -> None:
    ban(["lib.twice"])
    for twice in (library.twice, library.src.twice):
        with pytest.raises(Forbidden):
            library.apply(twice, 1)


def test_a_module_that_only_says_it_is_private_is_refused(library: ModuleType) -> None:
    ban(["lib.twice"])
    space = {"__name__": "lib._src", "twice": library.src.twice}
    exec("def mine(x): return twice(x)", space)
    with pytest.raises(Forbidden):
        space["mine"](1)


def test_modules_and_classes_are_left_to_the_text(library: ModuleType) -> None:
    library.__dict__["Kind"] = int
    ban(["lib.Kind", "lib.src"])
    assert library.Kind("3") == 3
    assert library.src.four(1) == 4


HIDDEN = [
    'vars(jax.nn)["log_softmax"](x)',
    'jax.nn.__dict__["log_softmax"](x)',
    'getattr(jax.nn, "log_soft" + "max")(x)',
    'importlib.import_module("jax.nn").__dict__["log_softmax"](x)',
    'jax.jit(vars(jax.nn)["log_softmax"])(x)',
    'vars(importlib.import_module("jax._src.nn.functions"))["log_softmax"](x)',
    'jax.vmap(vars(importlib.import_module("jax._src.nn.functions"))["log_softmax"])(x[None])[0]',
]


@pytest.mark.parametrize("expression", HIDDEN)
def test_a_hidden_name_is_refused_when_it_is_called(expression: str) -> None:
    pytest.importorskip("jax")
    source = f"import importlib, jax\n\ndef f(x):\n    return {expression}\n"
    submission = Submission(source.encode(), "jax", forbidden=FORBIDDEN)
    with launch(submission, limits=LIMITS) as worker, pytest.raises(WorkerFailure) as caught:
        worker.run([Request("f", (np.ones(3),), {}, "jit")])
    assert caught.value.reason == "policy"
    assert caught.value.message.startswith("`jax.nn.log_softmax` is what")
    assert caught.value.line == 4


def test_it_is_refused_while_the_file_is_loaded_too() -> None:
    pytest.importorskip("jax")
    source = b'import jax\ny = vars(jax.nn)["softmax"](jax.numpy.ones(3))\n'
    submission = Submission(source, "jax", forbidden=FORBIDDEN)
    with launch(submission, limits=LIMITS) as worker, pytest.raises(WorkerFailure) as caught:
        worker.load()
    assert (caught.value.reason, caught.value.line) == ("policy", 2)
    assert caught.value.message == MESSAGE.format("jax.nn.softmax")


def test_a_module_that_is_imported_later_has_it_no_more() -> None:
    pytest.importorskip("jax")
    source = (
        b"import importlib, jax.numpy as jnp\n"
        b"def f(x):\n"
        b'    return vars(importlib.import_module("jax.scipy.special"))["logsumexp"](x)\n'
    )
    submission = Submission(source, "jax", forbidden=FORBIDDEN)
    with launch(submission, limits=LIMITS) as worker, pytest.raises(WorkerFailure) as caught:
        worker.run([Request("f", (np.ones(3),), {}, "jit")])
    assert caught.value.reason == "policy"


def test_what_is_allowed_still_works_and_jax_keeps_its_own() -> None:
    pytest.importorskip("jax")
    source = b"""
import jax, jax.numpy as jnp
def f(x):
    return jax.nn.relu(x).sum() + jax.nn.logmeanexp(x) + jnp.logaddexp(x[0], x[1])
"""
    submission = Submission(source, "jax", forbidden=FORBIDDEN)
    with launch(submission, limits=LIMITS) as worker:
        (got,) = worker.run([Request("f", (np.ones(3),), {}, "jit")])
    assert isinstance(got, Returned), got
    np.testing.assert_allclose(got.value, 3.0 + 1.0 + np.logaddexp(1.0, 1.0))
