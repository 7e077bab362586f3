"""The strongest level of this machine, through the worker: what learner code cannot do."""

from __future__ import annotations

from typing import Any

import pytest

import sslgrade
from sslgrade.worker.isolation.levels import reach
from sslgrade.worker.messages import Raised, Request, Returned

needs_l2 = pytest.mark.skipif(
    reach("auto", "numpy").level < "L2", reason="this machine does not reach L2"
)

ATTEMPTS = {
    "read the grader": f"open({sslgrade.__file__!r}).read()",
    "read another file": "open('/etc/hostname').read()",
    "list a folder": "__import__('os').listdir('/')",
    "write a file": "open('/tmp/sslgrade_test_leak', 'w')",
    "open a socket": "__import__('socket').socket()",
    "fork": "__import__('os').fork()",
    "run a program": "__import__('os').execv('/bin/true', ['true'])",
    "signal the grader": "__import__('os').kill(__import__('os').getppid(), 0)",
    "raise its limits": "__import__('resource').setrlimit(0, (1 << 30, 1 << 30))",
}


@needs_l2
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_forbidden(worker: Any, attempt: str) -> None:
    given = worker(f"def f(x):\n    {ATTEMPTS[attempt]}\n    return x\n", isolation="L2")
    (outcome,) = given.run([Request("f", (1.0,))])
    assert isinstance(outcome, Raised), outcome
    assert {"OSError", "ValueError"} & {outcome.type, *outcome.bases}


@needs_l2
def test_ordinary_things_still_work(worker: Any) -> None:
    given = worker(
        "import numpy as np, math, random, time, collections, itertools, functools, decimal\n"
        "def f(x):\n"
        "    import statistics, fractions, numpy.fft, hashlib, json, typing, dataclasses\n"
        "    rng = np.random.default_rng()\n"
        "    print(time.time(), random.random(), rng.normal())\n"
        "    return float(np.linalg.svd(np.eye(3))[1].sum()) + x\n",
        isolation="auto",
    )
    assert given.run([Request("f", (1.0,))]) == [Returned(4.0)]
    usage = given.close()
    assert usage.level >= "L2"
    assert "seccomp" in usage.layers
