"""Requests that share a signature are compiled once by the worker, and no others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from compilations import count, signature

from sslgrade.content.catalogue import Exercise
from sslgrade.worker.messages import Request

X = np.zeros((2, 3))


def jit(*args: Any, **kwargs: Any) -> Request:
    return Request("f", args, kwargs, "jit")


SAME = [
    (jit(X), jit(X + 1)),
    (jit(X, 0.5), jit(X, 0.7)),  # a positional float is traced
    (jit({"w": X}), jit({"w": X + 1})),
]
DIFFERENT = [
    (jit(X), jit(X[:1])),
    (jit(X), jit(X.astype(np.float32))),
    (jit(X, 1), jit(X, 2)),  # an int is static
    (jit(X, tau=0.5), jit(X, tau=0.7)),  # so is a keyword
    (jit(X), Request("f", (X,), {}, "grad", (0,))),
    (jit(X), Request("g", (X,), {}, "jit")),
    (jit({"w": X}), jit({"v": X})),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_compiled_once(one: Request, other: Request) -> None:
    assert signature(one) == signature(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_compiled_twice(one: Request, other: Request) -> None:
    assert signature(one) != signature(other)


def test_a_whole_check_is_counted(square_loss: Exercise) -> None:
    found = count(square_loss)
    assert found.requests >= sum(found.compiled.values()) + found.eager
    assert found.eager == 1
    assert {key[0] for key in found.compiled} == {"square_loss"}
    assert str(found).count("\n") == len(found.compiled) - 1
