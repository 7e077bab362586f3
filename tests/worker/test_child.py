"""The start of a child: what is on the path, and what is not imported."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from sslgrade.worker.messages import Request, Returned
from sslgrade.worker.spawn import folders


def test_preloading_leaves_the_path_as_it_was() -> None:
    code = (
        "import sys; from sslgrade.worker.child import preload\n"
        "before = list(sys.path); result = preload('numpy', {'numpy': sys.argv[1]})\n"
        "print(result, sys.path == before, 'numpy' in sys.modules, 'jax' in sys.modules)\n"
    )
    argv = [sys.executable, "-c", code, folders("numpy")["numpy"]]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "True", "True", "False"]


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
