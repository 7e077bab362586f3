from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader")

Run = Callable[..., Any]


def test_the_group_lists_its_commands_in_the_order_of_use(sslgrade: Run) -> None:
    done = sslgrade("course", "--help")
    places = [done.out.index(f"\n  {name} ") for name in ("init", "build", "audit")]
    assert places == sorted(places)
    assert done.out.split("Examples:\n")[1].startswith("  sslgrade course init ssl101\n")


def test_a_misspelt_command(sslgrade: Run) -> None:
    done = sslgrade("course", "biuld")
    assert done.code == 2
    assert "no command 'biuld'. Did you mean `sslgrade course build`?" in " ".join(done.err.split())


@pytest.mark.parametrize("name", ["init", "build", "audit"])
def test_every_help_ends_with_an_example(sslgrade: Run, name: str) -> None:
    done = sslgrade("course", name, "--help")
    assert done.code == 0
    assert done.out.split("Examples:\n")[1].startswith(f"  sslgrade course {name}")


def test_init_writes_a_course_and_says_what_is_next(sslgrade: Run, tmp_path: Path) -> None:
    done = sslgrade("course", "init", str(tmp_path / "my course"))
    assert done.code == 0
    assert done.out.endswith(f"--exercises mlm_loss --course {tmp_path / 'my course'}`.\n")
    names = {path.name for path in (tmp_path / "my course").iterdir()}
    assert names == {"nbgrader_config.py", "gradebook.db", "source"}
    config = (tmp_path / "my course" / "nbgrader_config.py").read_text()
    assert 'c.CourseDirectory.course_id = "my-course"' in config


def test_nothing_is_overwritten(sslgrade: Run, tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text("mine")
    done = sslgrade("course", "init", str(folder))
    assert done.code == 2
    assert "nbgrader_config.py is there already; nothing was changed." in " ".join(done.err.split())
    assert [path.name for path in folder.iterdir()] == ["nbgrader_config.py"]
    assert (folder / "nbgrader_config.py").read_text() == "mine"


@pytest.mark.parametrize("name", ["a b", "../x", ""])
def test_an_unusable_id(sslgrade: Run, tmp_path: Path, name: str) -> None:
    arguments = ["--course-id", name] if name else []
    folder = tmp_path / ("ok" if name else "§")
    done = sslgrade("course", "init", str(folder), *arguments)
    assert done.code == 2
    assert "as the course's id, expected letters, digits" in " ".join(done.err.split())
    assert not folder.exists()


def test_a_file_in_the_way(sslgrade: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    done = sslgrade("course", "init", str(tmp_path / "taken"))
    assert done.code == 2
    assert "is a file; expected a folder. Choose another name." in " ".join(done.err.split())


def test_without_nbgrader(sslgrade: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sslgrade.commands._nbgrader.find_spec", lambda name: None)
    for arguments in (["init", str(tmp_path)], ["build", "ps1", "--exercises", "mlm_loss"]):
        done = sslgrade("course", *arguments)
        assert done.code == 2
        assert (
            done.err == "sslgrade: nbgrader is not installed: `pip install 'sslgrade[course]'`.\n"
        )
