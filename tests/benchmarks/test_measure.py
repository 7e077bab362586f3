"""What is measured is what was spent: by the process, by its children, and by nothing else."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from measure import cgroup, cpu_seconds, interleaved, medians, used

BUSY = """
import os, time
if os.fork() == 0:
    while time.process_time() < 0.3:
        pass
    os._exit(0)
os.wait()
"""
EXIT = "import sys; sys.exit({})"


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def test_children_count(tmp_path: Path) -> None:
    assert 0.25 < cpu_seconds(python(BUSY), tmp_path) < 3


def test_sleep_does_not(tmp_path: Path) -> None:
    assert cpu_seconds(python("import time; time.sleep(0.3)"), tmp_path) < 0.25


@pytest.mark.parametrize(("code", "right"), [(0, True), (1, True), (2, False)])
def test_a_command_that_went_wrong_is_no_measurement(
    tmp_path: Path, code: int, right: bool
) -> None:
    command = python(EXIT.format(code))
    if right:
        cpu_seconds(command, tmp_path)
        return
    with pytest.raises(RuntimeError, match="ended with status"):
        cpu_seconds(command, tmp_path)


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with status"):
        cpu_seconds([str(tmp_path / "none")], tmp_path)


def test_rounds_are_interleaved_and_the_median_is_told() -> None:
    order: list[str] = []

    def taking(name: str, *seconds: float) -> Callable[[], float]:
        left = iter(seconds)

        def work() -> float:
            order.append(name)
            return next(left)

        return work

    found = interleaved({"a": taking("a", 1, 9, 2), "b": taking("b", 4, 5, 6)}, 3)
    assert found == {"a": 2, "b": 5}
    assert "".join(order) == "ababab"


def test_commands_run_once_before(tmp_path: Path) -> None:
    code = "open('runs', 'a').write('x')"
    assert medians({"one": python(code)}, tmp_path, 3)["one"] > 0
    assert (tmp_path / "runs").read_text() == "xxxx"


@pytest.mark.parametrize(
    ("name", "text"), [("cpuacct.usage", "1500000000\n"), ("cpu.stat", "usage_usec 1500000\n")]
)
def test_both_versions_of_cgroups_are_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert used(tmp_path) == 1.5


def test_no_cgroup_where_none_can_be_made(tmp_path: Path) -> None:
    with cgroup([tmp_path / "missing"]) as group:
        assert group is None


def test_a_folder_that_is_no_cgroup_is_not_used(tmp_path: Path) -> None:
    with cgroup([tmp_path]) as group:
        assert group is None
    assert list(tmp_path.iterdir()) == []


def test_a_cgroup_sees_what_nobody_waited_for(tmp_path: Path) -> None:
    with cgroup() as group:
        if group is None:
            assert os.geteuid() != 0 or not os.access("/sys/fs/cgroup", os.W_OK)
            return
        orphan = BUSY.replace("os.wait()", "time.sleep(0.01)")
        cpu_seconds(python(orphan), tmp_path, group)
        deadline = time.monotonic() + 10
        while used(group) < 0.3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert used(group) > 0.25
        while (group / "cgroup.procs").read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
