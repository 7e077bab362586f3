"""Recorded results: shown as they are, and refused where they are not whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.page.labs import html, read

RESULT: dict[str, Any] = {
    "name": "temperature",
    "title": "Cold is sharp",
    "claim": "Colder is *sharper*.",
    "date": "2026-11-25T12:39:39Z",
    "versions": {"numpy": "2.3", "sslgrade": "0.1.0"},
    "seed": 7,
    "cpu_s": 41.3,
    "table": {
        "columns": ["tau", "loss", "n"],
        "rows": [["0.1 & <b>", 0.123456, 12345], ["1", None, 2]],
    },
    "says": "Colder pushes harder: `tau`.",
    "effect_shown": True,
}


def _recorded(folder: Path, **changes: Any) -> Path:
    text = json.dumps({**RESULT, **changes})
    (folder / "temperature.json").write_text(text, encoding="utf-8")
    return folder


def test_a_result_is_shown_with_its_numbers_and_their_origin(tmp_path: Path) -> None:
    made = html(read(_recorded(tmp_path))["temperature"])
    assert '<section class="lab" id="lab-temperature"><h4>Measured: Cold is sharp</h4>' in made
    assert "<p>Put to the test: Colder is *sharper*.</p>" in made
    assert "<p>Colder pushes harder: <code>tau</code>.</p>" in made
    assert '<th scope="row">0.1 &amp; &lt;b&gt;</th>' in made
    assert '<td class="number">0.1235</td><td class="number">12,345</td>' in made
    assert '<th scope="row">1</th><td class="number">–</td><td class="number">2</td>' in made
    assert (
        "recorded 2026-11-25 · losses: reference · seed 7 · 41 s CPU · numpy 2.3, sslgrade 0.1.0. "
        "With your own loss, where you passed it: <code>sslgrade lab temperature</code>"
    ) in made
    assert "did not show" not in made
    assert "<img" not in made


def test_an_effect_that_did_not_show_is_said(tmp_path: Path) -> None:
    made = html(read(_recorded(tmp_path, effect_shown=False))["temperature"])
    assert "<p><strong>The effect did not show.</strong></p>" in made
    says = "The effect did not show in this run."
    made = html(read(_recorded(tmp_path, effect_shown=False, says=says))["temperature"])
    assert made.count("did not show") == 1


@pytest.mark.parametrize(("name", "mime"), [("png", "image/png"), ("svg", "image/svg+xml")])
def test_the_picture_beside_it_becomes_a_part_of_the_page(
    tmp_path: Path, name: str, mime: str
) -> None:
    (tmp_path / f"temperature.{name}").write_bytes(b"picture")
    made = html(read(_recorded(tmp_path))["temperature"])
    assert f'<img src="data:{mime};base64,cGljdHVyZQ==" alt="Plot of the table beside it. ' in made


@pytest.mark.parametrize(
    ("field", "value", "mime"),
    [("png", "cGljdHVyZQ==", "image/png"), ("svg", "picture", "image/svg+xml")],
)
def test_so_does_the_picture_in_it(tmp_path: Path, field: str, value: str, mime: str) -> None:
    made = html(read(_recorded(tmp_path, **{field: value}))["temperature"])
    assert f'<img src="data:{mime};base64,cGljdHVyZQ=="' in made


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="not a lab's result"):
        read(_recorded(tmp_path, png="not base64!"))


@pytest.mark.parametrize("missing", ["title", "date", "seed", "cpu_s", "says", "table"])
def test_a_result_that_lacks_something_is_refused(tmp_path: Path, missing: str) -> None:
    _recorded(tmp_path)
    data = {key: value for key, value in RESULT.items() if key != missing}
    (tmp_path / "temperature.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        read(tmp_path)
    path = tmp_path / "temperature.json"
    assert str(error.value) == f"{path}: {missing} is missing. Record the lab again."


@pytest.mark.parametrize("text", ["{", "[]", '{"title": 1, "date": 2, "seed": "x"}'])
def test_what_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "temperature.json").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"not a lab's result: .+\. Record the lab again\.$"):
        read(tmp_path)


def test_a_missing_folder_has_no_results(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == {}


def test_our_own_results_can_be_shown() -> None:
    folder = catalogue().root / "concept" / "labs"
    found = read(folder)
    assert set(found) == {path.stem for path in folder.glob("*.json")}
    for name, result in found.items():
        assert f'id="lab-{name}"' in html(result)
