"""Real text that everybody has: the docstrings of the running Python's standard library."""

from __future__ import annotations

import ast
import hashlib
import re
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = Any
SKIPPED = frozenset(
    ("test", "tests", "site-packages", "dist-packages", "idlelib", "lib2to3", "turtledemo")
)
HELD_OUT = 26
"""Of 256 hash values: a tenth of the files, chosen by the hash of the file's name."""


@dataclass(frozen=True)
class Corpus:
    """Characters as numbers, 0 to V-1; the last number stands for all rare characters."""

    train: Array
    held_out: Array
    vocabulary: int
    files: int
    sha256: str

    def data(self) -> dict[str, str | int]:
        """Return what tells this corpus from that of another Python."""
        return {
            "corpus": "docstrings of the standard library of the running Python",
            "files": self.files,
            "training characters": len(self.train),
            "held-out characters": len(self.held_out),
            "vocabulary": self.vocabulary,
            "sha256": self.sha256,
        }


def corpus(characters: int, vocabulary: int) -> Corpus:
    """Read docstrings until there are enough characters, about a tenth of the files held out.

    Rare characters become one: a vocabulary of V keeps the V - 1 commonest.
    """
    parts: dict[bool, list[str]] = {False: [], True: []}
    size = files = 0
    for name, text in _texts():
        held_out = hashlib.sha256(name.encode()).digest()[0] < HELD_OUT
        parts[held_out].append(text)
        files, size = files + 1, size + len(text)
        if size >= characters and sum(map(len, parts[True])) >= characters // 20:
            break
    train, other = ("".join(part) for part in parts.values())
    digest = hashlib.sha256((train + "\0" + other).encode()).hexdigest()
    common = Counter(train).most_common(vocabulary - 1)
    # Ties in the counts must not depend on the order in which characters came.
    kept = sorted(character for character, _ in common)
    number = {character: i for i, character in enumerate(kept)}
    rows = [
        np.array([number.get(c, len(kept)) for c in text], dtype=np.int32)
        for text in (train, other)
    ]
    return Corpus(rows[0], rows[1], len(kept) + 1, files, digest)


def _texts() -> Iterator[tuple[str, str]]:
    base = Path(sysconfig.get_paths()["stdlib"])
    for path in sorted(base.rglob("*.py")):
        relative = path.relative_to(base)
        if SKIPPED & set(relative.parts) or "test" in relative.stem:
            continue
        text = docstrings(path)
        if text:
            yield relative.as_posix(), text


def docstrings(path: Path) -> str:
    """Return a file's docstrings: lower case, ASCII, single spaces; nothing where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return ""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for node in ast.walk(tree) if isinstance(node, kinds))
    found = [text for node in nodes if (text := ast.get_docstring(node))]
    if not found:
        return ""
    text = "\n".join(found).lower().replace("\t", " ") + "\n"
    text = "".join(c for c in text if c == "\n" or " " <= c <= "~")
    return re.sub(r"\s*\n\s*", "\n", re.sub(r" +", " ", text))


def windows(text: Array, starts: Array, length: int) -> Array:
    """Return the pieces of a text that begin at ``starts``: int[N, length]."""
    return text[starts[:, None] + np.arange(length)]
