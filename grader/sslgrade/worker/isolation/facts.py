"""What isolation this machine offers and why not more, for ``sslgrade doctor``."""

from __future__ import annotations

import sys
from typing import NamedTuple

from sslgrade.worker.isolation import (
    bubblewrap,
    capabilities,
    landlock,
    levels,
    probe,
    rlimits,
    seccomp,
)
from sslgrade.worker.isolation.plan import Missing


class Fact(NamedTuple):
    """One layer: what it denies, whether it can be had here, why not, and how to get it."""

    layer: str
    available: bool
    why_not: str
    how_to_get: str
    level: str
    what: str


def doctor_facts() -> list[Fact]:
    """Ask every layer anew, from the weakest to the strongest, without any cache."""
    found = [
        Fact(levels.BASE, True, "", "", "L0", "a process of its own with a deadline"),
        _fact("L1", rlimits.NAME, rlimits.WHAT, rlimits.unavailable()),
        _fact("L1", capabilities.NAME, capabilities.WHAT, capabilities.unavailable()),
        _fact("L2", landlock.NAME, landlock.WHAT, landlock.unavailable()),
        _fact("L2", seccomp.NAME, seccomp.WHAT, seccomp.unavailable()),
    ]
    plan = levels.plan_for("L3", "numpy")
    missing = probe.bubblewrap_works(plan, fresh=True)
    return [*found, _fact("L3", bubblewrap.NAME, bubblewrap.WHAT, missing)]


def why_not_higher(level: str) -> str:
    """Say in one line what keeps this machine at ``level``; empty at the highest."""
    for fact in doctor_facts():
        needed = sys.platform.startswith("linux") or fact.layer != capabilities.NAME
        if not fact.available and fact.level > level and needed:
            return f"{fact.level} is not reached: {fact.why_not} {fact.how_to_get}".strip()
    return ""


def _fact(level: str, name: str, what: str, missing: Missing | None) -> Fact:
    """Return a layer's fact from what its module says."""
    why, mend = missing or ("", "")
    return Fact(name, missing is None, why, mend, level, what)
