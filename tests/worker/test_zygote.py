"""The warm process: same answers, no leftovers whoever is killed, a cold start where it must."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from sslgrade.worker import proc, zygote
from sslgrade.worker.isolation.levels import reach
from sslgrade.worker.launch import Worker
from sslgrade.worker.messages import Limits, Request, Returned, Submission, WorkerFailure
from sslgrade.worker.spawn import CannotStart, Spawned
from sslgrade.worker.zygote import Forked, Zygote, ZygotePool

SUM = Submission(b"def f(x): return x.sum()\n", "numpy")
SLEEP = Submission(b"import time\ndef f(x): time.sleep(600)\n", "numpy")
CALL = Request("f", (np.ones(3),))
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def warm(left_behind: Callable[[], list[int]]) -> Iterator[Zygote]:
    with Zygote.start("numpy", "L1") as given:
        yield given
    assert left_behind() == []


def child_of(worker: Worker) -> Any:
    return worker._child


def gone(pid: int, patience_s: float = 10.0) -> bool:
    deadline = time.monotonic() + patience_s
    while not proc.has_ended(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_many_submissions_one_warm_process(warm: Zygote) -> None:
    for i in range(5):
        with warm.launch(SUM) as worker:
            assert isinstance(child_of(worker), Forked)
            assert worker.run([Request("f", (np.full(3, i),))]) == [Returned(np.int64(3 * i))]
        usage = worker.close()
        assert 0 < usage.cpu_s < 1
        assert usage.peak_rss_mb > 5
        assert usage.level == "L1"


def test_submissions_do_not_see_each_other(warm: Zygote) -> None:
    spoil = Submission(
        b"import numpy as np, sys\nnp.sum = None\nsys.secret = 1\ndef f(x): pass", "numpy"
    )
    look = Submission(
        b"import numpy as np, sys\ndef f(x): return np.sum(x) + hasattr(sys, 'secret')", "numpy"
    )
    for submission in (spoil, look):
        with warm.launch(submission) as worker:
            outcomes = worker.run([CALL])
    assert outcomes == [Returned(np.float64(3.0))]


def test_ways_to_die_keep_their_reasons(warm: Zygote) -> None:
    for body, reason, text in (
        ("os._exit(7)", "crash", "exited with status 7 before answering, in a call"),
        ("os.kill(os.getpid(), 11)", "crash", "was ended by SIGSEGV in a call"),
        ("\n    while True: pass", "time", "used its 1 s of CPU in a call"),
        ("time.sleep(600)", "time", "gave no answer within 2 s in a call"),
    ):
        limits = Limits(cpu_s=10.0, wall_s=2.0) if "gave" in text else Limits(cpu_s=1.0)
        source = f"import os, time\ndef f(x): {body}\n".encode()
        with (
            warm.launch(Submission(source, "numpy"), limits=limits) as worker,
            pytest.raises(WorkerFailure) as caught,
        ):
            worker.run([CALL])
        assert (caught.value.reason, caught.value.message) == (reason, text)
    assert warm.alive


def test_the_best_level_is_reached_in_a_fork_too() -> None:
    level = reach("auto", "numpy").level
    with Zygote.start("numpy") as warm, warm.launch(SUM) as worker:
        assert worker.run([CALL]) == [Returned(np.float64(3.0))]
        assert worker.close().level == level
        assert isinstance(child_of(worker), Forked)


def test_several_threads_share_it(warm: Zygote) -> None:
    def grade(i: int) -> Any:
        with warm.launch(SUM) as worker:
            return worker.run([Request("f", (np.full(3, i),))])[0].value  # type: ignore[union-attr]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(grade, range(12))) == [3 * i for i in range(12)]


@linux
def test_a_daemon_of_a_forked_child_does_not_survive(warm: Zygote) -> None:
    source = (
        b"import os, time\n"
        b"def f(x):\n"
        b"    if os.fork() == 0:\n"
        b"        os.setsid()\n"
        b"        if os.fork() == 0:\n"
        b"            os.setsid()\n"
        b"            print(os.getpid(), flush=True)\n"
        b"            time.sleep(600)\n"
        b"        os._exit(0)\n"
        b"    time.sleep(0.3)\n"
    )
    with warm.launch(Submission(source, "numpy")) as worker:
        worker.run([CALL])
    assert gone(int(worker.close().output))


@linux
def test_killing_the_warm_process_ends_its_children_and_is_not_blamed_on_anyone(
    left_behind: Callable[[], list[int]],
) -> None:
    with Zygote.start("numpy", "L1") as warm:
        worker = warm.launch(SLEEP)
        worker.load()
        pid = child_of(worker).pid
        os.kill(warm._pid, signal.SIGKILL)
        with pytest.raises(CannotStart, match="grade it again"):
            worker.run([CALL])
        worker.close()
        assert gone(pid)
        # The next one starts cold.
        with warm.launch(SUM) as worker:
            assert isinstance(child_of(worker), Spawned)
            assert worker.run([CALL]) == [Returned(np.float64(3.0))]
        assert not warm.alive
    assert left_behind() == []


@linux
def test_killing_a_child_is_a_crash(warm: Zygote) -> None:
    with warm.launch(SLEEP) as worker:
        worker.load()
        os.kill(child_of(worker).pid, signal.SIGKILL)
        with pytest.raises(WorkerFailure, match="SIGKILL"):
            worker.run([CALL])
    assert warm.alive


GRADER = """
import sys, time
from sslgrade.worker.zygote import Zygote
from sslgrade.worker.messages import Request, Submission
source = b'''
import os, time
if os.fork() == 0:
    os.setsid()
    time.sleep(600)
def f(): time.sleep(600)
'''
warm = Zygote.start("numpy", "L1")
worker = warm.launch(Submission(source, "numpy"))
worker.load()
print(warm._pid, worker._child.pid, flush=True)
if sys.argv[1] == "busy":
    worker.run([Request("f")])
