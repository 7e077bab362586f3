"""The strength matrix: what is kept, what stands, and what is run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sslgrade.authoring import check as proofs
from sslgrade.authoring.matrix import State, fingerprint
from sslgrade.authoring.proof import Tally
from sslgrade.content.catalogue import Exercise


def tally(exercise: Exercise, seeds: int) -> Tally:
    return Tally(exercise.id, "numpy", seeds, misconceptions=2, runs=2 * seeds, caught=2 * seeds)


def test_the_row_with_most_seeds_stands(square_loss: Exercise, tmp_path: Path) -> None:
    path = tmp_path / "build" / "strength.jsonl"
    state = State(path)
    assert state.standing([square_loss]) == []
    for seeds in (5, 200, 20):
        state.add(square_loss, tally(square_loss, seeds))
    for same in (state, State(path)):
        assert [row.seeds for row in same.standing([square_loss])] == [200]
        assert same.known(square_loss, "numpy", 200)
        assert not same.known(square_loss, "numpy", 201)
        assert not same.known(square_loss, "jax", 1)


def test_a_line_that_was_cut_off_is_run_again(square_loss: Exercise, tmp_path: Path) -> None:
    path = tmp_path / "strength.jsonl"
    State(path).add(square_loss, tally(square_loss, 5))
    path.write_text(path.read_text()[:-20])
    assert not State(path).known(square_loss, "numpy", 5)


def test_a_row_of_other_content_does_not_stand(square_loss: Exercise, tmp_path: Path) -> None:
    path = tmp_path / "strength.jsonl"
    State(path).add(square_loss, tally(square_loss, 5))
    row = json.loads(path.read_text())
    assert row["key"] == fingerprint(square_loss, "numpy")
    path.write_text(json.dumps({**row, "key": "0" * 16}) + "\n")
    assert State(path).standing([square_loss]) == []


def test_only_what_is_not_known_is_run(
    square_loss: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[tuple[str, str]] = []

    def keep(work: list[proofs.Job], jobs: int, tell: proofs.Told) -> list[Tally]:
        run.extend((job[1], job[2]) for job in work)
        return []

    monkeypatch.setattr(proofs, "_run_all", keep)
    monkeypatch.setattr(proofs, "_static", lambda exercise: [])
    proofs.check([square_loss], known=lambda exercise, backend, seeds: seeds <= 5)
    assert run == []
    proofs.check([square_loss], numpy_seeds=6, known=lambda exercise, backend, seeds: seeds <= 5)
    assert run == [("square_loss", "numpy")]
