"""One submission in a real child: what goes in, what comes back, what it cost."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from sslgrade.worker.launch import BROKEN, Worker, launch
from sslgrade.worker.messages import Limits, Raised, Request, Returned, Submission, WorkerFailure


def test_a_learner_who_prints_and_warns_keeps_the_results(worker: Any) -> None:
    given = worker(
        "import warnings, sys\n"
        "def f(x):\n"
        "    print('hello'); print('oops', file=sys.stderr); warnings.warn('careful')\n"
        "    return x / 0.0\n"
    )
    (outcome,) = given.run([Request("f", (np.ones(2),))])
    assert isinstance(outcome, Returned)
    assert np.isposinf(outcome.value).all()
    output = given.close().output
    assert "hello" in output
    assert "oops" in output
    assert "careful" in output


def test_a_flood_of_output_is_cut_and_does_not_block(worker: Any) -> None:
    given = worker(
        "def f(x):\n    for _ in range(200): print('y' * 100_000)\n    return x\n",
        limits=Limits(output_bytes=1000),
    )
    (outcome,) = given.run([Request("f", (1.5,))])
    assert outcome == Returned(1.5)
    assert given.close().output == "y" * 1000


def test_arguments_arrive_as_they_were_sent(worker: Any) -> None:
    given = worker(
        "import numpy as np\n"
        "def f(*a, **k): return a, k\n"
        "def layout(x):\n"
        "    return x.flags.writeable, x.flags.c_contiguous, x.flags.owndata, x\n"
    )
    args = (np.arange(6).reshape(2, 3), 3, True, None, float("inf"), (1, (2.5,)), {"w": np.ones(2)})
    out = given.run(
        [
            Request("f", args, {"tau": 0.1}),
            *(
                Request("layout", (args[0],), layout=layout)
                for layout in ("writable", "readonly", "strided")
            ),
        ]
    )
    assert all(isinstance(outcome, Returned) for outcome in out)
    (got, named), *layouts = (outcome.value for outcome in out)
    np.testing.assert_array_equal(got[0], args[0])
    assert got[1:6] == args[1:6]
    assert named == {"tau": 0.1}
    assert [value[:3] for value in layouts] == [
        (True, True, True),
        (False, True, True),
        (True, False, False),
    ]
    for value in layouts:
        np.testing.assert_array_equal(value[3], args[0])


TELLS = """
import sys
def f(x):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Session":
        frame = frame.f_back
    frame.f_locals["self"]._fail({reason!r}, f"the input is {{x.tolist()}}", 3)
