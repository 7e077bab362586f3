from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sslgrade.worker.isolation.plan import FLAGS, LEVELS, IsolationError, Plan

TEXTS = st.lists(st.text(), max_size=5).map(tuple)


@given(
    st.builds(
        Plan,
        level=st.sampled_from(LEVELS),
        read_paths=TEXTS,
        devices=TEXTS,
        flags=st.lists(st.sampled_from(FLAGS), unique=True).map(tuple),
        bubblewrap=st.text(),
        outside=st.text(),
    )
)
def test_a_plan_survives_the_journey(plan: Plan) -> None:
    assert Plan.from_json(plan.to_json()) == plan


GOOD = {
    "level": "L2",
    "read_paths": ["/usr"],
    "devices": [],
    "flags": ["seccomp"],
    "bubblewrap": "",
    "outside": "",
}

BAD = [
    ({"level": "L4"}, "unknown isolation level 'L4'"),
    ({"flags": ["seccomp", "magic"]}, r"unknown flags \['magic'\]"),
    ({"read_paths": "/usr"}, "lists of strings"),
    ({"devices": [1]}, "lists of strings"),
    ({"extra": 1}, "exactly the fields"),
]


@pytest.mark.parametrize(("change", "message"), BAD)
def test_what_is_not_a_plan_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Plan.from_json(json.dumps({**GOOD, **change}))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}"])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Plan.from_json(text)


def test_the_error_keeps_reason_and_mend_through_copies() -> None:
    error = IsolationError("No Landlock.", "Use Linux.")
    assert str(error) == "No Landlock. Use Linux."
    for other in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (other.reason, other.mend) == ("No Landlock.", "Use Linux.")
