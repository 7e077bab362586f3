"""``sslgrade.figure``: the page's figures as widgets, and one line where there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.figures.kit import FIGURES
from tests.figures.stage import css_of

import sslgrade
from sslgrade.content import catalogue as catalogues
from sslgrade.notebook import figure as figures
from sslgrade.notebook.figure import FigureError

NAMES = sorted(path.stem for path in FIGURES.glob("*.js"))
LISTED = ", ".join(f'"{name}"' for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_holds_the_pages_own_file(name: str) -> None:
    widget: Any = sslgrade.figure(name)
    assert widget._esm == (FIGURES / f"{name}.js").read_text(encoding="utf-8")
    assert widget._css == css_of(name)
    assert widget.state == {}
    widget.state = {"tau": 0.5}
    assert widget.get_state()["state"] == {"tau": 0.5}


def test_a_cell_that_ends_with_it_shows_it() -> None:
    widget: Any = sslgrade.figure("dino")
    bundle = widget._repr_mimebundle_()[0]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id


def test_each_figure_keeps_its_own_style_in_a_frontend_that_keeps_one_a_class() -> None:
    # anywidget puts a widget's CSS under its class's name: two figures must not share one.
    ids = {sslgrade.figure(name)._anywidget_id for name in NAMES}
    assert len(ids) == len(NAMES)


def test_two_widgets_of_one_figure_move_apart() -> None:
    one, two = sslgrade.figure("dino"), sslgrade.figure("dino")
    one.state = {"tau": 1}
    assert two.state == {}


@pytest.mark.parametrize(
    ("start", "name"),
    [("infonce", "infonce-circle"), ("mask", "mask-sentence"), ("ln", "ln-n-ceiling")],
)
def test_the_beginning_of_a_name_is_enough(start: str, name: str) -> None:
    assert figures.find(start).stem == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("m", f"no figure 'm'. Write one of {LISTED}."),
        ("nothing", f"no figure 'nothing'. Write one of {LISTED}."),
        ("", f"no figure ''. Write one of {LISTED}."),
        ("../quiz", f"no figure '../quiz'. Write one of {LISTED}."),
        (3, f"found int, expected a figure's name in quotes: {LISTED}."),
    ],
)
def test_a_name_of_no_figure_is_told_the_names(name: Any, message: str) -> None:
    with pytest.raises(FigureError) as caught:
        sslgrade.figure(name)
    assert str(caught.value) == message
    assert caught.value._render_traceback_() == [f"sslgrade: {message}"]


def test_without_anywidget_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    figures._widget.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(FigureError) as caught:
        sslgrade.figure("dino")
    assert str(caught.value) == (
        "figures in a notebook need anywidget: `pip install 'sslgrade[notebook]'`"
    )


def test_a_figure_that_lost_its_style_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "concept" / "figures"
    folder.mkdir(parents=True)
    (folder / "bare.js").write_text("export default { render };\n")
    monkeypatch.setattr(catalogues, "content_root", lambda: tmp_path)
    with pytest.raises(FigureError) as caught:
        sslgrade.figure("bare")
    assert str(caught.value) == (
        f"{folder / 'bare.js'}: found no `export const css`, expected one. Restore the file."
    )


def test_an_installation_without_figures_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "content_root", lambda: tmp_path)
    with pytest.raises(FigureError) as caught:
        sslgrade.figure("dino")
    assert str(caught.value) == (
        f"found no figures in {tmp_path / 'concept' / 'figures'}. "
        "Reinstall it: `pip install --force-reinstall sslgrade`."
    )


def test_asking_for_a_figure_loads_no_grader() -> None:
    program = (
        "import sys, sslgrade; sslgrade.figure('dino')\n"
        "bad = [n for n in sys.modules if n.startswith(('sslgrade.grading', 'sslgrade.worker'))]\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
