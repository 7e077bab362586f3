from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from sslgrade.labs import losses as module
from sslgrade.labs.losses import Losses, number, parts, shaped
from sslgrade.study.errors import StudyError
from sslgrade.worker.messages import (
    Loaded,
    Outcome,
    Raised,
    Request,
    Returned,
    Usage,
    WorkerFailure,
)


class Runner:
    """Answers with what it was given; counts how often it was ended."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[Request] = []
        self.closed = 0

    def load(self) -> Loaded:
        return Loaded(())

    def again(self, limits: Any) -> Any:
        raise NotImplementedError

    def run(self, requests: Sequence[Request]) -> list[Outcome]:
        self.asked += requests
        if isinstance(self.answer, Exception):
            raise self.answer
        return [self.answer for _ in requests]

    def close(self) -> Usage:
        self.closed += 1
        return Usage(1.5, 2.0, 10.0, "L3", ())


def made(answer: Any, by: Any = "yours", backend: str = "numpy") -> tuple[Losses, list[Runner]]:
    started: list[Runner] = []

    def start() -> Any:
        started.append(Runner(answer))
        return started[-1]

    return Losses(by, backend, ("mlm_loss", "mlm_grad"), start), started


def test_nothing_starts_before_the_first_call() -> None:
    losses, started = made(Returned(np.float64(2)))
    losses.close()
    assert started == []
    assert losses.value("mlm_loss", 1, p=2) == 2
    request = started[0].asked[0]
    assert (request.function, request.args, request.kwargs) == ("mlm_loss", (1,), {"p": 2})
    assert request.transform == "eager"


def test_jax_files_are_compiled_and_asked_for_slopes() -> None:
    losses, started = made(Returned((np.float64(2),)), backend="jax")
    with pytest.raises(StudyError):
        losses.value_and_slopes("nt_xent", (1, 2), (0, 1), {"tau": 0.5})
    assert [r.transform for r in started[0].asked] == ["jit", "grad"]
    assert started[0].asked[1].wrt == (0, 1)


def test_a_fresh_worker_takes_over_before_the_cap_and_both_are_paid_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RENEW_AFTER", 100)
    losses, started = made(Returned((np.zeros(8), {"a": np.zeros(8)})))
    for _ in range(3):
        losses.value("mlm_loss")
    losses.close()
    assert [r.closed for r in started] == [1, 1, 1]
    assert losses.cpu_s == 4.5


@pytest.mark.parametrize(
    ("answer", "by", "message"),
    [
        (
            Raised("ValueError", "shapes differ."),
            "yours",
            "your mlm_loss.py and mlm_grad.py stopped the lab: mlm_loss raised ValueError: shapes "
            "differ. Run `sslgrade check mlm_loss`, or take the reference: --reference.",
        ),
        (
            WorkerFailure("time", "used its 300 s of CPU"),
            "yours",
            "your mlm_loss.py and mlm_grad.py stopped the lab: used its 300 s of CPU. "
            "Run `sslgrade check mlm_loss`, or take the reference: --reference.",
        ),
        (
            Raised("TypeError", "no"),
            "reference",
            "the reference of mlm_loss.py and mlm_grad.py failed: mlm_loss raised TypeError: no. "
            "Please report it.",
        ),
    ],
)
def test_faults_in_words(answer: Any, by: str, message: str) -> None:
    losses, _ = made(answer, by)
    with pytest.raises(StudyError) as raised:
        losses.value("mlm_loss")
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("value", "found"), [(np.zeros(3), "shape (3,)"), (float("nan"), "nan"), (np.inf, "inf")]
)
def test_a_loss_is_one_finite_number(value: Any, found: str) -> None:
    with pytest.raises(StudyError) as raised:
        number(value, "mae_loss")
    assert str(raised.value) == (
        f"mae_loss returned {found} during the lab, expected one finite number. "
        "Check it again, or take the reference: --reference."
    )


@pytest.mark.parametrize(
    ("value", "found"),
    [(np.zeros((3, 2)), "(3, 2)"), (np.full((2, 3), np.nan), "values that are not finite")],
)
def test_a_slope_has_the_shape_of_what_it_is_the_slope_of(value: Any, found: str) -> None:
    with pytest.raises(StudyError) as raised:
        shaped(value, np.zeros((2, 3)), "mae_loss")
    assert str(raised.value) == (
        f"mae_loss returned a gradient with {found} during the lab, expected finite (2, 3). "
        "Check it again, or take the reference: --reference."
    )


def test_good_numbers_pass() -> None:
    assert number(np.float32(2.5), "x") == 2.5
    assert shaped(np.ones((2, 3)), np.zeros((2, 3)), "x").dtype == np.float32


@pytest.mark.parametrize(
    ("value", "found"), [(np.float64(1), "one value"), ((1, 2, 3), "3 values"), ({}, "one value")]
)
def test_several_values_are_as_many_as_expected(value: Any, found: str) -> None:
    with pytest.raises(StudyError) as raised:
        parts(value, 2, "mae_loss")
    assert str(raised.value) == (
        f"mae_loss returned {found} during the lab, expected 2. "
        "Check it again, or take the reference: --reference."
    )
    assert parts((1, 2), 2, "mae_loss") == (1, 2)
