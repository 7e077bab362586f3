"""Capstones: right code trains and passes; what leaks, cheats or collapses fails and is named."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sslgrade.authoring import statics
from sslgrade.content import capstone as content
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.grading import replay
from sslgrade.grading.capstone import UNTRAINED, Capstone, trusted
from sslgrade.grading.context import Context
from sslgrade.grading.grade import grade, grade_with
from sslgrade.grading.trusted import functions_of
from sslgrade.report.model import CheckResult, Report

pytest.importorskip("jax")
CAPSTONES = ("train_lm", "train_contrastive")
Functions = Mapping[str, Callable[..., Any]]


def run(name: str, functions: Functions, size: content.Size = "glance", seed: int = 0) -> Report:
    """Grade functions in this process, the reference's where none is given."""
    exercise = catalogue().get(name)
    reference = functions_of(exercise.reference_source("jax"), "reference")
    runner = trusted(exercise, {**reference, **functions})
    return grade_with(runner, exercise, "jax", seed, size=size)


def believed(name: str, misconception: str) -> Functions:
    found = catalogue().get(name).misconceptions()
    return next(m.code for m in found if m.id == misconception)


def check(report: Report, name: str) -> CheckResult:
    return next(c for c in report.checks if c.id == name)


def public(exercise: Exercise) -> Exercise:
    return replace(exercise, private=None)


@pytest.mark.parametrize("name", CAPSTONES)
def test_they_hold(name: str) -> None:
    if name == "train_contrastive":
        pytest.importorskip("sklearn")
    exercise = catalogue().get(name)
    assert statics.faults(exercise) == []
    assert (exercise.manifest.limits.cpu_s, exercise.manifest.points) == (180, 20)


@pytest.mark.parametrize("name", CAPSTONES)
def test_the_reference_passes_in_the_worker(name: str) -> None:
    if name == "train_contrastive":
        pytest.importorskip("sklearn")
    exercise = catalogue().get(name)
    report = grade(exercise.reference_source("jax").encode(), exercise, "jax", seed=1, size="smoke")
    assert [(c.id, c.message) for c in report.checks if c.status != "passed"] == []
    assert (report.status, report.score, report.max_score) == ("passed", 20, 20)
    assert "steps" in report.output


@pytest.mark.parametrize("name", CAPSTONES)
def test_the_stub_is_not_started(name: str) -> None:
    exercise = catalogue().get(name)
    report = grade(exercise.stub("jax").encode(), exercise, "jax", seed=0, size="glance")
    assert (report.status, report.score) == ("not_started", 0)


@pytest.mark.parametrize(
    ("misconception", "objective", "alarm"),
    [
        ("lm-no-shift", "ntp", True),
        ("lm-double-shift", "ntp", False),
        ("lm-future-visible", "ntp", True),
    ],
)
def test_a_shifted_target_and_a_leaking_mask_fail(
    misconception: str, objective: str, alarm: bool
) -> None:
    report = run("train_lm", believed("train_lm", misconception), "smoke")
    unseen = check(report, f"{objective}_unseen")
    assert (report.status, unseen.status) == ("failed", "failed")
    assert ("Leak alarm" in unseen.message) == alarm
    assert check(report, f"{objective}_overfit").status == "failed"
    assert check(report, "mlm_unseen").status == "passed"
    assert report.diagnosis is not None
    assert report.diagnosis.misconceptions == (misconception,)


def test_a_mask_that_leaks_is_seen_without_training() -> None:
    causality = check(run("train_lm", believed("train_lm", "lm-future-visible")), "causality")
    assert causality.status == "failed"
    assert causality.message.startswith(
        "other characters from position 6 on change the predictions before it"
    )


def test_collapsed_embeddings_fail() -> None:
    pytest.importorskip("sklearn")
    name = "contrast-agreement-only"
    report = run("train_contrastive", believed("train_contrastive", name), "smoke")
    healthy, accuracy = check(report, "healthy"), check(report, "accuracy")
    assert (healthy.status, accuracy.status) == ("failed", "failed")
    assert healthy.message.startswith("the embeddings of unseen digits collapsed: std_mean 0.00")
    assert report.diagnosis is not None
    assert report.diagnosis.misconceptions == (name,)


@pytest.mark.parametrize("name", ["contrast-one-view", "contrast-no-augmentation"])
def test_embeddings_that_keep_the_place_fail(name: str) -> None:
    pytest.importorskip("sklearn")
    report = run("train_contrastive", believed("train_contrastive", name), "smoke")
    assert check(report, "healthy").status == "passed"
    assert check(report, "accuracy").status == "failed"


