"""Records behave as the standard library's dataclasses: every test runs on both."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from functools import cached_property
from typing import Any

import pytest

from sslgrade import records


class Standard:
    """The standard library's."""

    @dataclasses.dataclass(frozen=True)
    class Point:
        """Frozen."""

        x: float
        y: float = 2.0
        tags: tuple[str, ...] = ()

        @cached_property
        def length(self) -> float:
            """Kept in __dict__, and no field."""
            return abs(self.x) + abs(self.y)

    @dataclasses.dataclass
    class Box:
        """To be changed."""

        name: str
        items: list[int] = dataclasses.field(default_factory=list)

    @dataclasses.dataclass(frozen=True)
    class Positive:
        """Refuses some values."""

        size: int = 1

        def __post_init__(self) -> None:
            if self.size < 1:
                raise ValueError(f"size is {self.size}")


class Quick:
    """Ours."""

    @records.dataclass(frozen=True)
    class Point:
        """Frozen."""

        x: float
        y: float = 2.0
        tags: tuple[str, ...] = ()

        @cached_property
        def length(self) -> float:
            """Kept in __dict__, and no field."""
            return abs(self.x) + abs(self.y)

    @records.dataclass
    class Box:
        """To be changed."""

        name: str
        items: list[int] = records.field(default_factory=list)

    @records.dataclass(frozen=True)
    class Positive:
        """Refuses some values."""

        size: int = 1

        def __post_init__(self) -> None:
            if self.size < 1:
                raise ValueError(f"size is {self.size}")


both = pytest.mark.parametrize("kind", [Standard, Quick])


@both
def test_arguments_defaults_and_factories(kind: Any) -> None:
    point = kind.Point(1.0, tags=("a",))
    assert (point.x, point.y, point.tags) == (1.0, 2.0, ("a",))
    first, second = kind.Box("b"), kind.Box(name="b")
    assert first == second
    first.items.append(1)
    assert (first.items, second.items) == ([1], [])


@both
def test_a_record_may_refuse_its_values(kind: Any) -> None:
    assert kind.Positive().size == 1
    with pytest.raises(ValueError, match="size is 0"):
        kind.Positive(0)


WRONG: list[Callable[[Any], Any]] = [
    lambda kind: kind.Point(),
    lambda kind: kind.Point(1.0, 2.0, (), 3),
    lambda kind: kind.Point(1.0, x=1.0),
    lambda kind: kind.Point(1.0, z=1.0),
    lambda kind: kind.Box(items=[]),
]


@both
@pytest.mark.parametrize("call", WRONG)
def test_wrong_arguments_are_a_type_error(kind: Any, call: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match=re.escape("__init__()")):
        call(kind)


@both
def test_equality_looks_at_fields_and_class(kind: Any) -> None:
    one, same, other = kind.Point(1.0), kind.Point(1.0), kind.Point(2.0)
    assert one.length == 3.0
    assert one == same
    assert one != other
    assert one != (1.0, 2.0, ())
    assert kind.Box("b") != kind.Point("b")


@both
def test_frozen_ones_have_a_hash_and_others_none(kind: Any) -> None:
    assert hash(kind.Point(1.0)) == hash(kind.Point(1.0)) == hash((1.0, 2.0, ()))
    with pytest.raises(TypeError, match="unhashable"):
        hash(kind.Box("b"))


@both
def test_frozen_ones_cannot_be_changed_and_others_can(kind: Any) -> None:
    point, box = kind.Point(1.0), kind.Box("b")
    with pytest.raises(FrozenInstanceError):
        point.x = 2.0
    with pytest.raises(FrozenInstanceError):
        del point.x
    box.name = "c"
    assert box == kind.Box("c")


@both
def test_how_it_is_written(kind: Any) -> None:
    assert repr(kind.Point(1.0)) == f"{kind.__name__}.Point(x=1.0, y=2.0, tags=())"


@both
def test_the_standard_functions_work(kind: Any) -> None:
    point = kind.Point(1.0)
    assert dataclasses.replace(point, y=5.0) == kind.Point(1.0, 5.0)
    assert dataclasses.asdict(kind.Box("b", [1])) == {"name": "b", "items": [1]}
    assert [field.name for field in dataclasses.fields(point)] == ["x", "y", "tags"]
    assert dataclasses.is_dataclass(kind.Point)


@both
def test_copies(kind: Any) -> None:
    point = kind.Point(1.0, tags=("a",))
    assert copy.deepcopy(point) == point
    assert pickle.loads(pickle.dumps(point)) == point


@both
def test_matching(kind: Any) -> None:
    match kind.Point(1.0):
        case kind.Point(x, y):
            assert (x, y) == (1.0, 2.0)
        case _:
            pytest.fail("not matched")


@pytest.mark.parametrize("made", [dataclasses.dataclass, records.dataclass])
def test_a_field_without_a_default_after_one_with(made: Any) -> None:
    with pytest.raises(TypeError, match="non-default argument 'y' follows default argument"):

        @made
        class Wrong:
            """Wrong."""

            x: float = 1.0
            y: float
