"""Start the worker before anything slow is imported: it loads NumPy while we load the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sslgrade.commands._asked import Asked
    from sslgrade.worker.launch import Worker
    from sslgrade.worker.messages import Limits


class Early:
    """A worker that is starting up, and what it was started for; it can be taken once."""

    def __init__(
        self, worker: Worker | None = None, backend: str = "", limits: Limits | None = None
    ) -> None:
        self.worker = worker
        self.backend = backend
        self.limits = limits

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


def prespawn(asked: Asked) -> Early:
    """Start a worker for a ``check``; none where it is unclear which one it needs.

    Wrong use is not reported here: the command runs into it later, and explains it.
    """
    backend = asked.backend or _backend(asked.file)
    if backend is None:
        return Early()
    try:
        from sslgrade.grading import grade

        limits = _usual(backend)
        return Early(grade.prespawn(backend, asked.isolation, limits), backend, limits)
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


def _backend(file: str | None) -> str | None:
    from sslgrade.study.errors import StudyError
    from sslgrade.study.workspace import find

    try:
        workspace = (find(Path(file).parent) if file else None) or find(Path.cwd())
        if workspace is not None:
            return workspace.backend
        if file is None or not Path(file).is_file():
            return None
        return None if b"jax" in Path(file).read_bytes() else "numpy"
    except (StudyError, OSError):
        return None
