"""What one ``sslgrade check`` was asked, read without click where the arguments are plain."""

from __future__ import annotations

from collections.abc import Sequence

from sslgrade.records import dataclass

BACKENDS = ("numpy", "jax")
LEVELS = ("auto", "L0", "L1", "L2", "L3")


@dataclass
class Asked:
    """The arguments of one ``check``; ``file`` and ``names`` as they were typed."""

    names: Sequence[str] = ()
    file: str | None = None
    backend: str | None = None
    seed: int | None = None
    isolation: str = "auto"
    as_json: bool = False
    no_color: bool = False


def plain(arguments: Sequence[str]) -> Asked | None:
    """Read arguments as click would; None where they are wrong or unusual, and click must read."""
    asked = Asked()
    names = []
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--json":
            asked.as_json = True
        elif word == "--no-color":
            asked.no_color = True
        elif name in ("--backend", "--isolation", "--file", "--seed"):
            if not _take(asked, name, value if equals else next(words, "")):
                return None
        elif word.startswith("-"):
            return None
        else:
            names.append(word)
    asked.names = names
    return None if asked.file is not None and len(names) != 1 else asked


def _take(asked: Asked, name: str, value: str) -> bool:
    """Keep the value of one option, if it is a right one."""
    if not value or value.startswith("-"):
        return False
    if name == "--file":
        asked.file = value
        return True
    if name == "--seed":
        if not (value.isascii() and value.isdigit()):
            return False
        asked.seed = int(value)
        return True
    if name == "--backend":
        asked.backend = value
        return value in BACKENDS
    asked.isolation = value
    return value in LEVELS
