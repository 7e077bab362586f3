"""Arguments that are constants by contract: jax.grad in a teacher, a centre or a queue is 0."""

from __future__ import annotations

import numpy as np

from sslgrade.content.manifest import CheckSpec
from sslgrade.content.pieces import Probe
from sslgrade.records import dataclass
from sslgrade.worker.messages import Outcome, Raised


@dataclass(frozen=True)
class Stopped:
    """One argument of one jax.grad call that no gradient may flow into."""

    check: CheckSpec
    probe: Probe
    name: str
    handle: int
    position: int


def flow(stopped: Stopped, outcome: Outcome) -> str:
    """Say that a gradient flows; the empty string where it is exactly 0, or where nothing came."""
    if isinstance(outcome, Raised) or not isinstance(outcome.value, tuple):
        return ""  # the gradient that is graded says so already
    if stopped.position >= len(outcome.value):
        return ""
    part = outcome.value[stopped.position]
    if isinstance(part, tuple | dict) or part is None or np.any(np.asarray(part) != 0):
        return (
            f"jax.grad in {stopped.name} is not 0: {stopped.name} is a constant in this loss, "
            "which jax.lax.stop_gradient says"
        )
    return ""
