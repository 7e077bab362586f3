"""The JAX track in a real child: transforms, static arguments, dtypes, messages."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sslgrade.worker.convert import Converter
from sslgrade.worker.launch import Worker, launch
from sslgrade.worker.messages import Limits, Raised, Request, Returned, Submission, WorkerFailure
from sslgrade.worker.transforms import (
    QUICK,
    UNKNOWN_OPTION,
    JaxCaller,
    Tools,
    first_output,
    is_static,
    quick_jit,
)

pytest.importorskip("jax")

SOURCE = """
import jax, jax.numpy as jnp
calls = 0

def power(x, n=2, *, tau=1.0):
    global calls
    calls += 1
    return jnp.sum(x**n) / tau

def scaled(x, w): return jnp.sum(x) * w
def traced_calls(): return calls
def branch(x, w, n=2, *, tau=1.0): return jnp.sum(x) * w if w > 0 else 1.0
def wrong(x): return jnp.zeros(3) @ jnp.zeros(4)
def named(p, x): return jnp.sum(p["w"] @ x), {"g": p["w"]}
def pair(x): return (jnp.sum(x**2), x)
def squares(x): return x**2
def table(x): return {"loss": jnp.sum(x**3), "x": x}
def masked(x, *, mask): return jnp.sum(jnp.where(mask, x, 0.0))
def static(shape, flag, nothing): return jnp.ones(shape) if flag and nothing is None else 0
def kinds():
    return jnp.float32(1.5), jnp.ones(3, jnp.bfloat16), jnp.int32(3), True, jnp.asarray(2.0)
def leak(x):
    global kept
    kept = x
    return x
def leaked(): return kept
def key(): return jax.random.key(0)
def noise(): return jax.random.normal(jax.random.PRNGKey(0), (2,))
def tomorrow(x): return jax.jit(power, compiler_options={"xla_of_tomorrow": 1})(x)
def special(x):
    import jax.scipy.special, scipy.special
    return jax.scipy.special.logsumexp(x)
