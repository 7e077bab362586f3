import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands._front import run
from sslgrade.content import catalogue as catalogues
from sslgrade.content.catalogue import Catalogue, catalogue
from sslgrade.course.engines import strength
from sslgrade.course.store import Store
from sslgrade.worker.isolation.plan import Plan

RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"
WRONG = RIGHT.replace("mean", "sum")
MAIN = "from sslgrade.commands import main; main()"


@dataclass
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def sslgrade(
    course: Catalogue, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run one command on the small course, in the folder of hw1."""
    monkeypatch.setattr(catalogues, "content_root", lambda: course.root)
    monkeypatch.chdir(course.root.parent)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def command(*arguments: str) -> Result:
        code = run(["course", *arguments])
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return command


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_class_from_folder_to_store(
    sslgrade: Callable[..., Result], submitted: Callable[..., Path]
) -> None:
    root = submitted(ann=RIGHT, bob=WRONG, cy=RIGHT + "\n\n", dan="def square_loss(:\n")
    (root / "eve").mkdir()
    (root / "eve" / "square_loss.py").symlink_to("../ann/square_loss.py")
    done = sslgrade("grade", "hw1", "--jobs", "2")
    assert done.code == 0
    assert re.sub(r"in [\d.]+ s", "in T s", done.out) == (
        "hw1: 5 submissions of 5 learners\n"
        "  4 graded now in T s, 0 graded before, 1 the same as another\n"
        "  square_loss  2 error, 1 failed, 2 passed\n"
        "\n"
        "Next: sslgrade course report --store class.sqlite\n"
    )
    with Store.open("class.sqlite", read_only=True) as store:
        rows = {row.student: row for row in store.rows("hw1")}
    most = rows["ann"].max_score
    assert [rows[name].score for name in ("ann", "bob", "cy", "dan", "eve")] == [
        most,
        0,
        most,
        0,
        0,
    ]
    assert rows["bob"].report["diagnosis"]["misconceptions"]
    assert [rows[name].report["reason"] for name in ("dan", "eve")] == ["syntax", "policy"]
    assert {row.report["mode"] for row in rows.values()} == {"hidden"}
    again = sslgrade("grade", "hw1")
    assert "  0 graded now in 0.0 s, 5 graded before, 0 the same as another\n" in again.out


def test_json(sslgrade: Callable[..., Result], submitted: Callable[..., Path]) -> None:
    submitted(ann=RIGHT, bob=RIGHT)
    done = sslgrade("grade", "hw1", "--json", "--store", "other.sqlite", "--assignment", "week 1")
    found = json.loads(done.out)
    assert done.code == 0
    assert found.pop("seconds") > 0
    assert found == {
        "schema": "sslgrade/course-grade/v1",
        "assignment": "week 1",
        "store": "other.sqlite",
        "students": 2,
        "submissions": 2,
        "duplicates": 1,
        "kept": 0,
        "graded": 1,
        "outdated": {},
        "results": {"square_loss": {"passed": 2}},
        "notes": [],
        "faults": [],
    }


def test_a_changed_exercise_offers_to_regrade(
    sslgrade: Callable[..., Result], submitted: Callable[..., Path], course: Catalogue
) -> None:
    submitted(ann=RIGHT, bob=WRONG)
    sslgrade("grade", "hw1")
    readme = course.get("square_loss").folder / "README.md"
    readme.write_text(readme.read_text() + "\nChanged.\n")
    done = sslgrade("grade", "hw1")
    assert done.code == 0
    assert (
        "Graded before the exercise or sslgrade changed: 2 of square_loss. They keep their "
        "results; --regrade grades them anew." in flat(done.out)
    )
    assert "  2 graded now in " in sslgrade("grade", "hw1", "--regrade").out
    assert "changed" not in sslgrade("grade", "hw1").out


def test_shards_and_merge(sslgrade: Callable[..., Result], submitted: Callable[..., Path]) -> None:
    submitted(**{f"s{n}": f"{RIGHT}# {n}\n" for n in range(6)})
    for part in ("1/2", "2/2"):
        options = ("--shard", part, "--store", f"{part[0]}.sqlite", "--seed-file", "secret")
        assert sslgrade("grade", "hw1", *options).code == 0
    merged = sslgrade("merge", "1.sqlite", "2.sqlite", "--into", "class.sqlite")
    assert merged.code == 0
    counts = [int(n) for n in re.findall(r"(\d+) results", merged.out)]
    assert sum(counts) == 6
    assert min(counts) > 0
    assert "0 graded now in 0.0 s, 6 graded before" in sslgrade("grade", "hw1").out
    with Store.open("class.sqlite") as store:
        secrets = store.base.execute("SELECT DISTINCT secret FROM runs").fetchall()
    assert secrets == [(Path("secret").read_text().strip(),)]


def test_override(sslgrade: Callable[..., Result], submitted: Callable[..., Path]) -> None:
    submitted(bob=WRONG)
    sslgrade("grade", "hw1")
    word = ("override", "bob", "square_loss")
    done = sslgrade(*word, "2", "--reason", "by hand", "--who", "kim")
    assert done.code == 0
    assert re.fullmatch(r"bob, square_loss \(hw1\): 2 of \d+ points count\.\n", done.out)
    sslgrade(*word, "--withdraw", "--reason", "no\x1b[31m", "--who", "kim")
    listed = sslgrade("override", "--list").out
    assert re.sub(r"\S+Z", "T", listed) == (
        "T  hw1  bob  square_loss  2  kim: by hand\n"
        "T  hw1  bob  square_loss  withdrawn  kim: no\\x1b[31m\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("grade", "nowhere"),
            "nowhere does not exist; expected a folder of submissions, or the name of an "
            "assignment with a folder submitted/STUDENT/ASSIGNMENT here. Collect the submissions "
            "first.",
        ),
        (
            ("grade", "course"),
            "course holds no submission: found no STUDENT/EXERCISE.py, EXERCISE/STUDENT.py and no "
            "notebook. `sslgrade list` shows the exercises' names.",
        ),
        (
            ("grade", "hw1", "--shard", "3/2"),
            "invalid value for '--shard': found '3/2', expected i/n such as 2/8: the second of "
            "eight parts. `sslgrade course grade --help` shows how it is used.",
        ),
        (
            ("grade", "hw1", "--engine", "dask"),
            "--engine dask and --scheduler ADDR belong together. `sslgrade course grade --help` "
            "shows how it is used.",
        ),
        (
            ("grade", "hw1", "--store", "no/class.sqlite"),
            "no/class.sqlite.lock cannot be written: No such file or directory. Name a --store in "
            "a folder of your own.",
        ),
        (
            ("override", "bob"),
            "expected STUDENT EXERCISE SCORE, or STUDENT EXERCISE --withdraw. `sslgrade course "
            "override --help` shows how it is used.",
        ),
        (
            ("override", "bob", "square_loss", "2"),
            'expected --reason "…": it is kept with the score. `sslgrade course override --help` '
            "shows how it is used.",
        ),
        (
            ("merge", "none.sqlite"),
            "none.sqlite does not exist; expected the results of a class. Grade one first: "
            "`sslgrade course grade DIR`.",
        ),
    ],
)
def test_wrong_usage(
    sslgrade: Callable[..., Result],
    submitted: Callable[..., Path],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    submitted(ann=RIGHT)
    done = sslgrade(*arguments)
    assert (done.code, done.out) == (2, "")
    assert flat(done.err) == f"sslgrade: {said}"


def test_a_damaged_store_is_never_written_to(
    sslgrade: Callable[..., Result], submitted: Callable[..., Path]
) -> None:
    submitted(ann=RIGHT)
    data = b"SQLite format 3\x00" + os.urandom(8000)
    Path("class.sqlite").write_bytes(data)
    done = sslgrade("grade", "hw1")
    assert done.code == 2
    assert "class.sqlite is damaged, or no store at all" in flat(done.err)
    assert Path("class.sqlite").read_bytes() == data


def test_weak_isolation_is_refused_before_anything_is_graded(
    sslgrade: Callable[..., Result],
    submitted: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submitted(ann=RIGHT)
    monkeypatch.setattr(strength, "reach", lambda isolation, backend: Plan("L1"))
    done = sslgrade("grade", "hw1")
    assert done.code == 2
    assert "isolates learners' code at level L1; grading a class needs L2" in flat(done.err)
    assert not Path("class.sqlite").exists()
    done = sslgrade("grade", "hw1", "--allow-weak-isolation", "--isolation", "L1")
    assert done.code == 0


def test_what_could_not_be_graded_is_exit_code_3_and_tried_again(
    sslgrade: Callable[..., Result],
    submitted: Callable[..., Path],
    course: Catalogue,
) -> None:
    submitted(ann=RIGHT)
    reference = course.root / "solutions" / "square_loss" / "reference_numpy.py"
    text = reference.read_text()
    reference.write_text("raise RuntimeError('moved')\n")
    done = sslgrade("grade", "hw1")
    assert done.code == 3
    assert "Could not be graded:\n  ann, square_loss: ContentError: " in done.out
    assert done.out.endswith("\nRun the same command again: it tries only these.\n")
    reference.write_text(text)
    assert "1 graded now" in sslgrade("grade", "hw1").out


def test_without_solutions_no_class_is_graded(
    sslgrade: Callable[..., Result], submitted: Callable[..., Path], course: Catalogue
) -> None:
    submitted(ann=RIGHT)
    (course.root / "solutions").rename(course.root / "elsewhere")
    done = sslgrade("grade", "hw1")
    assert (done.code, flat(done.err)) == (
        3,
        "sslgrade: this installation has no solutions; grade with one that has them.",
    )
    assert not Path("class.sqlite").exists()


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    argv = [sys.executable, "-c", MAIN, "course", "grade", "hw1", "--jobs", "2", *more]
    return subprocess.Popen(
        argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def results(path: Path) -> dict[bytes, tuple[Any, ...]]:
    if not path.exists():
        return {}
    with Store.open(path) as store:
        rows = store.base.execute("SELECT key, id, graded_at, run FROM results").fetchall()
        return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_twice_grades_each_text_once(tmp_path: Path, number: int) -> None:
    reference = catalogue().get("mlm_loss").reference_source("numpy")
    folder = tmp_path / "hw1" / "mlm_loss"
    folder.mkdir(parents=True)
    for n in range(60):  # a third of them the same as another
        (folder / f"s{n:02}.py").write_text(f"{reference}# {n % 40}\n")
    store = tmp_path / "class.sqlite"
    kept: dict[bytes, tuple[Any, ...]] = {}
    for _ in range(2):
        process = start(tmp_path)
        deadline = time.monotonic() + 60
        while len(results(store)) < len(kept) + 5 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        assert process.returncode == (-9 if number == signal.SIGKILL else 130), err
        if number == signal.SIGINT:
            said = b"what was graded is kept: the same command goes on from there."
            assert said in b" ".join(err.split())
        now = results(store)
        assert len(kept) < len(now) < 40
        assert now.items() >= kept.items()
        kept = now
    process = start(tmp_path, "--json")
    out, err = process.communicate(timeout=100)
    found = json.loads(out)
    assert (process.returncode, found["graded"]) == (0, 40 - len(kept)), err
    final = results(store)
    assert len(final) == 40
    assert final.items() >= kept.items()
    assert {row[2] for row in final.values()} == {1}  # one run, so one secret for all
    with Store.open(store) as opened:
        assert len(list(opened.rows("hw1"))) == 60
