import pytest
from verdict import Target, surroundings, tell


def test_every_target_is_told_and_one_missed_is_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tell([Target("check ÷ pytest", 0.5, 0.6)]) == 0
    assert tell([Target("check ÷ pytest", 0.61, 0.6), Target("left", 0, 0)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.rsplit(None, 1)[1] for line in told] == ["met", "MISSED", "met"]
    assert told[0].split() == ["check", "÷", "pytest", "0.50", "target", "≤", "0.6", "met"]


def test_versions_and_load_are_told() -> None:
    text = surroundings("numpy", "no-such-package")
    assert ", numpy " in text
    assert "no no-such-package; " in text
    assert " cores, load " in text
