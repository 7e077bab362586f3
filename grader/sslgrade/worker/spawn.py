"""Starts a child: a fresh interpreter, an empty environment, six descriptors and a session.

posix_spawn instead of subprocess: importing subprocess costs 11 ms of CPU on every check, and the
child must run before the parent has imported anything. It also never copies the parent's memory,
which may hold answers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from sslgrade.records import dataclass
from sslgrade.worker import custody, pipes
from sslgrade.worker.child import BOOTSTRAP, PROGRESS, REQUESTS, RESULTS
from sslgrade.worker.isolation.levels import wrap_argv
from sslgrade.worker.isolation.plan import Plan
from sslgrade.worker.policy import PACKAGES

TOKEN = "SSLGRADE_WORKER"
"""The variable by which a stray descendant of a worker is recognised."""


class CannotStart(Exception):
    """The worker cannot run here, or was lost; no fault of the submission."""


@dataclass(frozen=True)
class Spawned:
    """A child that is a process of its own, started by this one."""

    pid: int
    token: str
    boxed: bool
    ends: pipes.ParentEnds

    def has_ended(self) -> bool:
        """Whether it has ended."""
        return custody.has_ended(self.pid, 0.0)

    def end(self, patience_s: float) -> custody.Remains:
        """Let it end by itself for so long, then kill it and all it left behind."""
        return custody.end(self.pid, self.token, patience_s, boxed=self.boxed)


def folders(backend: str) -> dict[str, str]:
    """Return where each package of the track is installed, without importing it."""
    from importlib.machinery import PathFinder

    found = {}
    for name in sorted(PACKAGES[backend]):
        spec = PathFinder.find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            found[name] = os.path.dirname(next(iter(spec.submodule_search_locations)))
    if backend not in found:
        extra = "sslgrade" if backend == "numpy" else "sslgrade[jax]"
        raise CannotStart(
            f"{backend} is not installed in this Python: python -m pip install '{extra}'"
        )
    return found


def environment(backend: str, token: str) -> dict[str, str]:
    """Return the child's whole environment: one thread per library, fixed hashes, no PATH."""
    env = {
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        TOKEN: token,
    }
    if backend == "jax":
        env |= {
            "JAX_PLATFORMS": "cpu",
            "JAX_ENABLE_X64": "1",
            "JAX_TRACEBACK_FILTERING": "off",
            "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
            # As many threads as the machine has cores otherwise, in each of a class's workers.
            "PJRT_NPROC": "1",
        }
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        # Some Pythons find their own shared library only through it.
        if name in os.environ:
            env[name] = os.environ[name]
    return env


def command(backend: str, bootstrap: str = BOOTSTRAP) -> list[str]:
    """Return the child's command line.

    ``-P -s -S`` and an environment of our own, not ``-I``: that would ignore PYTHONHASHSEED.
    """
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    places = [f"{name}={folder}" for name, folder in folders(backend).items()]
    flags = ["-P", "-s", "-S", "-X", "utf8"]
    return [sys.executable, *flags, "-c", bootstrap, root, backend, *places]


def start(argv: Sequence[str], env: Mapping[str, str], given: Mapping[int, int]) -> int:
    """Start a process in its own session; ``given`` maps its descriptors to ours."""
    if not hasattr(os, "posix_spawn"):
        raise CannotStart("learner code runs on Linux and macOS; on Windows, use WSL 2")
    # Ours are moved out of the way first, so that no dup2 overwrites one that is still needed.
    moved = {target: _above(fd) for target, fd in given.items()}
    try:
        actions = [(os.POSIX_SPAWN_DUP2, fd, target) for target, fd in moved.items()]
        try:
            return os.posix_spawn(argv[0], list(argv), env, file_actions=actions, setsid=True)
        except NotImplementedError:
            # An older C library: the child makes its own session.
            return os.posix_spawn(argv[0], list(argv), env, file_actions=actions)
    except OSError as error:
        raise CannotStart(f"the worker process cannot be started: {error}") from error
    finally:
        for fd in moved.values():
            os.close(fd)


def _above(fd: int) -> int:
    import fcntl

    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 16)


def spawn(backend: str, plan: Plan) -> Spawned:
    """Start a child; it imports its packages while the parent goes on."""
    argv = wrap_argv(plan, command(backend))
    token = os.urandom(8).hex()
    mine, its = pipes.make()
    empty = os.open(os.devnull, os.O_RDONLY)
    given = {
        0: empty,
        1: its.output,
        2: its.output,
        REQUESTS: its.requests,
        RESULTS: its.results,
        PROGRESS: its.progress,
    }
    try:
        pid = custody.adopt(lambda: start(argv, environment(backend, token), given))
    except CannotStart:
        pipes.close(mine)
        raise
    finally:
        os.close(empty)
        its.close()
    return Spawned(pid, token, bool(plan.bubblewrap), mine)
