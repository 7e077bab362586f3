from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sslgrade.study.errors import StudyError
from sslgrade.study.quiz_memory import Memory, store
from sslgrade.study.workspace import Workspace


def quiet(message: str) -> None:
    raise AssertionError(message)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, "numpy")


def test_an_answer_is_kept_and_scheduled(place: Workspace) -> None:
    kept = store(place, quiet)
    with kept.changing() as memory:
        memory.answered("mlm-01", "wrong", 3)
    with kept.changing() as memory:
        memory.answered("mlm-01", "correct", 4)
    seen = store(place, quiet).read().items["mlm-01"]
    assert (seen.answers, seen.right, seen.last, seen.seed) == (2, 1, "correct", 4)
    document = json.loads((place.state / "quiz.json").read_text())
    assert document["format_version"] == 1
    assert set(document["items"]["mlm-01"]["card"]) >= {"due", "stability", "difficulty", "state"}


def test_a_crash_while_writing_leaves_the_earlier_answers_whole(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store(place, quiet)
    with kept.changing() as memory:
        memory.answered("mlm-01", "correct", 1)
    before = kept.path.read_bytes()

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", crash)
        with pytest.raises(KeyboardInterrupt), kept.changing() as memory:
            memory.answered("mlm-02", "correct", 1)
    assert kept.path.read_bytes() == before
    with kept.changing() as memory:
        memory.answered("mlm-02", "wrong", 1)
    assert list(kept.read().items) == ["mlm-01", "mlm-02"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"format_version": 1}',
        '{"format_version": 1, "items": {"a": {"answers": "two"}}}',
        '{"format_version": 1, "items": {"a": {"card": {"due": "soon"}}}}',
        '{"format_version": 1, "items": {"a": {"colour": 1}}}',
    ],
)
def test_a_damaged_file_is_set_aside_with_a_message(place: Workspace, text: str) -> None:
    said: list[str] = []
    place.state.mkdir()
    (place.state / "quiz.json").write_text(text)
    assert store(place, said.append).read() == Memory()
    assert len(said) == 1
    assert "was damaged. It was set aside as quiz.json.damaged-" in said[0]
    assert len(list(place.state.glob("quiz.json.damaged-*"))) == 1


def test_a_newer_file_is_left_alone(place: Workspace) -> None:
    place.state.mkdir()
    (place.state / "quiz.json").write_text('{"format_version": 2}')
    with pytest.raises(StudyError, match="found format_version 2, expected 1"):
        store(place, quiet).read()


def test_without_a_workspace_it_is_kept_for_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import platformdirs

    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    assert store(None, quiet).path == tmp_path / "data" / "quiz.json"