"""
X = np.arange(3.0)


@pytest.fixture(scope="module")
def jax_worker() -> Iterator[Worker]:
    with launch(Submission(SOURCE.encode(), "jax"), limits=Limits(cpu_s=60)) as worker:
        yield worker


def one(worker: Worker, function: str, *args: Any, **rest: Any) -> Any:
    kwargs = rest.pop("kwargs", {})
    (outcome,) = worker.run([Request(function, args, kwargs, **rest)])
    return outcome


def value(worker: Worker, function: str, *args: Any, **rest: Any) -> Any:
    outcome = one(worker, function, *args, **rest)
    assert isinstance(outcome, Returned), outcome
    return outcome.value


def test_eager_jit_grad_and_vmap_agree_with_the_formula(jax_worker: Worker) -> None:
    tau = {"tau": 0.5}
    assert value(jax_worker, "power", X, kwargs=tau) == 10.0
    assert value(jax_worker, "power", X, kwargs=tau, transform="jit") == 10.0
    (slope,) = value(jax_worker, "power", X, 3, kwargs=tau, transform="grad", wrt=(0,))
    np.testing.assert_allclose(slope, 3 * X**2 / 0.5)
    rows = value(jax_worker, "power", np.stack([X, 2 * X]), 3, kwargs=tau, transform="vmap")
    np.testing.assert_allclose(rows, [18.0, 144.0])


def test_gradients_of_several_arguments(jax_worker: Worker) -> None:
    dx, dw = value(jax_worker, "scaled", X, 2.0, transform="grad", wrt=(0, 1))
    np.testing.assert_allclose(dx, [2.0, 2.0, 2.0])
    assert dw == 3.0


@pytest.mark.parametrize(("function", "slope"), [("pair", 2 * X), ("table", 3 * X**2)])
def test_the_first_output_is_differentiated(jax_worker: Worker, function: str, slope: Any) -> None:
    (got,) = value(jax_worker, function, X, transform="grad", wrt=(0,))
    np.testing.assert_allclose(got, slope)


def test_the_gradient_of_a_sum(jax_worker: Worker) -> None:
    (got,) = value(jax_worker, "squares", X, transform="gradsum", wrt=(0,))
    np.testing.assert_allclose(got, 2 * X)
    refused = one(jax_worker, "squares", X, transform="grad", wrt=(0,))
    assert isinstance(refused, Raised)
    assert "Gradient only defined for scalar-output functions" in refused.message


def test_a_compiled_function_is_kept(jax_worker: Worker) -> None:
    request = {"kwargs": {"tau": 0.25}, "transform": "jit"}
    value(jax_worker, "power", X, **request)
    before = value(jax_worker, "traced_calls")
    for i in range(3):
        value(jax_worker, "power", X + i, **request)
    assert value(jax_worker, "traced_calls") == before
    value(jax_worker, "power", X, kwargs={"tau": 0.75}, transform="jit")
    assert value(jax_worker, "traced_calls") == before + 1


def test_dicts_of_arrays_are_traced(jax_worker: Worker) -> None:
    params = {"w": np.eye(3)}
    total, extra = value(jax_worker, "named", params, X, transform="jit")
    assert total == 3.0
    np.testing.assert_array_equal(extra["g"], np.eye(3))
    (slope,) = value(jax_worker, "named", params, X, transform="grad", wrt=(0,))
    np.testing.assert_allclose(slope["w"], np.tile(X, (3, 1)))
    batch = {"w": np.stack([np.eye(3)] * 2)}
    totals, _ = value(jax_worker, "named", batch, np.stack([X, X]), transform="vmap")
    np.testing.assert_allclose(totals, [3.0, 3.0])


def test_keyword_arrays_are_traced_and_mapped(jax_worker: Worker) -> None:
    mask = {"mask": np.array([True, False, True])}
    assert value(jax_worker, "masked", X, kwargs=mask, transform="jit") == 2.0
    rows = {"mask": np.array([[True, False, True], [False, True, False]])}
    got = value(jax_worker, "masked", np.stack([X, X]), kwargs=rows, transform="vmap")
    np.testing.assert_allclose(got, [2.0, 1.0])


def test_ints_bools_none_and_tuples_of_them_are_static(jax_worker: Worker) -> None:
    got = value(jax_worker, "static", (2, 3), True, None, transform="jit")
    assert got.shape == (2, 3)


@pytest.mark.parametrize(
    ("given", "keyword", "static"),
    [
        (1, False, True),
        (True, False, True),
        (None, False, True),
        (1.0, False, False),
        (1.0, True, True),
        ((1, 2), False, True),
        ((1, 2.0), False, False),
        (np.ones(1), True, False),
        ({"w": np.ones(1)}, True, False),
        ((np.ones(1),), False, False),
    ],
)
def test_what_is_static(given: Any, keyword: bool, static: bool) -> None:
    assert is_static(given, keyword=keyword) is static


def test_dtypes_come_back(jax_worker: Worker) -> None:
    single, half, whole, flag, double = value(jax_worker, "kinds")
    assert [single.dtype, half.dtype, whole.dtype, double.dtype] == [
        np.float32,
        np.float32,
        np.int32,
        np.float64,
    ]
    assert flag is True
    np.testing.assert_array_equal(half, np.ones(3))
    assert value(jax_worker, "power", X.astype(np.float32), transform="jit").dtype == np.float32


def test_a_branch_on_a_traced_value_is_explained_in_the_learners_words(jax_worker: Worker) -> None:
    outcome = one(jax_worker, "branch", X, 2.0, 3, kwargs={"tau": 1.0}, transform="grad", wrt=(0,))
    assert isinstance(outcome, Raised)
    assert outcome.type == "TracerBoolConversionError"
    assert "JAXTypeError" in outcome.bases
    assert SOURCE.splitlines()[outcome.line - 1].startswith("def branch")
    assert "tracing the function branch for jit" in outcome.message
    assert "depends on the value of the argument w." in outcome.message
    assert "sslgrade" not in outcome.message
    assert value(jax_worker, "branch", X, 2.0) == 6.0


def test_errors_inside_a_jitted_function_have_their_line(jax_worker: Worker) -> None:
    outcome = one(jax_worker, "wrong", X, transform="jit")
    assert isinstance(outcome, Raised)
    assert outcome.type == "TypeError"
    assert SOURCE.splitlines()[outcome.line - 1].startswith("def wrong")


def test_what_is_not_an_array_is_said(jax_worker: Worker) -> None:
    value(jax_worker, "leak", X, transform="jit")
    assert one(jax_worker, "leaked") == Raised(
        "ReturnType", "returned a JAX tracer that outlived its function, expected an array"
    )
    assert one(jax_worker, "key") == Raised(
        "ReturnType", "returned a PRNGKeyArray that cannot be turned into an array"
    )


def test_random_numbers_and_scipy_work(jax_worker: Worker) -> None:
    assert value(jax_worker, "noise").shape == (2,)
    np.testing.assert_allclose(value(jax_worker, "special", X), np.log(np.exp(X).sum()))


@pytest.mark.parametrize(
    ("source", "reason", "message"),
    [
        ("import optax\n", "policy", "`optax` is not part of the JAX track"),
        (
            "import jax\ndef f(x): return jax.nn.log_softmax(x)\n",
            "policy",
            "`jax.nn.log_softmax` is what this exercise asks you to write",
        ),
    ],
)
def test_policy(source: str, reason: str, message: str) -> None:
    submission = Submission(source.encode(), "jax", forbidden=("jax.nn.log_softmax",))
    with launch(submission) as worker, pytest.raises(WorkerFailure) as caught:
        worker.load()
    assert caught.value.reason == reason
    assert caught.value.message.startswith(message)


def test_memory_is_a_reason(jax_worker: Worker) -> None:
    source = b"import jax.numpy as jnp\ndef f(x): return jnp.ones((1 << 32,)) + x\n"
    with launch(Submission(source, "jax")) as worker, pytest.raises(WorkerFailure) as caught:
        worker.run([Request("f", (1.0,), {}, "jit")])
    assert caught.value.reason == "memory"


REPLACED = """
import jax
def same(function, **options): return function
def slope(function, argnums): return lambda *a: (7.0,)
jax.jit, jax.vmap, jax.grad = same, same, slope
def f(x):
    assert isinstance(x, jax.core.Tracer)
    return x**2
