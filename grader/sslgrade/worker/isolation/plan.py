"""What the parent promises about a child, as plain data that travels to the child as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any, NamedTuple

from sslgrade.records import dataclass

LEVELS = ("L0", "L1", "L2", "L3")

# Every word that may stand in ``Plan.flags``. All but "threads" are layers; ``levels.apply`` puts
# them on in this order: what needs system calls that seccomp denies comes before seccomp.
FLAGS = ("rlimits", "capabilities", "landlock", "bubblewrap", "seccomp", "threads")


class Missing(NamedTuple):
    """Why a layer cannot be had here, and what would change that."""

    why: str
    mend: str


class IsolationError(Exception):
    """A level that was asked for by name is not reachable, or a promised layer failed."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason} {mend}".strip())
        self.reason = reason
        self.mend = mend

    def __reduce__(self) -> tuple[type[IsolationError], tuple[str, str]]:
        """Copy and pickle by both parts; the default would pass the joined text only."""
        return IsolationError, (self.reason, self.mend)


@dataclass(frozen=True)
class Plan:
    """What one child is to be confined to."""

    level: str  # "L0" .. "L3", printed in every report
    read_paths: tuple[str, ...] = ()  # files and folders that stay readable; folders with all below
    devices: tuple[str, ...] = ()  # single special files that stay readable
    flags: tuple[str, ...] = ()  # the layers promised, and "threads" if the child may start some
    bubblewrap: str = ""  # the bwrap executable at L3
    outside: str = ""  # the parent's pid namespace at L3: the child checks that it left it

    def to_json(self) -> str:
        """One line of JSON that ``from_json`` reads back to an equal plan."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Read a plan back; ValueError if the text is not one."""
        raw = json.loads(text)
        names = {field.name for field in fields(cls)}
        if not isinstance(raw, dict) or set(raw) != names:
            raise ValueError(f"a plan has exactly the fields {sorted(names)}")
        if raw["level"] not in LEVELS:
            raise ValueError(f"unknown isolation level {raw['level']!r}")
        plan = cls(
            level=raw["level"],
            read_paths=_texts(raw["read_paths"]),
            devices=_texts(raw["devices"]),
            flags=_texts(raw["flags"]),
            bubblewrap=str(raw["bubblewrap"]),
            outside=str(raw["outside"]),
        )
        unknown = set(plan.flags) - set(FLAGS)
        if unknown:
            raise ValueError(f"unknown flags {sorted(unknown)}")
        return plan


def _texts(value: Any) -> tuple[str, ...]:
    """Return a JSON list of strings as a tuple."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("a plan's paths and flags are lists of strings")
    return tuple(value)
