"""Nothing survives, nothing else is touched, and the parent gets its own settings back."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from sslgrade.worker import custody
from sslgrade.worker.isolation import kernel

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and subreapers")

SLEEP = "import time; time.sleep(600)"
# A daemon in a session of its own, in an environment of its own.
DAEMON = (
    "import os, sys, time\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    if os.fork() == 0:\n"
    "        os.setsid()\n"
    "        print(os.getpid(), flush=True)\n"
    "        os.execve(sys.executable, ['python', '-c', 'import time; time.sleep(600)'], {})\n"
    "    os._exit(0)\n"
    "time.sleep(600)\n"
)


def spawn(code: str, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-S", "-c", code],
        env=env,
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_daemon_that_hides_is_found_and_other_children_are_spared() -> None:
    # What an application starts beside us: in its own session, with the usual environment.
    bystander = subprocess.Popen([sys.executable, "-S", "-c", SLEEP], start_new_session=True)
    worker = spawn(DAEMON, SSLGRADE_WORKER="t")
    custody.adopt(lambda: worker.pid)
    younger = subprocess.Popen([sys.executable, "-S", "-c", SLEEP], start_new_session=True)
    neighbour = subprocess.Popen([sys.executable, "-S", "-c", SLEEP], env={})
    assert worker.stdout is not None
    daemon = int(worker.stdout.readline())
    try:
        remains = custody.end(worker.pid, "t")
        assert remains.status == -9
        assert not remains.by_itself
        assert remains.survivors == []
        with pytest.raises(ProcessLookupError):
            os.kill(daemon, 0)
        assert [p.poll() for p in (bystander, younger, neighbour)] == [None] * 3
    finally:
        worker.stdout.close()
        worker.wait()
        for process in (bystander, younger, neighbour):
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("code", "status"), [("raise SystemExit(7)", 7), ("import os; os.abort()", -6)]
)
def test_a_child_that_ended_by_itself_tells_its_status(code: str, status: int) -> None:
    child = spawn(code)
    custody.adopt(lambda: child.pid)
    remains = custody.end(child.pid, "t", 5.0)
    assert (remains.by_itself, remains.status) == (True, status)
    assert remains.cpu_s > 0
    assert child.stdout is not None
    child.stdout.close()
    child.wait()


def test_the_status_is_known_also_without_waitid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "waitid")
    child = spawn("raise SystemExit(7)")
    custody.adopt(lambda: child.pid)
    remains = custody.end(child.pid, "t", 5.0)
    assert (remains.by_itself, remains.status) == (True, 7)
    assert remains.cpu_s > 0
    assert child.stdout is not None
    child.stdout.close()
    child.wait()


def test_patience_is_bounded() -> None:
    child = spawn(SLEEP)
    custody.adopt(lambda: child.pid)
    begun = time.monotonic()
    remains = custody.end(child.pid, "t", 0.1)
    assert not remains.by_itself
    assert time.monotonic() - begun < 3.0
    assert child.stdout is not None
    child.stdout.close()
    child.wait()


def test_the_parent_is_not_dumpable_only_while_a_worker_lives() -> None:
    before = kernel.prctl(kernel.PR_GET_DUMPABLE)
    children = [spawn(SLEEP), spawn(SLEEP)]
    for child in children:
        custody.adopt(lambda pid=child.pid: pid)  # type: ignore[misc]
    seen = [kernel.prctl(kernel.PR_GET_DUMPABLE)]
    for child in children:
        custody.end(child.pid, "t")
        seen.append(kernel.prctl(kernel.PR_GET_DUMPABLE))
        assert child.stdout is not None
        child.stdout.close()
        child.wait()
    assert seen == [0, 0, before]
