import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sslgrade.course.engines import dask as engine_module
from sslgrade.course.engines.dask import Dask
from sslgrade.course.engines.tasks import EngineError, Setup, Task

MakeTask = Callable[..., Task]
RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"
SLOW = "import time\ntime.sleep(0.1)\n" + RIGHT
KILLS = (
    "import os, signal\n"
    "def square_loss(pred, target):\n"
    "    os.kill(os.getppid(), signal.SIGKILL)\n"
    "    return 0.0\n"
)
BOMB = "x = [bytearray(10_000_000) for _ in range(10_000)]\n"


@pytest.fixture(scope="module")
def two_workers(clusters: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with clusters.cluster(tmp_path_factory.mktemp("dask"), 2) as made:
        yield made


@pytest.fixture
def engine(two_workers: Any, setup: Setup) -> Iterator[Dask]:
    made = Dask(setup, two_workers.address, batch=4)
    yield made
    made.close()


def test_every_task_once_and_poison_harms_nobody(engine: Dask, task: MakeTask) -> None:
    poison = [task(KILLS), task(BOMB)]
    honest = [task(f"{RIGHT}# {i}\n") for i in range(12)]
    found = {done.key: done.report for done in engine.run([*honest[:6], *poison, *honest[6:]])}
    assert [found[t.key]["status"] for t in honest] == ["passed"] * 12  # type: ignore[index]
    assert [(found[t.key]["score"], found[t.key]["reason"]) for t in poison] == [  # type: ignore[index]
        (0, "wrong"),
        (0, "memory"),
    ]


def test_what_no_worker_can_grade_stops_the_run(engine: Dask, task: MakeTask) -> None:
    with pytest.raises(EngineError, match="a worker has another version of it"):
        list(engine.run([task(bundle="other")]))


def test_a_worker_that_is_killed_loses_nothing(
    two_workers: Any, engine: Dask, task: MakeTask
) -> None:
    tasks = [task(f"{SLOW}# {i}\n") for i in range(24)]
    found = []
    for done in engine.run(tasks):
        found.append(done)
        if len(found) == 5:
            os.killpg(two_workers.workers[0].pid, signal.SIGKILL)
    assert sorted(done.key for done in found) == sorted(t.key for t in tasks)
    assert {done.report["status"] for done in found if done.report} == {"passed"}
    assert not [done.fault for done in found if done.fault]
    two_workers.start_worker()


def test_a_cluster_that_is_gone_is_told(
    clusters: ModuleType, tmp_path: Path, setup: Setup, task: MakeTask
) -> None:
    with clusters.cluster(tmp_path, 1) as made:
        engine = Dask(setup, made.address, batch=1, alone_s=2.0)
        running = engine.run([task(f"{SLOW}# {i}\n") for i in range(40)])
        next(running)
        os.killpg(made.workers[0].pid, signal.SIGKILL)
        with pytest.raises(EngineError) as caught:
            list(running)
        assert str(caught.value) == (
            f"the scheduler at {made.address} has no worker since 2 s. What was graded is kept. "
            "Start workers, `dask worker ADDR`, and run the same command again."
        )
        made.start_worker()
        running = engine.run([task(f"{SLOW}# {i}\n") for i in range(40)])
        next(running)
        os.killpg(made.scheduler.pid, signal.SIGKILL)
        with pytest.raises(EngineError) as caught:
            list(running)
        assert str(caught.value) == (
            f"the scheduler at {made.address} is gone. What was graded is kept. Start it again, "
            "with its workers, and run the same command again."
        )
        engine.close()


def test_no_scheduler(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "CONNECT_S", 1)
    for address, why in (
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1 ("),
        ("nonsense://x", "no Dask scheduler answers at nonsense://x ("),
    ):
        with pytest.raises(EngineError) as caught:
            Dask(setup, address)
        assert str(caught.value).startswith(why)
        assert str(caught.value).endswith(
            "). Start one: `dask scheduler`, and on each machine `dask worker ADDR`."
        )


def test_without_dask(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError) as caught:
        Dask(setup, "tcp://127.0.0.1:1")
    assert str(caught.value) == (
        "--engine dask needs Dask: python -m pip install 'sslgrade[batch]'"
    )