"""


@pytest.mark.parametrize(
    ("reason", "found", "message"),
    [
        ("memory", "memory", "ran out of memory (256 MB)"),
        ("crash", "crash", BROKEN),
        (
            "policy",
            "protocol",
            "something else than the grader's own code wrote to its answer channel in a call; do "
            "not touch open file descriptors",
        ),
    ],
)
def test_a_failure_in_a_call_cannot_tell_the_inputs(
    worker: Any, reason: str, found: str, message: str
) -> None:
    given = worker(TELLS.format(reason=reason), limits=Limits(memory_mb=256))
    with pytest.raises(WorkerFailure) as caught:
        given.run([Request("f", (np.full(2, 0.625),))])
    assert (caught.value.reason, caught.value.message) == (found, message)


def test_changed_arguments_are_told(worker: Any) -> None:
    given = worker("def f(a, b, c):\n    b += 1\n    c['w'][0] = 7\n    return a\n")
    x = np.zeros(3)
    request = Request("f", (x, x, {"w": x}), watch=True)
    outcomes = given.run([request, request])
    assert [outcome.changed for outcome in outcomes] == [(1, 2), (1, 2)]
    assert not x.any()


RAISED = {
    "raise ValueError('bad tau')": Raised("ValueError", "bad tau", 2, ("Exception",)),
    "import sys; sys.exit(3)": Raised("SystemExit", "3", 2, ()),
    "raise KeyboardInterrupt": Raised("KeyboardInterrupt", "", 2, ()),
    "return f(x)": Raised(
        "RecursionError", "maximum recursion depth exceeded", 2, ("RuntimeError", "Exception")
    ),
    "return x + g": Raised("NameError", "name 'g' is not defined", 2, ("Exception",)),
    "import torch": Raised(
        "ModuleNotFoundError",
        "`torch` is not part of the NumPy track: it allows the standard library and NumPy. "
        "Remove the import and write that step yourself",
        2,
        ("ImportError", "Exception"),
    ),
    "return 'text'": Raised(
        "ReturnType",
        "returned a str, expected an array, a number, or a tuple or dict of them",
    ),
}


@pytest.mark.parametrize("body", RAISED)
def test_what_a_call_raises_is_an_outcome(worker: Any, body: str) -> None:
    given = worker(f"def f(x):\n    {body}\ndef ok(x): return x\n")
    outcome, after = given.run([Request("f", (1.0,)), Request("ok", (1.0,))])
    want = RAISED[body]
    assert outcome.type == want.type
    assert outcome.message.startswith(want.message)
    assert outcome.line == want.line
    assert outcome.bases[: len(want.bases)] == want.bases
    assert after == Returned(1.0)


def test_an_exception_text_of_100_mb_is_cut(worker: Any) -> None:
    given = worker("def f(x): raise ValueError('x' * 100_000_000)\n")
    (outcome,) = given.run([Request("f", (1.0,))])
    assert isinstance(outcome, Raised)
    assert len(outcome.message) == 2003


def test_earlier_exercises_can_be_imported(worker: Any) -> None:
    given = worker(
        "from softmax import softmax\ndef f(x): return softmax(x)\n",
        modules={"softmax": b"import numpy as np\ndef softmax(x): return np.exp(x)\n"},
    )
    assert given.load().functions == ("softmax", "f")
    assert given.run([Request("f", (0.0,))]) == [Returned(np.float64(1.0))]


def test_a_function_of_a_module_gets_the_learners_module(worker: Any) -> None:
    driver = b"def twice(learner, x):\n    return learner.f(learner.f(x))\n"
    given = worker("def f(x): return 3 * x\n", modules={"driver": driver})
    assert given.load().functions == ("f",)
    twice, missing = given.run(
        [Request("driver.twice", (1.5,)), Request("driver.thrice", (1.5,))],
    )
    assert twice == Returned(13.5)
    assert isinstance(missing, Raised)
    assert missing.type == "AttributeError"


def test_a_broken_earlier_exercise_is_named(worker: Any) -> None:
    given = worker("from softmax import softmax\n", modules={"softmax": b"def softmax(x:\n"})
    with pytest.raises(WorkerFailure, match=r"^in your softmax\.py, which this exercise uses: "):
        given.load()


def test_source_that_is_not_utf8_is_refused(worker: Any) -> None:
    with pytest.raises(WorkerFailure) as caught:
        worker(b"x = 1\ny = '\xe9'\n").load()
    assert (caught.value.reason, caught.value.line) == ("syntax", 2)
    assert caught.value.message == (
        "submission.py is not UTF-8 text: byte 0xe9 on line 2. Save the file as UTF-8"
    )


def test_the_numpy_track_never_imports_jax_and_numpy_can_be_imported_again(worker: Any) -> None:
    given = worker(
        "import sys\n"
        "def f():\n"
        "    import numpy as np, numpy.fft, numpy.polynomial.chebyshev\n"
        "    return len([n for n in sys.modules if n.split('.')[0] in ('jax', 'sslgrade')])\n",
        isolation="auto",
    )
    assert given.run([Request("f")]) == [Returned(0)]


def test_the_environment_is_empty_and_hashes_are_fixed(worker: Any) -> None:
    source = "import os\ndef f(): return len(os.environ), hash('a'), int('PATH' in os.environ)\n"
    first, second = (worker(source).run([Request("f")])[0].value for _ in range(2))
    assert first == second
    assert first[2] == 0


def test_usage_counts_cpu_memory_and_waiting(worker: Any) -> None:
    given = worker(
        "import time\n"
        "def f():\n"
        "    x = bytearray(60_000_000)\n"
        "    t = time.process_time()\n"
        "    while time.process_time() - t < 0.3: pass\n"
    )
    given.load()
    time.sleep(0.3)
    given.run([Request("f")])
    usage = given.close()
    assert usage.cpu_s >= 0.3
    assert usage.peak_rss_mb > 75
    assert usage.level == "L1"
    assert usage.layers[0] == "process"
    assert given.close() is usage


def test_a_worker_can_be_started_before_the_submission_is_known() -> None:
    with Worker.start("numpy", isolation="L0") as given:
        given.submit(Submission(b"def f(): return 1\n", "numpy"), Limits(cpu_s=2.0))
        assert given.run([]) == []
        assert given.run([Request("f")]) == [Returned(1)]
    with pytest.raises(ValueError, match="closed"):
        given.run([Request("f")])


def test_large_batches_go_through_small_pipes(worker: Any) -> None:
    given = worker("def f(x): return x\n")
    arrays = [np.full(40_000, i, dtype=np.float32) for i in range(40)]
    outcomes = given.run([Request("f", (array,)) for array in arrays])
    for array, outcome in zip(arrays, outcomes, strict=True):
        np.testing.assert_array_equal(outcome.value, array)


@pytest.mark.parametrize("body", ["return [0.5] * 90_000", "return np.ones(1 << 20), [1.5] * 9"])
def test_large_results_arrive_in_several_frames(worker: Any, body: str) -> None:
    given = worker(f"import numpy as np\ndef f(x): {body}\n")
    outcomes = given.run([Request("f", (1.0,))] * 8)
    assert len(outcomes) == 8
    assert all(isinstance(outcome, Returned) for outcome in outcomes)


def test_more_results_than_anyone_needs_are_refused(worker: Any) -> None:
    given = worker("import numpy as np\ndef f(x): return np.ones(7 << 20)\n")
    with pytest.raises(WorkerFailure) as caught:
        given.run([Request("f", (1.0,))] * 8)
    assert caught.value.reason == "memory"
    assert caught.value.message.startswith("returned more than 256 MB in all, in call ")


def test_threads_that_launch_and_close_at_once_do_not_end_each_other() -> None:
    source = (
        b"import os\nif os.fork() == 0:\n    os.setsid()\n    os._exit(0)\ndef f(x): return x\n"
    )

    def grade(i: int) -> Any:
        with launch(Submission(source, "numpy"), isolation="L1") as given:
            return given.run([Request("f", (i,))])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(grade, range(12))) == [[Returned(i)] for i in range(12)]
