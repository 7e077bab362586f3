from pathlib import Path

import class_work
import pytest


def test_a_share_of_the_texts_is_the_same_and_is_counted(tmp_path: Path) -> None:
    chosen = class_work.cases("numpy", 2)
    assert {case.status for case in chosen} >= {"passed", "not_started"}
    distinct = class_work.write(tmp_path, chosen, 200, 0.25)
    files = list(tmp_path.glob("*/*.py"))
    assert len(files) == 200
    assert len({(path.parent.name, path.read_bytes()) for path in files}) == distinct
    assert distinct == pytest.approx(150, abs=20)


def test_the_same_class_twice(tmp_path: Path) -> None:
    chosen = class_work.cases("numpy", 1)
    found = []
    for name in ("a", "b"):
        class_work.write(tmp_path / name, chosen, 30, 0.5)
        found.append([path.read_bytes() for path in sorted((tmp_path / name).glob("*/*.py"))])
    assert found[0] == found[1]


def test_wrong_code_is_among_it_and_nothing_that_waits() -> None:
    found = class_work.cases("numpy", 99, "info_nce")
    assert {case.exercise.id for case in found} == {"info_nce"}
    assert {case.status for case in found} >= {"passed", "failed", "error"}
    assert not [case.name for case in found if "hostile" in case.name]