"""


def test_a_submission_cannot_replace_what_it_is_called_with() -> None:
    submission = Submission(REPLACED.encode(), "jax")
    with launch(submission, limits=Limits(cpu_s=60, wall_s=120)) as worker:
        requests = [
            Request("f", (np.array(3.0),), {}, "jit"),
            Request("f", (np.array([3.0, 4.0]),), {}, "vmap"),
            Request("f", (np.array(3.0),), {}, "grad", (0,)),
        ]
        jitted, mapped, (slope,) = (got.value for got in worker.run(requests))  # type: ignore[union-attr]
    assert jitted == 9.0
    np.testing.assert_array_equal(mapped, [9.0, 16.0])
    assert slope == 6.0


class OtherJax:
    """A JAX whose XLA does not know our options; nothing of the real one is started here."""

    class Array:
        pass

    core = SimpleNamespace(Tracer=Array)
    grad = vmap = None
    device_put = staticmethod(np.asarray)
    numpy = np

    @staticmethod
    def jit(function: Any, *, compiler_options: Any = None) -> Any:
        def compiled(*args: Any) -> Any:
            found = function(*args)
            if compiler_options:
                raise RuntimeError("INVALID_ARGUMENT: No such compile option: 'xla_of_tomorrow'")
            return found

        return compiled


def in_this_process(source: str) -> JaxCaller:
    module = ModuleType("submission")
    exec(source, module.__dict__)
    return JaxCaller(module, "submission.py", Converter(OtherJax), Tools(OtherJax))


def test_a_jax_that_takes_no_options_is_called_without() -> None:
    def old_jit(function: Any, *, static_argnums: Any = None) -> Any:
        return function

    assert quick_jit(old_jit) is old_jit
    assert quick_jit(OtherJax.jit).keywords == {"compiler_options": QUICK}


def test_an_option_that_xla_does_not_know_is_left_out() -> None:
    caller = in_this_process("times = 0\ndef f(x):\n global times\n times += 1\n return x + 1")
    for _ in range(2):
        got = caller.call(Request("f", (np.ones(2),), {}, "jit"))
        assert isinstance(got, Returned)
        np.testing.assert_array_equal(got.value, [2.0, 2.0])
    # Once for the compiler that refused, and then as often as it is called.
    assert caller._module.__dict__["times"] == 3


def test_other_errors_are_the_learners() -> None:
    caller = in_this_process("times = 0\ndef f(x):\n global times\n times += 1\n 1 / 0")
    got = caller.call(Request("f", (np.ones(2),), {}, "jit"))
    assert isinstance(got, Raised)
    assert got.type == "ZeroDivisionError"
    assert caller._module.__dict__["times"] == 1


def test_how_xla_refuses_an_option(jax_worker: Worker) -> None:
    got = one(jax_worker, "tomorrow", X)
    assert isinstance(got, Raised)
    assert UNKNOWN_OPTION in got.message


def test_few_threads_are_started() -> None:
    source = b"""
import os, jax.numpy as jnp
def f(x): return jnp.sum(x @ x)
def threads():
    names = [open(f"/proc/self/task/{i}/comm").read() for i in os.listdir("/proc/self/task")]
    return len(names), sum("XLAEigen" in name for name in names)
"""
    with launch(Submission(source, "jax"), isolation="L1") as worker:
        value(worker, "f", np.ones((300, 300)), transform="jit")
        many = one(worker, "threads")
    if isinstance(many, Returned):  # only Linux lists them
        threads, workers = many.value
        assert threads < 20
        assert workers <= 1


def test_first_output() -> None:
    assert first_output(({"a": [1, 2]}, 3)) == 1
    assert first_output(4) == 4
