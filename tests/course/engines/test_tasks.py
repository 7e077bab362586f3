import pickle

from sslgrade.course.engines.tasks import EngineError, Task, batches


def task(name: str, exercise: str = "a", backend: str = "numpy") -> Task:
    return Task(name, exercise, backend, b"", "bundle", 1)


def test_batches_are_of_one_exercise_and_hold_every_task_once() -> None:
    tasks = [task(f"{e}{b}{i}", e, b) for i in range(5) for e in "ab" for b in ("numpy", "jax")]
    made = batches(tasks, 2)
    assert all(len({(t.exercise, t.backend) for t in batch}) == 1 for batch in made)
    assert sorted(t.key for batch in made for t in batch) == sorted(t.key for t in tasks)
    assert sorted(map(len, made)) == [1] * 4 + [2] * 8
    assert batches([], 2) == []


def test_an_error_travels_between_machines() -> None:
    assert str(pickle.loads(pickle.dumps(EngineError("why")))) == "why"
