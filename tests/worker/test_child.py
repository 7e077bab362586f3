"""The start of a child: what is on the path, and what is not imported."""

from __future__ import annotations

from typing import Any

import pytest

from sslgrade.worker.messages import Request, Returned
from sslgrade.worker.policy import PACKAGES


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_nothing_is_imported_but_the_track(worker: Any, backend: str) -> None:
    pytest.importorskip(backend)
    given = worker(
        "import sys\n"
        "roots = {name.partition('.')[0] for name in list(sys.modules)}\n"
        "print(*sorted(roots - sys.stdlib_module_names))\n"
        "def f(): pass\n",
        backend,
    )
    given.load()
    roots = set(given.close().output.split()) - {"__main__", "submission", "__mp_main__"}
    assert backend in roots
    # Names that compiled code gives itself, and the standard library's data for this platform.
    other = {r for r in roots if "cython" in r or r.startswith("_sysconfigdata_")}
    assert roots - other - PACKAGES[backend] == set()


def test_learner_code_sees_a_clean_interpreter(worker: Any) -> None:
    given = worker(
        "import sys, os, gc\n"
        "def f():\n"
        "    site = [p for p in sys.path if 'site-packages' in p or 'grader' in p]\n"
        "    fds = os.listdir('/proc/self/fd')\n"
        "    return len(sys.argv), len(site), len(sys.meta_path), len(fds)\n"
    )
    (outcome,) = given.run([Request("f")])
    # Open: 0, 1, 2, the two pipes, the page of the count, and the folder that is being listed.
    assert outcome == Returned((1, 0, 4, 7))
