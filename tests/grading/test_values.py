"""What is asked of every value probe, and in which precision."""

from __future__ import annotations

import numpy as np
import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.batch import Batch
from sslgrade.grading.context import Context
from sslgrade.grading.values import Values


def queued(name: str, backend: str) -> Values:
    """Return the value probes of one exercise, queued."""
    context = Context(catalogue().get(name), backend, 3)
    values = Values(context, Batch(backend))
    values.queue()
    return values


def test_numpy_sees_every_value_probe_in_float32() -> None:
    values = queued("random_masking", "numpy")
    for run in values.runs.values():
        assert (run.single is not None) is (run.probe.kind == "value")


@pytest.mark.parametrize("name", ["random_masking", "cosine_similarity", "info_nce"])
def test_jax_sees_the_first_value_probe_of_an_entry_point_in_float32(name: str) -> None:
    values = queued(name, "jax")
    entries = [entry.name for entry in values.context.manifest.entries]
    single = [run for run in values.runs.values() if run.single is not None]
    assert [run.probe for run in single] == [values.context.value_probes(e)[0] for e in entries]
    for run in single:
        assert run.single is not None
        arrays = [a for a in values.batch.requests[run.single].args if isinstance(a, np.ndarray)]
        floats = [a.dtype for a in arrays if a.dtype.kind == "f"]
        assert floats
        assert set(floats) == {np.dtype(np.float32)}


def test_jax_calls_under_jit_alone_unless_tracing_failed() -> None:
    values = queued("info_nce", "jax")
    assert {request.transform for request in values.batch.requests} == {"jit"}
