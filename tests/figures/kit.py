"""What all figures share, ``concept/figures/kit/``, stands in each of them between two lines.

A figure is one file that imports nothing: it is inlined into a page, and shown in a notebook. So
what they share is written once, in the kit, and copied; ``python -m tests.figures.kit`` copies it,
and ``test_kit.py`` fails where a copy is stale.
"""

from __future__ import annotations

import re
from pathlib import Path

FIGURES = Path(__file__).resolve().parents[2] / "concept" / "figures"

_SLOTS = (
    (
        "kit.css",
        re.compile(r"(?<=^/\* kit \*/\n).*?(?=^/\* end of kit \*/$)", re.MULTILINE | re.DOTALL),
    ),
    ("kit.js", re.compile(r"(?<=^// kit\n).*?(?=^// end of kit$)", re.MULTILINE | re.DOTALL)),
)


def figures() -> list[Path]:
    """Return the files of all figures."""
    return sorted(FIGURES.glob("*.js"))


def filled(source: str) -> str:
    """Return a figure's source with the kit as it is now."""
    for name, slot in _SLOTS:
        shared = (FIGURES / "kit" / name).read_text(encoding="utf-8")
        # A function, since a text would have its backslashes read.
        source, found = slot.subn(lambda _: shared, source)  # noqa: B023 (called at once)
        assert found == 1, f"found {found} places for {name}, expected 1"
    return source


if __name__ == "__main__":
    for path in figures():
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