time.sleep(600)
"""


@linux
@pytest.mark.parametrize("moment", ["idle", "busy"])
def test_killing_the_grader_leaves_no_process(moment: str) -> None:
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER, moment], stdout=subprocess.PIPE, text=True
    )
    assert grader.stdout is not None
    pids = [int(word) for word in grader.stdout.readline().split()]
    family = proc.descendants(grader.pid)
    assert set(pids) <= set(family)
    assert len(family) >= 3
    grader.kill()
    grader.wait()
    grader.stdout.close()
    assert all(gone(pid) for pid in family)


@linux
@pytest.mark.parametrize("patience", [0.0, 0.02, 0.1])
def test_killing_the_warm_process_while_it_starts(patience: float) -> None:
    with Zygote.start("numpy", "L1") as warm:
        time.sleep(patience)
        os.kill(warm._pid, signal.SIGKILL)
        with warm.launch(SUM) as worker:
            assert worker.run([CALL]) == [Returned(np.float64(3.0))]


def test_a_pool_replaces_what_is_gone() -> None:
    with ZygotePool("L1") as pool:
        with pool.launch(SUM) as worker:
            worker.run([CALL])
        first = pool._zygotes["numpy"]
        os.kill(first._pid, signal.SIGKILL)
        for _ in range(2):
            with pool.launch(SUM) as worker:
                assert worker.run([CALL]) == [Returned(np.float64(3.0))]
        assert pool._zygotes["numpy"] is not first
        assert isinstance(child_of(worker), Forked)


def test_the_other_track_is_refused(warm: Zygote) -> None:
    with pytest.raises(ValueError, match="this warm process is for numpy submissions"):
        warm.launch(Submission(b"", "jax"))


def test_a_process_that_cannot_be_started_leaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(CannotStart):
        Zygote.start("numpy", "L0")


def test_a_refusal_to_fork_falls_back_to_a_cold_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with Zygote.start("numpy", "L1") as warm:
        monkeypatch.setattr(warm, "order", lambda *_: {"refused": "2 threads are running"})
        with warm.launch(SUM) as worker:
            assert isinstance(child_of(worker), Spawned)
            assert worker.run([CALL]) == [Returned(np.float64(3.0))]


def test_jax_is_forked_before_a_backend_starts() -> None:
    pytest.importorskip("jax")
    source = Submission(b"import jax.numpy as jnp\ndef f(x): return jnp.sum(x)\n", "jax")
    call = Request("f", (np.ones(3),), transform="jit")
    with Zygote.start("jax") as warm:
        for _ in range(3):
            with warm.launch(source, limits=Limits(cpu_s=60)) as worker:
                assert isinstance(child_of(worker), Forked)
                assert worker.run([call]) == [Returned(np.float64(3.0))]


def test_closing_twice_is_fine() -> None:
    warm = zygote.Zygote.start("numpy", "L0")
    warm.close()
    warm.close()
    assert not warm.alive
