"""The start of the process in which learner code runs: import the track's packages, then serve.

:mod:`sslgrade.worker.launch` starts it as a fresh interpreter with an empty environment and
``BOOTSTRAP`` as its program; arguments are the folder that holds sslgrade, the track, and for every
package ``name=folder``. Everything of ours is imported here, because afterwards sslgrade is hidden
and, from L2 on, its files cannot be read.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sslgrade.worker.session import Session

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
    session = prepare(root, backend, places)
    session.serve(REQUESTS, RESULTS, PROGRESS)


def prepare(root: str, backend: str, places: Sequence[str]) -> Session:
    """Import what a submission needs, and nothing else that may be installed beside it.

    No JAX backend is started.
    """
    from sslgrade.worker.guard import install

    sys.path.remove(root)
    del sys.argv[1:]
    folders = dict(place.split("=", 1) for place in places)
    guard = install({**folders, "sslgrade": root})
    jax: Any = None
    if backend == "jax":
        import jax
        import jax.numpy
    else:
        from sslgrade.worker.docstrings import skip_docstrings

        skip_docstrings()
    from sslgrade.worker.session import Session

    # What was imported stays: no collection need visit it, nor a forked child copy its pages.
    gc.freeze()
    return Session(backend, guard, jax)


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
