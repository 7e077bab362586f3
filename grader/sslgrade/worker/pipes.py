"""The descriptors between a parent and one child: three pipes and a shared page."""

from __future__ import annotations

import os
from typing import Protocol

from sslgrade.records import dataclass
from sslgrade.worker import progress
from sslgrade.worker.custody import Remains


@dataclass(frozen=True)
class ChildEnds:
    """What the child is given; the parent closes its copies once the child has them."""

    requests: int
    results: int
    output: int
    progress: int

    def all(self) -> list[int]:
        """Return the descriptors in the order in which they are sent to a warm process."""
        return [self.requests, self.results, self.output, self.progress]

    def close(self) -> None:
        """Close them, except the page, which both ends share."""
        for fd in (self.requests, self.results, self.output):
            os.close(fd)


@dataclass(frozen=True)
class ParentEnds:
    """What the parent keeps."""

    requests: int
    results: int
    output: int
    progress: int


class Child(Protocol):
    """A started child, spawned or forked."""

    @property
    def ends(self) -> ParentEnds:
        """The parent's descriptors."""

    def has_ended(self) -> bool:
        """Whether it has ended; False where that cannot be known."""

    def end(self, patience_s: float) -> Remains:
        """Let it end by itself for so long, then kill it and all it left behind."""


def make() -> tuple[ParentEnds, ChildEnds]:
    """Open the pipes and the page."""
    request_out, request_in = os.pipe()
    result_out, result_in = os.pipe()
    output_out, output_in = os.pipe()
    page = progress.create()
    return (
        ParentEnds(request_in, result_out, output_out, page),
        ChildEnds(request_out, result_in, output_in, page),
    )


def close(ends: ParentEnds) -> None:
    """Close the parent's descriptors."""
    for fd in (ends.requests, ends.results, ends.output, ends.progress):
        os.close(fd)