def test_a_probe_that_uses_the_test_set_fails() -> None:
    report = run("train_contrastive", believed("train_contrastive", "probe-fitted-on-test"))
    alone = check(report, "probe_alone")
    assert alone.status == "failed"
    assert "predictions change when other rows of test_x do" in alone.message


def test_a_probe_fitted_on_test_clusters_fails_too() -> None:
    """Another way to learn from the test set: move the training means to the test set's."""
    fair = functions_of(catalogue().get("train_contrastive").reference_source("jax"), "r")

    def shifted(train_x: Any, train_y: Any, test_x: Any) -> Any:
        return fair["linear_probe"](train_x, train_y, test_x + train_x.mean(0) - test_x.mean(0))

    report = run("train_contrastive", {"linear_probe": shifted})
    assert check(report, "probe_alone").status == "failed"
    assert report.diagnosis is not None
    assert report.diagnosis.misconceptions == ("probe-fitted-on-test",)


@pytest.mark.parametrize("name", CAPSTONES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_misconceptions_are_named_at_a_glance(name: str, seed: int) -> None:
    for m in catalogue().get(name).misconceptions():
        report = run(name, m.code, seed=seed)
        assert report.diagnosis is not None, m.id
        assert report.diagnosis.misconceptions == (m.id,)


def test_two_wrong_objectives_are_both_named() -> None:
    both = {
        **believed("train_lm", "lm-all-tokens-asked"),
        "ntp_objective": believed("train_lm", "lm-no-shift")["ntp_objective"],
    }
    report = run("train_lm", both)
    assert report.diagnosis is not None
    assert report.diagnosis.misconceptions == ("lm-no-shift", "lm-all-tokens-asked")


def test_a_bug_in_no_catalogue_gets_no_name() -> None:
    right = functions_of(catalogue().get("train_lm").reference_source("jax"), "r")
    report = run("train_lm", {"ntp_objective": lambda *a: 1.01 * right["ntp_objective"](*a)})
    assert check(report, "ntp_values").status == "failed"
    assert report.diagnosis is None


def test_untrained_checks_are_skipped_at_a_glance() -> None:
    report = run("train_lm", {})
    assert (report.status, check(report, "ntp_unseen").message) == ("failed", UNTRAINED)


def test_half_a_file_is_judged_by_halves() -> None:
    exercise = catalogue().get("train_lm")
    runner = trusted(exercise, {"ntp_objective": lambda *a: np.zeros(3)})
    report = grade_with(runner, exercise, "jax", 0, size="glance")
    assert check(report, "mlm_values").message == "your file defines no function mlm_objective"
    assert check(report, "ntp_values").message == (
        "raised TypeError: ntp_objective returned shape (3,), expected one number"
    )
    assert check(report, "causality").message == (
        "raised ValueError: ntp_objective never called apply: it asked for no prediction"
    )


@pytest.mark.parametrize("value", [0.0, 3.871])
def test_without_answers_the_properties_of_an_entry_count_together(value: float) -> None:
    """A constant ln V starts right and sees no future: that alone earns nothing."""
    exercise = public(catalogue().get("train_lm"))
    constant = {n: (lambda *a: value) for n in ("ntp_objective", "mlm_objective")}
    report = grade_with(trusted(exercise, constant), exercise, "jax", 0, size="glance")
    assert (report.mode, report.score, report.diagnosis) == ("public", 0, None)
    assert {c.kind for c in report.checks} == {"property"}


def test_forged_results_are_refused() -> None:
    """Learner code shares the driver's process: it may return what it likes."""
    exercise = catalogue().get("train_lm")
    asked = content.calls(exercise, np.random.default_rng(0), "glance")
    forged: dict[str, Any] = dict.fromkeys(asked, np.zeros((2, 2)))
    for name, finding in content.findings(exercise).items():
        if name in ("ntp_values", "mlm_values"):
            with pytest.raises(TypeError):
                finding(asked, forged)


@pytest.mark.parametrize(
    ("name", "train", "check_id", "measure", "good"),
    [
        ("train_contrastive", "train", "healthy", "health", (1.0, 1.0, 32)),
        ("train_contrastive", "train", "accuracy", "accuracy", 1.0),
        ("train_lm", "ntp_train", "ntp_unseen", "value", 0.0),
        ("train_lm", "mlm_train", "mlm_unseen", "value", 0.0),
    ],
)
def test_parameters_of_another_run_are_refused(
    name: str,
    train: str,
    check_id: str,
    measure: str,
    good: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever trains at home does not know the start: it is drawn for every run."""
    if name == "train_contrastive":
        pytest.importorskip("sklearn")
    exercise = catalogue().get(name)
    judge = content.judge(exercise)
    assert judge is not None
    here, home = (content.calls(exercise, np.random.default_rng(s), "smoke") for s in (0, 1))
    # As if the parameters from home were as good as any.
    monkeypatch.setattr(judge, measure, lambda *a: good)
    finding = judge.CHECKS[check_id]

    def found(calls: Any) -> str | None:
        steps = len(here[train].inputs["rows"])
        came = {train: {"params": calls[train].inputs["params"], "curve": np.ones(steps)}}
        return finding(here, came)  # type: ignore[no-any-return]

    assert found(here) is None
    message = found(home)
    assert message is not None
    assert "has nothing of the" in message


@pytest.mark.parametrize("check_id", ["probe_alone", "probe_linear", "probe_learns"])
def test_a_column_of_predictions_is_not_compared_with_a_row(check_id: str) -> None:
    exercise = catalogue().get("train_contrastive")
    asked = content.calls(exercise, np.random.default_rng(0), "glance")
    came = {
        name: np.zeros((len(call.inputs["test_x"]), 1))
        for name, call in asked.items()
        if call.entry == "probe"
    }
    with pytest.raises(ValueError, match=r"predicted classes: found shape \(.*, 1\), expected"):
        content.findings(exercise)[check_id](asked, came)


def test_nor_are_views_or_the_diagnosis() -> None:
    exercise = catalogue().get("train_contrastive")
    asked = content.calls(exercise, np.random.default_rng(0), "glance")
    came: dict[str, Any] = dict.fromkeys(asked)
    came |= {name: np.zeros((8, 1, 11)) for name in asked if name.startswith("views")}
    judge = content.judge(exercise)
    assert judge is not None
    for look in (content.findings(exercise)["views"], judge.suspects):
        with pytest.raises(ValueError, match="views: found shape"):
            look(asked, came)


def test_predictions_of_another_width_are_refused() -> None:
    exercise = catalogue().get("train_lm")
    asked = content.calls(exercise, np.random.default_rng(0), "glance")
    came = {"ntp_past": np.zeros((3, 12, 1)), "ntp_other_future": np.zeros((3, 12, 1))}
    with pytest.raises(ValueError, match="predictions: found shape"):
        content.findings(exercise)["causality"](asked, came)


def test_what_the_grader_has_no_memory_for_is_a_finding() -> None:
    def huge(asked: Any, came: Any) -> None:
        raise MemoryError("128 TiB")

    session = Capstone.__new__(Capstone)
    session.asked, session.came = {}, {}
    assert session._safely(huge) == (
        "what came back does not have the shapes of the driver's results (MemoryError: 128 TiB)"
    )


def test_without_scikit_learn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = catalogue().get("train_contrastive")
    module = content.public(exercise)
    module.digits.cache_clear()
    real = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "sklearn":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    rng = np.random.default_rng(0)
    assert content.calls(exercise, rng, "glance")
    with pytest.raises(ContentError) as caught:
        content.calls(exercise, rng, "full")
    assert str(caught.value) == (
        "train_contrastive needs the digits of scikit-learn, which is not installed. "
        "Install the extra: pip install 'sslgrade[labs]'"
    )


def test_there_is_nothing_to_replay() -> None:
    context = Context(catalogue().get("train_lm"), "jax", 7)
    with pytest.raises(ContentError) as caught:
        replay.find_probe(context, "ntp_value")
    assert str(caught.value) == (
        "train_lm is a capstone: it has no probes to replay. Train on the same numbers again: "
        "`sslgrade check train_lm --seed 7`."
    )


def test_the_numpy_model_is_the_drivers() -> None:
    exercise = catalogue().get("train_lm")
    driver = functions_of(content.modules(exercise)["driver"].decode(), "driver.py")
    judge = content.judge(exercise)
    assert judge is not None
    inputs = content.calls(exercise, np.random.default_rng(0), "glance")["ntp_value"].inputs
    mask = np.random.default_rng(1).random((4, 12, 12)) < 0.5
    mask[0, 3] = False
    ours = judge.apply(inputs["params"], inputs["tokens"], mask)
    theirs = np.asarray(driver["apply"](inputs["params"], inputs["tokens"], mask))
    np.testing.assert_allclose(ours, theirs, atol=2e-4)
