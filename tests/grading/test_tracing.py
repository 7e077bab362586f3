"""The trace check reads what the child says jax.grad returned, whatever that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.batch import Batch
from sslgrade.grading.context import Context
from sslgrade.grading.tracing import Tracing
from sslgrade.grading.values import Values
from sslgrade.worker.messages import Returned

FOUND = [
    (1.0, "jax.grad returned a float, expected a tuple of 1"),
    ((), "jax.grad returned a tuple of 0, expected a tuple of 1"),
    ((None,), "jax.grad in scores is None, expected an array"),
    (({"a": 1.0},), "jax.grad in scores is a dict with 'a', expected an array"),
    ((np.zeros(2),), ""),
    ((0.0,), ""),
]


@pytest.mark.parametrize(("value", "message"), FOUND, ids=[repr(v) for v, _ in FOUND])
def test_what_is_no_gradient_is_told(value: Any, message: str) -> None:
    context = Context(catalogue().get("causal_mask"), "jax", 3)
    check = next(check for check in context.checks if check.finite)
    tracing = Tracing(context, Batch("jax"), Values.__new__(Values))
    assert tracing._slope(check, Returned(value)) == message
