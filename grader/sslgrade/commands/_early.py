"""Start the worker before anything slow is imported: it loads NumPy while we load click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sslgrade.worker.launch import Worker
    from sslgrade.worker.messages import Limits


@dataclass
class Early:
    """A worker that is starting up, and what it was started for; it can be taken once."""

    worker: Worker | None = None
    backend: str = ""
    limits: Limits | None = None

    def take(self, backend: str, limits: Limits) -> Worker | None:
        """Hand the worker out if it fits."""
        if self.worker is None or (backend, limits) != (self.backend, self.limits):
            return None
        worker, self.worker = self.worker, None
        return worker

    def close(self) -> None:
        """End a worker that nobody took."""
        if self.worker is not None:
            self.worker.close()
            self.worker = None


def prespawn(arguments: Sequence[str]) -> Early:
    """Start a worker for a plain ``check``; none where the arguments are not plain.

    Wrong usage is not reported here: click reads the same arguments later.
    """
    wanted = _plain(arguments)
    if wanted is None:
        return Early()
    backend, isolation = wanted
    try:
        from sslgrade.grading import grade

        limits = _usual(backend)
        return Early(grade.prespawn(backend, isolation, limits), backend, limits)
    except Exception:
        # The same fault comes again, and is explained, when the command itself runs into it.
        return Early()


def _usual(backend: str) -> Limits:
    """Return the budget of an exercise that sets none; one that does gets a worker of its own."""
    from sslgrade.grading.grade import JAX_CPU_S, JAX_MEMORY_MB
    from sslgrade.worker.messages import Limits

    if backend == "jax":
        return Limits(cpu_s=JAX_CPU_S, wall_s=10 * JAX_CPU_S, memory_mb=JAX_MEMORY_MB)
    return Limits()


def _plain(arguments: Sequence[str]) -> tuple[str, str] | None:
    """Guess backend and isolation level; None where ``check`` will not grade, or it is unclear."""
    options: dict[str, str] = {}
    ids = []
    words = iter(arguments)
    for word in words:
        if word in ("--json", "--no-color"):
            continue
        name, equals, value = word.partition("=")
        if name in ("--backend", "--isolation", "--file", "--seed"):
            options[name] = value if equals else next(words, "")
        elif word.startswith("-"):
            return None
        else:
            ids.append(word)
    backend = options.get("--backend") or _backend(options.get("--file"))
    if backend not in ("numpy", "jax") or (len(ids) != 1 and "--file" in options):
        return None
    return backend, options.get("--isolation", "auto")


def _backend(file: str | None) -> str | None:
    from sslgrade.study.errors import StudyError
    from sslgrade.study.workspace import find

    try:
        workspace = (find(Path(file).parent) if file else None) or find(Path.cwd())
        if workspace is not None:
            return workspace.backend
        return None if file is None or b"jax" in Path(file).read_bytes() else "numpy"
    except (StudyError, OSError):
        return None
