"""The parent's end of a child: sends frames, receives frames, drains what the child prints.

Never blocks longer than its deadline, and never waits for one pipe while another is full: the
child's output is read (the first bytes kept, the rest thrown away) whenever anything is awaited.
"""

from __future__ import annotations

import os
import select
import time
from collections import deque
from collections.abc import Callable, Iterable

from sslgrade.worker.pipes import ParentEnds
from sslgrade.worker.wire import CHUNK, Assembler, EndOfStream, Frame

QUIET_S = 1.0
MAX_ANSWER = 72 << 20
"""Largest body of one answer: what one call may return (64 MB), and what waits with it."""


class Late(Exception):
    """The deadline passed."""


class Channel:
    """Three pipes of one child: requests, results, output."""

    def __init__(self, ends: ParentEnds, keep: int) -> None:
        self._requests, self._results, self._output = ends.requests, ends.results, ends.output
        for fd in (self._requests, self._results, self._output):
            os.set_blocking(fd, False)
        self._queue: deque[memoryview] = deque()
        self._assembler = Assembler(MAX_ANSWER)
        self._kept = bytearray()
        self._keep = keep
        self._poll = select.poll()
        self._poll.register(self._results, select.POLLIN)
        self._poll.register(self._output, select.POLLIN)

    def keep(self, size: int) -> None:
        """Keep the first ``size`` bytes of output."""
        self._keep = size

    @property
    def output(self) -> bytes:
        """The first bytes that the child printed."""
        return bytes(self._kept)

    def send(self, parts: Iterable[memoryview]) -> None:
        """Write as much as the pipe takes now; :meth:`receive` writes the rest."""
        self._queue.extend(parts)
        self._write()
        if self._queue:
            self._poll.register(self._requests, select.POLLOUT)

    def receive(self, deadline: float, has_ended: Callable[[], bool] = lambda: False) -> Frame:
        """Return the next frame; :class:`Late` at the deadline, EndOfStream if there is none.

        ``has_ended`` is asked after every quiet second: a process that learner code forked may
        hold the pipe open when the child is gone.
        """
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Late
            events = self._poll.poll(min(left, QUIET_S) * 1000 + 1)
            if not events and has_ended():
                raise EndOfStream
            for fd, event in events:
                if fd == self._output:
                    self._drain()
                elif fd == self._requests:
                    self._write()
                elif event & (select.POLLIN | select.POLLHUP | select.POLLERR):
                    frame = self._read()
                    if frame is not None:
                        return frame

    def drain(self) -> None:
        """Read the output that is there now."""
        # Bounded: a pipe holds 64 KiB, and whoever still writes should not keep us.
        for _ in range(100):
            if self._output < 0 or not self._drain():
                return

    def close(self) -> None:
        """Close all pipes."""
        for fd in (self._requests, self._results, self._output):
            if fd >= 0:
                os.close(fd)
        self._requests = self._results = self._output = -1

    def _write(self) -> None:
        try:
            while self._queue:
                part = self._queue[0]
                count = os.write(self._requests, part[:CHUNK])
                if count == len(part):
                    self._queue.popleft()
                else:
                    self._queue[0] = part[count:]
        except BlockingIOError:
            return
        except BrokenPipeError:
            # The child is gone; the results pipe says so.
            self._queue.clear()
        # Nothing left to write: a pipe that is always writable would keep poll awake.
        try:
            self._poll.unregister(self._requests)
        except KeyError:
            return

    def _read(self) -> Frame | None:
        try:
            count = os.readv(self._results, [self._assembler.room()])
        except BlockingIOError:
            return None
        if count == 0:
            raise EndOfStream
        return self._assembler.filled(count)

    def _drain(self) -> bool:
        try:
            data = os.read(self._output, 1 << 16)
        except BlockingIOError:
            return False
        if not data:
            self._poll.unregister(self._output)
            os.close(self._output)
            self._output = -1
            return False
        self._kept += data[: max(0, self._keep - len(self._kept))]
        return True
