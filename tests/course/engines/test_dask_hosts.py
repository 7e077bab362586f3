import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.course.store import Store, StoreError

EACH = 40
PATIENCE_S = 120.0


@pytest.fixture
def names(hosts: ModuleType) -> Iterator[tuple[str, str, str]]:
    opened = hosts.hosts()
    try:
        made = opened.__enter__()
    except hosts.NoHosts as error:
        pytest.skip(f"no separate hosts here: {error}")
    yield made
    opened.__exit__(None, None, None)


def write_class(root: Path) -> None:
    for exercise in ("mlm_loss", "info_nce"):
        reference = catalogue().get(exercise).reference_source("numpy")
        (root / exercise).mkdir(parents=True)
        for number in range(EACH):
            text = f"import time\ntime.sleep(0.03)\n{reference}# {number}\n"
            (root / exercise / f"s{number:02}.py").write_text(text)


def graded(store: Path) -> int:
    try:
        with Store.open(store, read_only=True) as opened:
            return len(list(opened.rows()))
    except StoreError:  # not made yet
        return 0


def network(pid: int) -> str:
    return os.readlink(f"/proc/{pid}/ns/net")


def test_a_class_on_three_hosts_one_of_which_is_lost(
    names: tuple[str, str, str], hosts: ModuleType, clusters: ModuleType, tmp_path: Path
) -> None:
    cluster = clusters.Cluster(tmp_path)
    write_class(tmp_path / "hw1")
    scheduler, *workers = names
    store = tmp_path / "class.sqlite"
    run: subprocess.Popen[Any] | None = None
    try:
        cluster.start_scheduler(hosts.SCHEDULER, hosts.within(scheduler))
        for name, address in zip(workers, hosts.WORKERS, strict=True):
            cluster.start_worker(address, hosts.within(name))
        argv = [sys.executable, "-c", "from sslgrade.commands import main; main()", "course"]
        argv += ["grade", "hw1", "--engine", "dask", "--scheduler", cluster.address, "--json"]
        run = subprocess.Popen(
            [*hosts.within(scheduler), *argv],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + PATIENCE_S
        while not graded(store) and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        found = {network(process.pid) for process in (cluster.scheduler, *cluster.workers)}
        assert len(found) == 3
        assert network(os.getpid()) not in found
        os.killpg(cluster.workers[0].pid, signal.SIGKILL)
        assert 0 < graded(store) < 2 * EACH, cluster.logs()
        out, err = run.communicate(timeout=PATIENCE_S)
        assert run.returncode == 0, err + cluster.logs()
    finally:
        if run is not None and run.poll() is None:
            run.kill()
            run.communicate()
        cluster.close()
    summary = json.loads(out)
    assert (summary["graded"], summary["faults"]) == (2 * EACH, [])
    with Store.open(store, read_only=True) as opened:
        assert {row.report["status"] for row in opened.rows()} == {"passed"}
        assert len(list(opened.rows())) == 2 * EACH
