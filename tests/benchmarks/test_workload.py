"""The mixture of a class: golden submissions once each, the others in turn, in a fixed order."""

from __future__ import annotations

from collections import Counter

from workload import PATIENCE_S, finished, golden, mixture, ordinary

from sslgrade.content.catalogue import catalogue


def test_finished_exercises_are_in_the_ladders_order() -> None:
    found = finished("numpy")
    orders = [exercise.manifest.order for exercise in found]
    assert orders == sorted(orders)
    assert catalogue().get("info_nce") in found


def test_an_exercise_gives_its_reference_its_styles_and_its_stub() -> None:
    cases = list(ordinary(catalogue().get("info_nce"), "numpy"))
    assert [case.status for case in cases[:-1]] == ["passed"] * (len(cases) - 1)
    assert (cases[0].name, cases[-1].name) == ("info_nce/reference", "info_nce/stub")
    assert cases[-1].status == "not_started"


def test_golden_ones_carry_their_limits_and_are_not_waited_for_long() -> None:
    cases = {case.name: case for case in golden([catalogue().get("info_nce")], "numpy")}
    limits = cases["golden/hostile_sleep"].limits
    assert limits is not None
    assert limits.wall_s <= PATIENCE_S
    assert cases["golden/right"].limits is None


def test_a_mixture_has_the_length_that_is_asked_for() -> None:
    exercises = [catalogue().get("info_nce"), catalogue().get("log_softmax")]
    cases = mixture(exercises, "numpy", 200)
    counted = Counter(case.name for case in cases)
    assert len(cases) == 200
    assert {n for name, n in counted.items() if name.startswith("golden/")} == {1}
    assert [case.name for case in cases] == [c.name for c in mixture(exercises, "numpy", 200)]
    assert len(mixture(exercises, "numpy", 3)) == 3
