from __future__ import annotations

import shutil

import pytest

from sslgrade.content.catalogue import Catalogue, Exercise, catalogue
from sslgrade.content.modules import ContentError


def test_a_folder_added_by_hand_appears_at_once(course: Catalogue, square_loss: Exercise) -> None:
    shutil.copytree(square_loss.folder, course.root / "exercises" / "cube_loss")
    toml = course.root / "exercises" / "cube_loss" / "exercise.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("square_loss", "cube_loss"), encoding="utf-8"
    )
    assert Catalogue(course.root).ids == ("cube_loss", "square_loss")
    assert not Catalogue(course.root).get("cube_loss").has_solution


def test_an_unknown_id_suggests_the_nearest(course: Catalogue) -> None:
    with pytest.raises(ContentError) as caught:
        course.get("sqare_loss")
    assert str(caught.value) == (
        "no exercise 'sqare_loss'. Did you mean square_loss? `sslgrade list` shows all of them."
    )


def test_a_folder_and_its_manifest_must_agree(course: Catalogue, square_loss: Exercise) -> None:
    moved = course.root / "exercises" / "other"
    shutil.move(square_loss.folder, moved)
    with pytest.raises(ContentError, match="id: found 'square_loss', expected 'other'"):
        _ = Catalogue(course.root).get("other").manifest


def test_content_hash_changes_with_any_file(square_loss: Exercise) -> None:
    before = square_loss.content_hash()
    path = square_loss.folder / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nmore\n", encoding="utf-8")
    assert square_loss.content_hash() != before


def test_a_missing_track_is_said(course: Catalogue, square_loss: Exercise) -> None:
    toml = square_loss.folder / "exercise.toml"
    text = toml.read_text(encoding="utf-8").replace('["numpy", "jax"]', '["numpy"]')
    toml.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        Catalogue(course.root).get("square_loss").stub("jax")
    assert str(caught.value) == "square_loss has no jax track; it is written in numpy."


def test_the_shipped_ladder_is_in_order() -> None:
    found = catalogue()
    orders = [e.manifest.order for e in found.exercises]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


def test_prerequisites_exist_and_come_earlier() -> None:
    found = catalogue()
    order = {e.id: e.manifest.order for e in found.exercises}
    for exercise in found.exercises:
        for name in exercise.manifest.prerequisites:
            if name in order:
                assert order[name] < exercise.manifest.order, (exercise.id, name)
