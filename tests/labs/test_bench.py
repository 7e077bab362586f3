from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from sslgrade.labs.bench import CALM, Bench, calm, need_packages
from sslgrade.study.errors import StudyError


class Meter:
    def __init__(self) -> None:
        self.labels: list[str] = []
        self.done = 0.0

    def stage(self, label: str) -> None:
        self.labels.append(label)

    def advance(self, share: float) -> None:
        self.done += share


def made(**options: Any) -> Bench:
    return Bench(options.pop("seed", 0), lambda name: pytest.fail(name), **options)


def test_the_bar_ends_where_it_is_full() -> None:
    meter = Meter()
    here = made(meter=meter)
    here.stages(3)
    here.stage("a")
    assert list(here.steps("b", 7)) == list(range(7))
    assert list(here.steps("c", 2)) == [0, 1]
    assert meter.labels == ["a", "b", "c"]
    assert meter.done == pytest.approx(1)


def test_streams_differ_by_name_and_by_seed_and_by_nothing_else() -> None:
    def first(seed: int, *names: str | int) -> float:
        return float(made(seed=seed).rng(*names).random())

    assert first(3, "steps", 1) == first(3, "steps", 1)
    assert len({first(3, "steps", 1), first(3, "steps", 2), first(4, "steps", 1)}) == 3


def test_sizes_pick() -> None:
    assert made().pick(5, 1) == 5
    assert made(size="smoke").pick(5, 1) == 1


def test_losses_are_asked_by_name() -> None:
    sentinel: Any = object()
    assert Bench(0, {"mae": sentinel}.__getitem__).losses("mae") is sentinel


def test_threads_are_left_as_somebody_set_them() -> None:
    assert calm({})["XLA_FLAGS"] == CALM
    assert calm({"XLA_FLAGS": "--mine"})["XLA_FLAGS"] == "--mine"
    assert calm({})["JAX_PLATFORMS"] == "cpu"


def test_a_missing_extra_is_one_line_with_the_install_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need_packages()
    real = find_spec
    monkeypatch.setattr(
        "sslgrade.labs.bench.find_spec", lambda n: None if n == "matplotlib" else real(n)
    )
    with pytest.raises(StudyError) as raised:
        need_packages()
    assert str(raised.value) == (
        "labs need matplotlib, not installed here. Install: pip install 'sslgrade[labs]'"
    )
    monkeypatch.setattr("sslgrade.labs.bench.find_spec", lambda n: None)
    with pytest.raises(StudyError, match="need scikit-learn and matplotlib and jax, not"):
        need_packages()


def test_a_silent_meter_lets_a_run_pass() -> None:
    here = made()
    here.stages(1)
    assert np.size(list(here.steps("a", 3))) == 3
