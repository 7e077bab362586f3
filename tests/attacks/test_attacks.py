"""Every adversarial submission against a real grader, cold and warm, at this machine's best level.

``python -m tests.attacks.table`` shows the same at every level. The alarms are tested at L0, where
they must ring.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys

import pytest
from tests.attacks import arena, table
from tests.attacks.attack import SUBMISSIONS, everything, read
from tests.attacks.lanes import Job, Lanes
from tests.attacks.outcome import Outcome, damages, faults

from sslgrade.worker.isolation.levels import reach

ATTACKS = {attack.name: attack for attack in everything()}
WAYS = {"cold": False, "warm": True}
JOBS = [
    pytest.param((name, "auto", warm), id=f"{name}-{way}")
    for name in ATTACKS
    for way, warm in WAYS.items()
]
L2 = pytest.mark.skipif(
    reach("auto", "numpy").level < "L2", reason="this machine does not reach L2, which stops them"
)
NO_JAX = importlib.util.find_spec("jax") is None


def layers(lanes: Lanes, job: Job) -> list[str]:
    """Return the layers that an honest run reports."""
    name = "honest/plain" if ATTACKS[job[0]].backend == "numpy" else "honest/plain_jax"
    report = lanes.outcome((name, job[1], job[2])).report
    return [] if report is None else list(report["isolation"]["layers"])


@L2
@pytest.mark.parametrize("job", JOBS)
def test_nothing_is_gained_and_nothing_is_damaged(lanes: Lanes, job: Job) -> None:
    attack = ATTACKS[job[0]]
    if attack.backend == "jax" and NO_JAX:
        pytest.skip("jax is not installed")
    outcome = lanes.outcome(job)
    assert not faults(attack, outcome, layers(lanes, job)), outcome


ALARMS = {
    "search/read_reference": "full marks",
    "search/secret_in_disguise": "secret told (hex, base64, reversed)",
    "files/remove_and_rename": "files changed",
    "network/udp": "network reached (1)",
    "network/unix_sockets": "network reached (2)",
    "parent/kill_it": "grader killed",
    "processes/every_way_to_start_one": "a program ran",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the arena looks into /proc")
@pytest.mark.parametrize(
    ("job", "alarm"),
    [pytest.param((name, "L0", False), alarm, id=name) for name, alarm in ALARMS.items()],
)
def test_the_alarms_ring_where_nothing_is_isolated(lanes: Lanes, job: Job, alarm: str) -> None:
    found = damages(ATTACKS[job[0]], lanes.outcome(job))
    assert any(damage.startswith(alarm) for damage in found), found


LOSES_A_PROCESS = """
import subprocess
from tests.attacks.lane import Lane
lane = Lane()
subprocess.Popen(["sleep", "20"])
print(lane.survivors())
lane.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the arena looks into /proc")
def test_a_process_that_is_left_behind_is_seen() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOSES_A_PROCESS],
        cwd=arena.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['sleep 20 ']\n"


def test_a_grader_that_hangs_or_costs_too_much_is_seen() -> None:
    attack = read(SUBMISSIONS / "bombs" / "sleep.py")
    assert damages(attack, Outcome(hung=True)) == ["grader hangs"]
    assert damages(attack, Outcome(error="OSError: no")) == ["no report (OSError: no)"]
    report = {
        "status": "error",
        "reason": "crash",
        "score": 1,
        "max_score": 10,
        "message": "",
        "output": "",
        "isolation": {"level": "L2", "layers": ["process", "prayer"]},
    }
    outcome = Outcome(report, elapsed_s=99.0, grader_cpu_s=9.0, grader_mb=9000.0)
    assert faults(attack, outcome, ["process"]) == [
        "reason crash, expected time",
        "1 points, at most 0 were earned",
        "a reason without a message",
        "took 99.0 s of 2",
        "cost the grader 9.0 s of CPU",
        "cost the grader 9000 MB",
        "the report names layers that are not there: ['process', 'prayer']",
    ]


def test_there_are_enough_of_them() -> None:
    assert sum(not attack.honest for attack in ATTACKS.values()) >= 60
    assert sum(attack.honest for attack in ATTACKS.values()) >= 6


def test_the_table_has_every_attack() -> None:
    rows = re.findall(r"^\| `(.+?)` \|", table.README.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(ATTACKS), "python -m tests.attacks.table writes it anew"


def test_below_l2_full_marks_come_from_the_disk_alone() -> None:
    for line in table.README.read_text(encoding="utf-8").splitlines():
        if "**full marks**" in line and line.startswith("| `"):
            assert "Landlock (L2)" in ATTACKS[line.split("`")[1]].stopped_by, line
