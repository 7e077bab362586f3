"""What a capstone is written with: a training loop that is given, and what is looked at afterwards.

A capstone's public folder holds ``driver.py`` (model, optimiser, loop; it travels to the worker
beside the learner's file, and each of its functions gets the learner's module first) and
``capstone.py``; its private folder holds ``judge.py``:

- ``capstone.py``: ``calls(rng, size)`` returns, by name, the driver's functions to call; ``CHECKS``
  has one finding for every property check, which needs no answer; ``then(asked, came)``, if there,
  returns a second round of calls, made from what the first one brought;
- ``judge.py``: ``CHECKS`` has one finding for every other check, and ``suspects(asked, results)``
  returns, for every entry point, the misconceptions that explain what came back.

A finding gets what was asked and what came back (None where the call raised), and returns None, or
a sentence on what it found. Learner code shares the driver's process, so arrays that came back have
any shape: :func:`shaped` comes before arithmetic, and :func:`rooted` before praise.
In the manifest, ``probes`` of a check are the names of the calls that it reads.
A call without an entry is not made: its inputs are data that only the grader sees.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import ModuleType
from typing import Any, Literal

import numpy as np

from sslgrade.content.catalogue import Exercise
from sslgrade.content.modules import load_module
from sslgrade.content.pieces import Call, Rng

Size = Literal["full", "smoke", "glance"]
"""``full`` for a learner, ``smoke`` for our own checks, ``glance`` without any training."""
Asked = Mapping[str, Call]
Results = Mapping[str, Any]
Finding = Callable[[Asked, Results], str | None]

LEAST_ROOTED = 0.3
"""Least correlation of trained weights with those that they began as.

Measured in right full runs: 0.86 and more in train_contrastive, 0.73 and more in train_lm.
"""
DRIVER = "driver"
"""Name of the given module, in the folder and in the worker."""


def modules(exercise: Exercise) -> dict[str, bytes]:
    """Return what an exercise sends to the worker beside the learner's file."""
    if not exercise.manifest.capstone:
        return {}
    return {DRIVER: (exercise.folder / f"{DRIVER}.py").read_bytes()}


def public(exercise: Exercise) -> ModuleType:
    """Return the public ``capstone.py``."""
    return load_module(exercise.folder / "capstone.py")


def judge(exercise: Exercise) -> ModuleType | None:
    """Return the private ``judge.py``, where the installation has it."""
    return None if exercise.private is None else load_module(exercise.private / "judge.py")


def calls(exercise: Exercise, rng: Rng, size: Size) -> dict[str, Call]:
    """Return the calls of one run by name; ``Call.entry`` is a function of the driver."""
    return dict(public(exercise).calls(rng, size))


def later_calls(exercise: Exercise, asked: Asked, came: Results) -> dict[str, Call]:
    """Return the second round of calls, if the exercise has one."""
    then = getattr(public(exercise), "then", None)
    return dict(then(asked, came)) if then is not None else {}


def findings(exercise: Exercise) -> dict[str, Finding]:
    """Return all findings by the id of their check."""
    private = judge(exercise)
    return {**public(exercise).CHECKS, **(private.CHECKS if private else {})}


def shaped(came: Any, shape: tuple[int, ...], what: str) -> Any:
    """Return an array that came back; ValueError if it has another shape than the driver gives it.

    Comparing a column with a row would make a table of any size.
    """
    if np.shape(came) != shape:
        raise ValueError(f"{what}: found shape {np.shape(came)}, expected {shape}")
    return came


def trained(asked: Asked, came: Results, name: str) -> dict[str, Any]:
    """Return the parameters of a run; ValueError if they are not the model's."""
    given, found = asked[name].inputs["params"], came[name]["params"]
    if found.keys() != given.keys():
        raise ValueError("other parameters than the driver's")
    return {key: shaped(found[key], value.shape, key) for key, value in given.items()}


def rooted(asked: Asked, came: Results, name: str, weights: Collection[str]) -> str | None:
    """Say which weights did not come out of this run: every run starts from others, drawn anew."""
    given, found = asked[name].inputs["params"], trained(asked, came, name)
    for key in weights:
        # Weights that are all the same have no correlation: nan is not enough either.
        if not np.corrcoef(given[key].ravel(), found[key].ravel())[0, 1] >= LEAST_ROOTED:
            return (
                f"{key} has nothing of the {key} that this run began with: return what "
                "driver.train made of it"
            )
    return None
