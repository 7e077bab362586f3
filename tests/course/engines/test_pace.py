import pytest

from sslgrade.course.engines.pace import PATIENCE_S, SETTLED, WORTH_S, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def paced(clock: Clock, each_s: float, answers: int) -> Pace:
    """After a start of one second."""
    pace = Pace(clock)
    clock.now += 1.0
    for _ in range(answers):
        pace.answered()
        clock.now += each_s
    return pace


def test_a_small_class_of_quick_checks_is_graded_by_one(clock: Clock) -> None:
    pace = paced(clock, 0.03, 20)
    assert not pace.worth_another(int(WORTH_S / 0.03))
    assert pace.worth_another(int(WORTH_S / 0.03) + 2)


def test_the_start_is_no_part_of_the_rate(clock: Clock) -> None:
    clock.now += 60
    assert not paced(clock, 0.001, SETTLED).worth_another(1000)


def test_slow_tasks_are_worth_every_process(clock: Clock) -> None:
    pace = paced(clock, 0.0, SETTLED - 1)
    assert not pace.worth_another(1000)
    clock.now += PATIENCE_S
    assert pace.worth_another(1)


def test_nothing_left_is_worth_nothing(clock: Clock) -> None:
    assert not paced(clock, 10.0, SETTLED).worth_another(0)
