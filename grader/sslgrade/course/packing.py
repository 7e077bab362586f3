"""How results lie in the store: a key for each text, and reports split so that equal ones are one.

A report without what was measured while it was made is the same for everybody who made the same
mistake. Kept once, it makes a result of 10 kB one of a few hundred bytes.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple


class Measured(NamedTuple):
    """What differs between two gradings of the same mistake."""

    cpu_s: float
    wall_s: float
    peak_rss_mb: float


def normalised(source: bytes) -> bytes:
    """Return a text without what no Python reads: the kind of line ends, blanks at the end."""
    text = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.rstrip(b" \t\n\f") + b"\n"


def key_of(
    bundle: str,
    exercise: str,
    backend: str,
    source: bytes,
    modules: Mapping[str, bytes] | None = None,
) -> str:
    """Return the identity of a submission: equal ones are graded once.

    ``bundle`` is the hash of the exercise's folders, so that a changed exercise asks for new
    results; ``modules`` are the learner's earlier exercises that this one imports.
    """
    made = hashlib.sha256()
    parts = [bundle.encode(), exercise.encode(), backend.encode(), normalised(source)]
    for name, text in sorted((modules or {}).items()):
        parts += [name.encode(), normalised(text)]
    for part in parts:
        # Lengths first: no text can pretend to be the parts of another.
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def split(report: Mapping[str, Any]) -> tuple[str, Measured]:
    """Return a report as canonical JSON without its measurements, and those."""
    body = {k: v for k, v in report.items() if k not in Measured._fields}
    # ASCII: a message may hold half of a surrogate pair, which SQLite cannot store as text.
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text, Measured(*(float(report[name]) for name in Measured._fields))


def join(body: str, cost: Measured) -> dict[str, Any]:
    """Return the report that :func:`split` took apart."""
    report: dict[str, Any] = json.loads(body)
    return {**report, **cost._asdict()}


def digest(body: str) -> bytes:
    """Return the identity of a report's text."""
    return hashlib.sha256(body.encode()).digest()


def pack(source: bytes) -> bytes:
    """Compress a submission's text."""
    return zlib.compress(source, 6)


def unpack(packed: bytes) -> bytes:
    """Return the text that :func:`pack` compressed."""
    return zlib.decompress(packed)
