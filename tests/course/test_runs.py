import re
import stat
from pathlib import Path

import pytest

from sslgrade import __version__
from sslgrade.course import runs
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError


def test_every_run_has_a_secret_of_its_own(store: Store) -> None:
    first = runs.begin(store, "hw1")
    runs.finish(store, first)
    second = runs.begin(store, "hw1")
    assert re.fullmatch(r"[0-9a-f]{64}", first.secret)
    assert first.secret != second.secret
    assert not first.resumed
    assert not second.resumed
    found = store.base.execute("SELECT assignment, version FROM runs").fetchall()
    assert found == [("hw1", __version__)] * 2


def test_a_stopped_run_is_taken_up_with_its_secret(store: Store) -> None:
    first = runs.begin(store, "hw1")
    assert runs.begin(store, "hw1") == runs.Run(first.id, first.secret, resumed=True)
    assert runs.begin(store, "hw2").id != first.id
    assert runs.begin(store, "hw1", first.secret).id == first.id
    assert runs.begin(store, "hw1", "f" * 64).id != first.id


def test_seeds_differ_by_exercise_and_track_and_fit_into_json() -> None:
    run = runs.Run(1, "a" * 64)
    names = [(e, b) for e in ("mlm_loss", "info_nce") for b in ("numpy", "jax")]
    seeds = {run.seed(*name) for name in names}
    assert len(seeds) == 4
    assert all(0 <= seed < 2**48 for seed in seeds)
    assert run.seed(*names[0]) == runs.Run(2, "a" * 64).seed(*names[0])
    assert run.seed(*names[0]) != runs.Run(1, "b" * 64).seed(*names[0])


def test_a_seed_file_is_made_once_for_all_shards(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    made = runs.read_secret(path)
    assert re.fullmatch(r"[0-9a-f]{64}", made)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert runs.read_secret(path) == made


@pytest.mark.parametrize(
    "text", ["", "42\n", "x" * 31, "a secret with blanks in it, of enough letters"]
)
def test_a_guessable_secret_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("secret").write_text(text)
    with pytest.raises(StudyError) as caught:
        runs.read_secret(Path("secret"))
    assert str(caught.value) == (
        "secret holds no secret; expected at least 32 letters and digits that no learner knows. "
        "Delete it: `sslgrade course grade` then makes one."
    )
    assert Path("secret").read_text() == text


def test_a_seed_file_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    for name, why in (
        ("folder", "folder cannot be read: Is a directory"),
        ("no/secret", "no/secret cannot be written: No such file or directory"),
    ):
        with pytest.raises(StudyError) as caught:
            runs.read_secret(Path(name))
        assert str(caught.value) == f"{why}. Name another --seed-file."
