"""When the warm process may fork. The rest of it is tested from the parent's side (test_zygote)."""

from __future__ import annotations

import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from sslgrade.worker import warm
from sslgrade.worker.warm import Warm

NUMPY: Any = SimpleNamespace(backend="numpy")


def test_one_thread_may_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "threads", lambda: 1)
    assert Warm(NUMPY).hindrance() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_two_threads_may_not() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert Warm(NUMPY).hindrance().endswith("threads are running")
    finally:
        stop.set()
        thread.join()


def test_a_started_jax_backend_may_not() -> None:
    pytest.importorskip("jax")
    code = (
        "import jax\n"
        "from sslgrade.worker import warm\n"
        "from types import SimpleNamespace\n"
        "given = warm.Warm(SimpleNamespace(backend='jax'))\n"
        "warm.threads = lambda: 1\n"
        "print(given.hindrance())\n"
        "jax.numpy.zeros(1)\n"
        "print(given.hindrance())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\na JAX backend was started\n"


def test_an_order_without_its_descriptors_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "threads", lambda: 1)
    control: Any = SimpleNamespace()
    given = Warm(NUMPY)
    assert given._obey({"do": "fork"}, [], control) == {"refused": "four descriptors were expected"}
    assert given._obey({"do": "end", "pid": 1, "patience_ms": 0}, [], control)["lost"] is True
