from __future__ import annotations

import pytest

from sslgrade.worker.isolation import facts, landlock, levels, probe
from sslgrade.worker.isolation.plan import IsolationError, Missing


def test_every_layer_is_named_once_from_weak_to_strong() -> None:
    found = facts.doctor_facts()
    names = ["process", "rlimits", "capabilities", "landlock", "seccomp", "bubblewrap"]
    assert [fact.layer for fact in found] == names
    assert [fact.level for fact in found] == ["L0", "L1", "L1", "L2", "L2", "L3"]
    for fact in found:
        assert fact.what
        assert fact.available is not bool(fact.why_not)


def test_it_agrees_with_the_level_that_is_reached() -> None:
    layers = {fact.layer for fact in facts.doctor_facts() if fact.available}
    plan = levels.reach("auto", "numpy")
    assert set(plan.flags) <= layers


def test_why_not_higher(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Missing("The kernel has no Landlock.", "It needs Linux 5.13.")
    monkeypatch.setattr(landlock, "unavailable", lambda: gone)
    text = facts.why_not_higher("L1")
    assert text == "L2 is not reached: The kernel has no Landlock. It needs Linux 5.13."
    monkeypatch.setattr(landlock, "unavailable", lambda: None)
    monkeypatch.setattr(probe, "bubblewrap_works", lambda plan, fresh: Missing("No bwrap.", "Get."))
    assert facts.why_not_higher("L2") == "L3 is not reached: No bwrap. Get."
    assert facts.why_not_higher("L3") == ""


def test_the_error_and_the_facts_use_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Missing("bubblewrap (bwrap) is not installed.", "Install it.")
    monkeypatch.setattr(probe, "bubblewrap_works", lambda plan, fresh=False: gone)
    levels._reach.cache_clear()
    try:
        fact = facts.doctor_facts()[-1]
        with pytest.raises(IsolationError, match=r"bwrap|seccomp|Landlock") as caught:
            levels.reach("L3", "numpy")
    finally:
        levels._reach.cache_clear()
    assert (fact.available, fact.why_not, fact.how_to_get) == (False, *gone)
    assert caught.value.reason
