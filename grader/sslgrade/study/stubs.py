"""Which stubs a workspace was given: so that begun work is told from an untouched file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sslgrade.records import dataclass, field
from sslgrade.study.store import Say, Store

FORMAT_VERSION = 1


def fingerprint(source: bytes) -> str:
    """Hash a file, blind to line ends and trailing blanks, which editors change by themselves."""
    lines = [line.rstrip() for line in source.replace(b"\r\n", b"\n").split(b"\n")]
    return hashlib.sha256(b"\n".join(lines).strip()).hexdigest()[:16]


@dataclass(frozen=True)
class Given:
    """One stub as it was written: its fingerprint, and the exercise's content hash then."""

    stub: str
    content: str


@dataclass
class Stubs:
    """All stubs written, by exercise."""

    given: dict[str, Given] = field(default_factory=dict)

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Stubs:
        """Read the document of a state file."""
        return cls({str(k): Given(str(v["stub"]), str(v["content"])) for k, v in _items(document)})

    def dump(self) -> dict[str, Any]:
        """Return the document of a state file."""
        return {"given": {key: asdict(given) for key, given in self.given.items()}}

    def untouched(self, exercise: str, source: bytes, stub: str) -> bool:
        """Whether a file is still the stub: the one given then, or the one of today."""
        given = self.given.get(exercise)
        print_ = fingerprint(source)
        return print_ == fingerprint(stub.encode()) or (given is not None and print_ == given.stub)


def _items(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(document["given"].items())


def store(state: Path, say: Say) -> Store[Stubs]:
    """Return the file of stubs in a workspace's state folder."""
    return Store(state / "stubs.json", FORMAT_VERSION, Stubs.parse, Stubs.dump, Stubs, say)
