"""The isolation levels: which is reachable (parent), how to start (parent), how to apply (child).

L0  own process, deadline, output caps
L1  + resource limits, no capabilities, killed as a group
L2  + Landlock (files) + seccomp (system calls)
L3  + bubblewrap (namespaces)
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable

from sslgrade.worker.isolation import (
    bubblewrap,
    capabilities,
    landlock,
    paths,
    probe,
    rlimits,
    seccomp,
)
from sslgrade.worker.isolation.plan import LEVELS, IsolationError, Missing, Plan

__all__ = ["IsolationError", "Plan", "apply", "reach", "wrap_argv"]

BASE = "process"  # what there is without any layer
_LINUX = sys.platform.startswith("linux")


def reach(requested: str, backend: str) -> Plan:
    """Return the plan for ``requested`` ("auto" or a level) and ``backend`` ("numpy" or "jax").

    "auto" is the best level that works here, plus single layers of the next one. A level that was
    named is reached exactly, or IsolationError says why not and what would mend it.
    """
    if requested not in ("auto", *LEVELS):
        raise ValueError(f"isolation is one of auto, {', '.join(LEVELS)}, not {requested!r}")
    if backend not in ("numpy", "jax"):
        raise ValueError(f"backend is numpy or jax, not {backend!r}")
    return _reach(requested, backend)


@functools.lru_cache(maxsize=16)
def _reach(requested: str, backend: str) -> Plan:
    tried = reversed(LEVELS) if requested == "auto" else [requested]
    for level in tried:
        plan = plan_for(level, backend)
        missing = first_missing(plan)
        if missing is None:
            return _with_extras(plan, backend) if requested == "auto" else plan
        if requested != "auto":
            raise IsolationError(
                f"Isolation level {level} cannot be reached here. {missing.why}",
                f"{missing.mend} Or choose a lower level: --isolation auto takes the best.".strip(),
            )
    raise AssertionError("L0 needs nothing")


def plan_for(level: str, backend: str) -> Plan:
    """Return what ``level`` consists of here, whether or not it can be reached."""
    flags: list[str] = []
    if level >= "L1":
        flags += [rlimits.NAME] + [capabilities.NAME] * _LINUX
    if level < "L2":
        return Plan(level, flags=tuple(flags))
    flags += [landlock.NAME, seccomp.NAME] + ["threads"] * (backend == "jax")
    if not _LINUX:
        return Plan(level, flags=tuple(flags))
    plan = Plan(level, paths.readable(backend), paths.devices(backend), tuple(flags))
    if level < "L3":
        return plan
    return Plan(
        level,
        plan.read_paths,
        plan.devices,
        (*plan.flags, bubblewrap.NAME),
        bubblewrap=bubblewrap.find(),
        outside=bubblewrap.outside(),
    )


def first_missing(plan: Plan) -> Missing | None:
    """Return why the first layer of ``plan`` that cannot be had is missing, the dear one last."""
    checks: dict[str, Callable[[], Missing | None]] = {
        rlimits.NAME: rlimits.unavailable,
        capabilities.NAME: capabilities.unavailable,
        landlock.NAME: landlock.unavailable,
        seccomp.NAME: seccomp.unavailable,
        bubblewrap.NAME: lambda: probe.bubblewrap_works(plan),
    }
    answers = (check() for name, check in checks.items() if name in plan.flags)
    return next((missing for missing in answers if missing is not None), None)


def _with_extras(plan: Plan, backend: str) -> Plan:
    """Below L2, take Landlock or seccomp alone where one of them works."""
    if plan.level != "L1":
        return plan
    best = plan_for("L2", backend)
    extra = [landlock.NAME] if landlock.unavailable() is None else []
    if seccomp.unavailable() is None:
        extra += [flag for flag in best.flags if flag in (seccomp.NAME, "threads")]
    if not extra:
        return plan
    return Plan(plan.level, best.read_paths, best.devices, (*plan.flags, *extra))


def wrap_argv(plan: Plan, argv: list[str]) -> list[str]:
    """Return the command that starts ``argv`` for ``plan``: within bubblewrap at L3."""
    return bubblewrap.wrap(plan, argv) if plan.bubblewrap else list(argv)


def apply(plan: Plan) -> list[str]:
    """Confine this process, for good; returns the layers that were seen at work.

    To be called in the child, after numpy (jax) and everything of sslgrade was imported and after
    the limits of CPU and memory were set, before learner code and before any JAX computation.
    IsolationError if a promised layer fails: then no learner code may run.
    """
    layers = [BASE]
    steps: dict[str, Callable[[], str]] = {
        rlimits.NAME: rlimits.restrict,
        capabilities.NAME: capabilities.restrict,
        bubblewrap.NAME: lambda: bubblewrap.restrict(plan),
        landlock.NAME: lambda: landlock.restrict((*plan.read_paths, *plan.devices)),
        seccomp.NAME: lambda: seccomp.restrict(threads="threads" in plan.flags),
    }
    for name, step in steps.items():
        if name not in plan.flags:
            continue
        try:
            layers.append(step())
        except (OSError, ValueError) as error:
            raise IsolationError(
                f"The layer {name} was promised, but failed: {error}", ""
            ) from error
    return layers
