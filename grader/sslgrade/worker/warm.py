"""The warm process: packages are imported once, then one fork per submission.

Runs as a fresh interpreter (see :mod:`sslgrade.worker.zygote` for the parent's side), so that a
forked child inherits no answer. Forking is safe while there is one thread and no JAX backend: both
are asserted before every fork, and a refusal makes the parent spawn instead. Every process below
this one comes from a submission; when the parent is gone, by whatever end, all of them are killed.

One line of JSON each way; ``fork`` comes with the four descriptors of :class:`pipes.ChildEnds`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NoReturn

from sslgrade.worker import custody
from sslgrade.worker.child import PROGRESS, REQUESTS, RESULTS, die_with, lead_session, prepare
from sslgrade.worker.proc import threads

if TYPE_CHECKING:
    from sslgrade.worker.session import Session

CONTROL = 3
"""The descriptor of the socket to the parent."""
WATCH_S = 1.0
"""How often this process looks whether its parent is still there."""
MAX_LINE = 4096

BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from sslgrade.worker.warm import main; main(*sys.argv[1:])"
)


def main(root: str, backend: str, *places: str) -> None:
    """Serve until the parent is gone."""
    lead_session()
    os.closerange(CONTROL + 1, 1 << 16)
    session = prepare(root, backend, places)
    # Its own entry keeps this process a subreaper, and not dumpable, also when no child lives.
    custody.adopt(os.getpid)
    Warm(session).serve(socket.socket(fileno=CONTROL))


class Warm:
    """Forks children and ends them, one order at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._children: set[int] = set()
        self._parent = os.getppid()

    def serve(self, control: socket.socket) -> NoReturn:
        """Answer orders until the parent is gone, then end everything."""
        try:
            control.sendall(b'{"ready":true}\n')
            while True:
                ready, _, _ = select.select([control], [], [], WATCH_S)
                if os.getppid() != self._parent:
                    break
                if not ready:
                    continue
                line, fds, _, _ = socket.recv_fds(control, MAX_LINE, 4)
                if not line:
                    break
                answer = self._obey(json.loads(line), fds, control)
                control.sendall(json.dumps(answer).encode() + b"\n")
        except OSError:
            pass
        finally:
            self.end_all()
            os._exit(0)

    def _obey(self, order: dict[str, Any], fds: list[int], control: socket.socket) -> Any:
        if order["do"] == "fork":
            try:
                return self._fork(fds, control)
            finally:
                for fd in fds:
                    os.close(fd)
        pid = order["pid"]
        if pid not in self._children:
            return asdict(custody.Remains(lost=True))
        self._children.discard(pid)
        return asdict(custody.end(pid, "", order["patience_ms"] / 1000))

    def _fork(self, fds: list[int], control: socket.socket) -> dict[str, Any]:
        hindrance = self.hindrance()
        if hindrance or len(fds) != 4:
            return {"refused": hindrance or "four descriptors were expected"}
        me = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                die_with(me)
                control.close()
                self._become_child(*fds)
            finally:
                os._exit(1)
        custody.adopt(lambda: pid)
        self._children.add(pid)
        return {"pid": pid}

    def _become_child(self, requests: int, results: int, output: int, page: int) -> None:
        # recv_fds gave numbers from 3 on: move them out of the way of the numbers they become.
        import fcntl

        moved = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 16) for fd in (requests, results, page)]
        for target in (1, 2):
            os.dup2(output, target)
        for fd, target in zip(moved, (REQUESTS, RESULTS, PROGRESS), strict=True):
            os.dup2(fd, target)
        os.closerange(PROGRESS + 1, 64)
        self._session.serve(REQUESTS, RESULTS, PROGRESS)

    def hindrance(self) -> str:
        """Say why this process may not fork, or nothing."""
        if threads() != 1:
            return f"{threads()} threads are running"
        if self._session.backend == "jax":
            from jax._src import xla_bridge

            if xla_bridge.backends_are_initialized():
                return "a JAX backend was started"
        return ""

    def end_all(self) -> None:
        """Kill and reap all children and what they left behind."""
        for pid in self._children:
            try:
                os.killpg(pid, signal.SIGKILL)
            except OSError:
                continue
        for pid in self._children:
            custody.end(pid, "")
