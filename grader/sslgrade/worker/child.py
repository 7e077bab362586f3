"""The start of the process in which learner code runs: import the track's packages, then serve.

:mod:`sslgrade.worker.launch` starts it as a fresh interpreter with an empty environment and
``BOOTSTRAP`` as its program; arguments are the folder that holds sslgrade, the track, and for every
package ``name=folder``. Whatever needs NumPy is imported here, because afterwards the folders leave
``sys.path`` and files cannot be read any more.
"""

from __future__ import annotations

import os
import sys
from typing import Any

REQUESTS, RESULTS, PROGRESS = 3, 4, 5
"""The descriptors that a child finds open, beside 0 (empty), 1 and 2 (one capped pipe)."""

PR_SET_PDEATHSIG, SIGKILL = 1, 9

BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from sslgrade.worker.child import main; main(*sys.argv[1:])"
)


def main(root: str, backend: str, *places: str) -> None:
    """Run a child until the parent closes its pipe."""
    die_with(os.getppid())
    lead_session()
    # Inherited descriptors that were not marked close-on-exec; one system call where there is one.
    os.closerange(PROGRESS + 1, 1 << 16)
    folders = dict(place.split("=", 1) for place in places)
    jax = preload(backend, folders)
    from sslgrade.worker.session import Session

    sys.path.remove(root)
    del sys.argv[1:]
    Session(backend, folders, jax).serve(REQUESTS, RESULTS, PROGRESS)


def die_with(parent: int) -> None:
    """Ask the kernel to end this process with the thread of ``parent`` that started it (Linux)."""
    if sys.platform == "linux":
        from sslgrade.worker.isolation.kernel import prctl

        prctl(PR_SET_PDEATHSIG, SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def lead_session() -> None:
    """Leave the parent's session where it could not be done for us, so as to die as a group."""
    if sys.platform != "linux" and os.getsid(0) != os.getpid():
        os.setsid()


def preload(backend: str, folders: dict[str, str]) -> Any:
    """Import the track's packages; return jax or None. No JAX backend is started."""
    places = [place for place in dict.fromkeys(folders.values()) if place not in sys.path]
    sys.path += places
    try:
        if backend == "numpy":
            import numpy  # noqa: F401

            return None
        import jax
        import jax.numpy

        return jax
    finally:
        for place in places:
            sys.path.remove(place)
