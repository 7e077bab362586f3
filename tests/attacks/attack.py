"""One adversarial submission: a file, what it tries, and what must come of it.

A file under ``submissions/<class>/`` starts with a docstring, whose last line says
``Stopped by: <layer>``, and may have directives in comments behind it:

======================== ==========================================================
``# expect: wrong|time``  reasons that would be true (``passed`` for an honest control)
``# at most: 3``          points it may keep, because it computed them (default 0)
``# at least: 3``         points it must keep, because it earned them
``# from: L1``            the weakest level at which it is run at all (default L0)
``# exercise: info_nce``  the exercise it is handed in for
``# backend: jax``        the track
``# wall: 2``             wall-clock limit in seconds, for what sleeps
======================== ==========================================================

``@NAME@`` stands for a place of the arena (arena.py): an attacker knows the machine.
``@MANY[x|9]@`` is x nine times, ``@NUL@`` a zero byte, ``@LATIN@`` a byte that is not UTF-8,
``@CRLF@`` makes the end of its line that of another system.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SUBMISSIONS = Path(__file__).parent / "submissions"
HONEST = "honest"
"""The class of the controls, which must keep full marks."""

CPU_S = 1.0
WALL_S = 6.0
MEMORY_MB = 256
JAX_CPU_S = 30.0
SLOW_WALL_S = 90.0
"""For what is honest or compiles: the wall clock is not what it is about."""

_DIRECTIVE = re.compile(
    r"^# (expect|at most|at least|from|exercise|backend|wall): (.+)$", re.MULTILINE
)
_MANY = re.compile(rb"@MANY\[(.+?)\|(\d+)\]@", re.DOTALL)
_BYTES = {b"@NUL@": b"\0", b"@LATIN@": b"\xe9", b"@CRLF@\n": b"\r\n"}


@dataclass(frozen=True)
class Attack:
    """A submission and its directives."""

    name: str
    path: Path
    tries: str
    stopped_by: str
    expect: frozenset[str]
    at_most: int
    at_least: int
    lowest: str
    exercise: str
    backend: str
    wall_s: float

    @property
    def kind(self) -> str:
        """Return its class: the folder."""
        return self.name.partition("/")[0]

    @property
    def honest(self) -> bool:
        """Whether it is a control."""
        return self.kind == HONEST

    def source(self, places: Mapping[str, str]) -> bytes:
        """Return the bytes that are handed in."""
        text = self.path.read_bytes()
        for name, place in places.items():
            text = text.replace(f"@{name}@".encode(), place.encode())
        for mark, raw in _BYTES.items():
            text = text.replace(mark, raw)
        return _MANY.sub(lambda found: found[1] * int(found[2]), text)


def read(path: Path) -> Attack:
    """Read one file; ValueError if it does not say what it tries and what should stop it."""
    name = f"{path.parent.name}/{path.stem}"
    text = path.read_text(encoding="utf-8")
    # Many files are not valid Python on purpose: only the docstring is parsed.
    start = re.match(r'"""(?:.|\n)*?"""', text)
    if start is None:
        raise ValueError(f"{name}: it starts with a docstring")
    words = " ".join(str(ast.literal_eval(start[0])).split())
    tries, _, stopped_by = words.partition("Stopped by:")
    if not stopped_by:
        raise ValueError(f'{name}: its docstring ends with "Stopped by: ..."')
    given = dict(_DIRECTIVE.findall(text))
    backend = given.get("backend", "numpy")
    slow = backend == "jax" or path.parent.name == HONEST
    return Attack(
        name=name,
        path=path,
        tries=tries.strip(),
        stopped_by=stopped_by.strip(),
        expect=frozenset(given.get("expect", "wrong").split("|")),
        at_most=int(given.get("at most", 0)),
        at_least=int(given.get("at least", 0)),
        lowest=given.get("from", "L0"),
        exercise=given.get("exercise", "info_nce"),
        backend=backend,
        wall_s=float(given.get("wall", SLOW_WALL_S if slow else WALL_S)),
    )


def everything() -> list[Attack]:
    """Return all attacks, then all controls: those are graded where the attacks were."""
    found = [read(path) for path in sorted(SUBMISSIONS.glob("*/*.py"))]
    return sorted(found, key=lambda attack: attack.honest)
