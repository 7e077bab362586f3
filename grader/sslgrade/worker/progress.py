"""How many calls of a batch are done, readable after the child was killed in the middle of one.

Results travel in frames of many calls; a hang or a crash would lose the count. The child writes it
into one shared page before every call (well below a microsecond), the parent reads it afterwards.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys

_COUNT = struct.Struct("<Q")
SIZE = mmap.PAGESIZE


def create() -> int:
    """Return the descriptor of an anonymous shared page."""
    if sys.platform == "linux":
        fd = os.memfd_create("progress", os.MFD_CLOEXEC)
    else:
        import tempfile

        handle, name = tempfile.mkstemp()
        os.unlink(name)
        fd = handle
    os.truncate(fd, SIZE)
    return fd


def read(fd: int) -> int:
    """Return the count that the child last wrote."""
    return int(_COUNT.unpack(os.pread(fd, _COUNT.size, 0))[0])


class Progress:
    """The child's side: writes the count."""

    def __init__(self, fd: int) -> None:
        self._page = mmap.mmap(fd, SIZE)
        os.close(fd)

    def done(self, count: int) -> None:
        """Say that ``count`` calls of this batch are done."""
        _COUNT.pack_into(self._page, 0, count)
