"""The shared count."""

from __future__ import annotations

import os

from sslgrade.worker import progress


def test_what_the_child_writes_the_parent_reads() -> None:
    fd = progress.create()
    assert progress.read(fd) == 0
    counter = progress.Progress(os.dup(fd))
    for count in (1, 2, 1 << 40):
        counter.done(count)
        assert progress.read(fd) == count
    os.close(fd)
