from pathlib import Path

import pytest

from sslgrade.labs import lab as labs
from sslgrade.labs.lab import Table
from sslgrade.labs.objectives import OBJECTIVES
from sslgrade.study.errors import StudyError

NINE = (
    "context-pays dino-collapse ln-n-ceiling mask-ratio mlm-has-no-joint plain-digits scaling "
    "shifted-digits temperature"
)


def test_labs_are_found_by_looking() -> None:
    assert labs.names() == tuple(NINE.split())


@pytest.mark.parametrize("name", NINE.split())
def test_every_lab_says_what_it_puts_to_the_test(name: str) -> None:
    lab = labs.get(name)
    assert lab.name == name
    assert lab.claim.endswith(".")
    assert not lab.title.endswith(".")
    assert lab.objectives
    assert set(lab.objectives) <= set(OBJECTIVES)


def test_every_objective_drives_a_lab() -> None:
    assert {o for name in labs.names() for o in labs.get(name).objectives} == set(OBJECTIVES)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("scalin", "no lab 'scalin'. Did you mean scaling? `sslgrade lab` lists them all."),
        ("", "no lab ''. `sslgrade lab` lists them all."),
        ("../lab", "no lab '../lab'. `sslgrade lab` lists them all."),
        ("__init__", "no lab '__init__'. `sslgrade lab` lists them all."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, message: str) -> None:
    with pytest.raises(StudyError) as raised:
        labs.get(name)
    assert str(raised.value) == message


def test_a_file_name_is_a_name_too() -> None:
    assert labs.get("ln_n_ceiling") is labs.get("ln-n-ceiling")


def test_a_row_has_a_cell_for_every_column() -> None:
    with pytest.raises(ValueError, match=r"^a row does not have the 2 columns of its table$"):
        Table(("a", "b"), ((1, 2), (3,)))


def test_one_lab_is_one_file() -> None:
    folder = Path(labs.__file__).parent / "experiments"
    for name in labs.names():
        assert (folder / f"{name.replace('-', '_')}.py").read_text().startswith(f'"""``{name}``:')
