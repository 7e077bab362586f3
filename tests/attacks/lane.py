"""One lane: a supervisor that lets attacks loose on a grader, one after the other, and watches.

It is a process of its own and a subreaper: whatever a grader loses falls to it, where it is seen.
``python -m tests.attacks.lane`` reads ``{"attack", "level", "warm"}`` lines and writes outcomes.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.attacks.arena import Arena
from tests.attacks.attack import (
    CPU_S,
    HONEST,
    JAX_CPU_S,
    MEMORY_MB,
    SUBMISSIONS,
    Attack,
    read,
)
from tests.attacks.outcome import OVERHEAD_S, Outcome, damages

SUBREAPER = 36
SETTLE_S = 2.0
"""What dies with a namespace or a parent may take a moment."""
PATIENCE_S = 3.0
STARTUP_S = 120.0
CONTROL = SUBMISSIONS / HONEST / "plain.py"


def descendants(pid: int) -> list[int]:
    """Return all processes below ``pid``."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            for word in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                found += [int(word), *descendants(int(word))]
    return found


def told(pid: int) -> str:
    """Return the command line of a process; empty if it has ended."""
    with contextlib.suppress(OSError):
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            return line.replace(b"\0", b" ").decode(errors="replace")[:80] or f"process {pid}"
    return ""


class Broken(Exception):
    """The grader does not even grade an honest control."""


class Lane:
    """An arena and the grader in it, which is replaced whenever an attack ends it."""

    def __init__(self) -> None:
        self._grader: subprocess.Popen[bytes] | None = None
        self._warmed: set[tuple[str, bool, str]] = set()
        self._keep: set[int] = set()
        self._build()

    def _build(self) -> None:
        self.arena = Arena()
        self._log = (self.arena.logs / "output").open("wb+")

    def run(self, attack: Attack, level: str, warm: bool) -> Outcome:
        """Let one attack loose."""
        try:
            self._prepare(attack.backend, level, warm)
        except Broken as error:
            self._replace()
            return Outcome(error=str(error))
        grader = self._started()
        self.arena.arm()
        self._log.seek(0)
        self._log.truncate()
        with contextlib.suppress(OSError):
            Path(f"/proc/{grader.pid}/clear_refs").write_text("5")  # forget the peak of memory
        cpu, begun = _cpu_s(grader.pid), time.monotonic()
        answer, late = self._ask(attack, level, warm, attack.wall_s + OVERHEAD_S + PATIENCE_S)
        elapsed = time.monotonic() - begun
        died = answer is None and not late
        # What a grader that hangs still holds is not lost.
        survivors = [] if late else self.survivors()
        outcome = Outcome(
            report=(answer or {}).get("report"),
            error=(answer or {}).get("error", ""),
            died=died,
            hung=late,
            elapsed_s=round(elapsed, 2),
            grader_cpu_s=round(_cpu_s(grader.pid) - cpu, 2) if answer else 0.0,
            grader_mb=_peak_mb(grader.pid) if answer else 0.0,
            survivors=survivors,
            written=self.arena.written(),
            leaks=self.arena.leaks(json.dumps(answer) + self._said()),
            connections=self.arena.connections(),
        )
        if damages(attack, outcome):
            # What is left of arena and grader says nothing about the next attack.
            self._replace()
            self.arena.close()
            self._log.close()
            self._build()
        return outcome

    def close(self) -> None:
        """End everything."""
        self._replace()
        self._log.close()
        self.arena.close()

    def _prepare(self, backend: str, level: str, warm: bool) -> None:
        """Grade an honest control first, so that nothing is imported or cached during an attack."""
        self._started()
        if (level, warm, backend) in self._warmed:
            return
        control = read(CONTROL.with_name("plain.py" if backend == "numpy" else "plain_jax.py"))
        answer, _ = self._ask(control, level, warm, STARTUP_S)
        if answer is None or (answer.get("report") or {}).get("status") != "passed":
            raise Broken(f"the control failed first: {answer} {self._said()}"[:2000])
        self._warmed.add((level, warm, backend))
        assert self._grader is not None
        # The warm processes of the grader stay; nothing below them may.
        self._keep = set(_settled(self._grader.pid))

    def _started(self) -> subprocess.Popen[bytes]:
        if self._grader is None or self._grader.poll() is not None:
            self._grader = subprocess.Popen(
                [sys.executable, "-P", str(self.arena.folder / "under_attack.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=self.arena.environment(),
                cwd=self.arena.work,
                start_new_session=True,
            )
            self._warmed.clear()
            self._keep.clear()
        return self._grader

    def _ask(
        self, attack: Attack, level: str, warm: bool, patience_s: float
    ) -> tuple[dict[str, Any] | None, bool]:
        """Return the grader's answer, and whether it was late."""
        jax = attack.backend == "jax"
        limits = {
            "cpu_s": JAX_CPU_S if jax else CPU_S,
            "wall_s": attack.wall_s,
            "memory_mb": 2048 if jax else MEMORY_MB,
        }
        job = {
            "exercise": attack.exercise,
            "backend": attack.backend,
            "source": base64.b64encode(attack.source(self.arena.places())).decode(),
            "level": level,
            "warm": warm,
            "limits": limits,
        }
        assert self._grader is not None
        assert self._grader.stdin is not None
        assert self._grader.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._grader.stdin.write(json.dumps(job).encode() + b"\n")
            self._grader.stdin.flush()
        deadline = time.monotonic() + patience_s
        line = b""
        fd = self._grader.stdout.fileno()
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([fd], [], [], left)[0]:
                return None, True
            part = os.read(fd, 1 << 16)
            if not part:
                return None, False
            line += part
        answer: dict[str, Any] = json.loads(line)
        return answer, False

    def survivors(self) -> list[str]:
        """Return what still lives, and end it."""
        deadline = time.monotonic() + SETTLE_S
        grader = self._grader.pid if self._grader else 0
        while True:
            alive = {pid: told(pid) for pid in descendants(os.getpid())}
            alive = {p: t for p, t in alive.items() if t and p != grader and p not in self._keep}
            if not alive or time.monotonic() > deadline:
                break
            time.sleep(0.02)
        for pid in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return sorted(alive.values())

    def _said(self) -> str:
        self._log.flush()
        return (self.arena.logs / "output").read_bytes().decode(errors="replace")

    def _replace(self) -> None:
        """End the grader and everything it still has."""
        if self._grader is None:
            return
        self._keep.clear()
        for pid in descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._grader.wait()
        for pipe in (self._grader.stdin, self._grader.stdout):
            with contextlib.suppress(OSError):
                pipe.close() if pipe else None
        self._grader = None
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _settled(pid: int) -> list[int]:
    """Return the processes below the grader once an ended child has gone."""
    time.sleep(0.3)
    return [below for below in descendants(pid) if told(below)]


def _cpu_s(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _peak_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def main() -> None:
    """Serve until stdin ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    # Ended from outside: the arena goes too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lane = Lane()
    try:
        for line in sys.stdin:
            job = json.loads(line)
            attack = read(SUBMISSIONS / f"{job['attack']}.py")
            print(json.dumps(asdict(lane.run(attack, job["level"], job["warm"]))), flush=True)
    finally:
        lane.close()


if __name__ == "__main__":
    main()
