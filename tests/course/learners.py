"""Simulated learners: what each does to the released notebook, and what it must earn."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sslgrade.content.catalogue import catalogue

Cells = dict[str, dict[str, Any]]
Notebook = dict[str, Any]
Act = Callable[[Notebook, Cells], object]

MLM = catalogue().get("mlm_loss").reference_source("numpy")
COSINE = catalogue().get("cosine_similarity").reference_source("numpy")
PER_SENTENCE = """\
import numpy as np

def mlm_loss(logits, labels, selected, input_ids, attention_mask):
    z = logits - logits.max(axis=-1, keepdims=True)
    z = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    means = []
    for row, label, chosen in zip(z, labels, selected):
        if chosen.any():
            means.append(-row[chosen][np.arange(chosen.sum()), label[chosen]].mean())
    return np.mean(means) if means else 0.0
"""
ZERO = "def mlm_loss(logits, labels, selected, input_ids, attention_mask):\n    return 0.0\n"


@dataclass(frozen=True)
class Learner:
    """``mlm`` and ``cosine`` are the points of the two exercises; ``says`` must be in the feedback.

    ``act`` changes the notebook; ``files`` does the rest once it lies in the learner's folder.
    """

    act: Act
    mlm: float = 0.0
    cosine: float = 0.0
    quiz: tuple[float, float] = (0.0, 0.0)
    says: tuple[str, ...] = ()
    files: Callable[[Path], object] | None = None


def wrote(mlm: str = "", cosine: str = "") -> Act:
    """A learner who fills in the stubs and changes nothing else."""

    def act(notebook: Notebook, cells: Cells) -> None:
        if mlm:
            cells["mlm_loss-solution"]["source"] = mlm
        if cosine:
            cells["cosine_similarity-solution"]["source"] = cosine

    return act


def _honest(notebook: Notebook, cells: Cells) -> None:
    from tests.course.conftest import answer

    wrote(MLM, COSINE)(notebook, cells)
    answer(notebook, "mlm-01", "d")
    answer(notebook, "mlm-02", "4")


def _own_cells(notebook: Notebook, cells: Cells) -> None:
    """Helpers in cells of their own, magics, and a cell that is no Python at all."""
    at = notebook["cells"].index(cells["mlm_loss-solution"])
    more = ["%matplotlib inline\nimport numpy as np", "!pip install nothing", "def broken(:"]
    helper = "def log_softmax(z):\n    z = z - z.max(-1, keepdims=True)\n"
    helper += "    return z - np.log(np.exp(z).sum(-1, keepdims=True))"
    notebook["cells"][at:at] = [_code(text) for text in [*more, helper]]
    cells["mlm_loss-solution"]["source"] = (
        "def mlm_loss(logits, labels, selected, input_ids, attention_mask):\n"
        "    if not selected.any():\n"
        "        return 0.0\n"
        "    z = log_softmax(logits[selected].astype(float))\n"
        "    return -np.take_along_axis(z, labels[selected][:, None], -1).mean()\n"
    )


def _code(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": text,
        "metadata": {},
        "outputs": [],
        "id": f"x{id(text)}",
    }


def _changed(name: str, **changes: Any) -> Act:
    def act(notebook: Notebook, cells: Cells) -> None:
        wrote(ZERO)(notebook, cells)
        cells[name].update(changes)

    return act


def _points(notebook: Notebook, cells: Cells) -> None:
    wrote(ZERO)(notebook, cells)
    for name in ("mlm_loss", "cosine_similarity"):
        cells[name]["metadata"]["nbgrader"]["points"] = 1000
        cells[name]["source"] = "999.0"


def _solution_for_grade(notebook: Notebook, cells: Cells) -> None:
    """Swaps the roles of the cells in the metadata."""
    cells["mlm_loss"]["metadata"]["nbgrader"].update(grade=False, locked=False, solution=True)
    cells["mlm_loss-solution"]["metadata"]["nbgrader"].update(grade=True, solution=False, points=10)
    cells["mlm_loss-solution"]["source"] = "10.0"


def _twice(notebook: Notebook, cells: Cells) -> None:
    """The check and the solution are copied; the last copy is right, as in a kernel."""
    at = notebook["cells"].index(cells["mlm_loss"])
    second = copy.deepcopy([cells["mlm_loss-solution"], cells["mlm_loss"]])
    second[0]["source"] = MLM
    notebook["cells"][at + 1 : at + 1] = second


def _without_checks(notebook: Notebook, cells: Cells) -> None:
    wrote(MLM, COSINE)(notebook, cells)
    notebook["cells"] = [c for c in notebook["cells"] if "check(" not in "".join(c["source"])]


def _upside_down(notebook: Notebook, cells: Cells) -> None:
    wrote(MLM, COSINE)(notebook, cells)
    notebook["cells"].reverse()


def _metadata(**changes: Any) -> Act:
    def act(notebook: Notebook, cells: Cells) -> None:
        wrote(MLM)(notebook, cells)
        for cell in cells.values():
            cell["metadata"]["nbgrader"].update(changes)

    return act


def _huge(notebook: Notebook, cells: Cells) -> None:
    wrote(MLM)(notebook, cells)
    text = "x" * 5_000_000
    cells["setup"]["outputs"] = [{"output_type": "stream", "name": "stderr", "text": text}]


def _linked(folder: Path) -> None:
    source = folder.parents[2] / "source" / "ps1" / "ps1.ipynb"
    (folder / "ps1.ipynb").unlink()
    (folder / "ps1.ipynb").symlink_to(source)


def _pipes(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "dangling").symlink_to("/nowhere/at/all")
    (folder / "passwd").symlink_to("/etc/passwd")


def _shadows(folder: Path) -> None:
    (folder / "sslgrade.py").write_text("def check(*_): return 10.0\n")
    (folder / "numpy.py").write_text("raise SystemExit('shadowed')\n")
    (folder / "sitecustomize.py").write_text("raise SystemExit('shadowed')\n")


_PATCH = "import sslgrade\nsslgrade.check = lambda *a, **k: 10.0\nsslgrade.quiz = sslgrade.check\n"
_SUBCLASS = "class Ten(float):\n    def __repr__(self): return '10.0'\n"
_TRANSFORM = (
    "ip = get_ipython()\n"
    "ip.input_transformers_cleanup.append(lambda lines: ['10.0'])\n"
    "ip.ast_transformers.append(object())\n"
)
_NOISY = (
    "import sys, warnings\nprint('<script>alert(1)</script>', file=sys.stderr)\n"
    + MLM.replace(
        "    logits, labels = np",
        "    warnings.warn('loud')\n    print(10.0)\n    logits, labels = np",
        1,
    )
)

LEARNERS: dict[str, Learner] = {
    "honest": Learner(_honest, 10, 8, (2, 2), ("10 / 10", "Right.")),
    "own_cells": Learner(
        _own_cells, 10, says=("%matplotlib inline", "!pip install nothing", "it is no Python")
    ),
    "per_sentence": Learner(
        wrote(PER_SENTENCE, COSINE), 5, 8, says=("the mean over sentences of their mean surprise",)
    ),
    "noisy": Learner(wrote(_NOISY), 10),
    "untouched": Learner(lambda notebook, cells: None, says=("Not begun",)),
    "crashing": Learner(
        wrote(ZERO.replace("return 0.0", "__import__('os')._exit(0)"), COSINE),
        0,
        8,
        says=("ended its own process",),
    ),
    # What stands beside the functions and is not used by them is not part of what is graded.
    "exits_beside": Learner(wrote("import os\nos._exit(0)\n" + MLM, COSINE), 10, 8),
    "unreadable": Learner(wrote("def mlm_loss(:\n    return 10", COSINE), 0, 8, says=("line 1",)),
    # Tampering earns what the code earns: 0 for a constant.
    "skip_tag": Learner(
        lambda n, c: (
            wrote(ZERO)(n, c),
            c["mlm_loss"].update(source="10.0"),
            c["mlm_loss"]["metadata"].update(tags=["skip-execution", "raises-exception"]),
        )
    ),
    "monkeypatch": Learner(wrote(_PATCH + ZERO)),
    "prints_ten": Learner(_changed("mlm_loss", source="print(10.0)\n10.0")),
    "billion": Learner(_changed("mlm_loss", source="1e9")),
    "points": Learner(_points),
    "transformer": Learner(wrote(_TRANSFORM + ZERO)),
    "subclass": Learner(wrote(_SUBCLASS + ZERO.replace("return 0.0", "return Ten(10)"))),
    "shadow": Learner(wrote(ZERO), files=_shadows),
    "swapped_roles": Learner(_solution_for_grade),
    "raw_check": Learner(_changed("mlm_loss", cell_type="raw", source="10.0")),
    # Damage that once stopped the whole batch.
    "twice": Learner(_twice, 10, says=("is a second copy of “mlm_loss”",)),
    "no_checks": Learner(_without_checks, 10, 8, says=("was missing and was put back",)),
    "upside_down": Learner(_upside_down, 10, 8),
    "schema_99": Learner(_metadata(schema_version=99), 10),
    "foreign_metadata": Learner(_metadata(grade_id="x y", points="many", extra=[1]), 0),
    "huge_output": Learner(_huge, 10),
    "link": Learner(wrote(MLM, COSINE), files=_linked, says=("was no plain file",)),
    "pipes": Learner(wrote(MLM, COSINE), 10, 8, files=_pipes),
    "not_json": Learner(
        wrote(),
        files=lambda folder: (folder / "ps1.ipynb").write_bytes(b"\x00\xff{"),
        says=("ps1.ipynb is no notebook: it is not UTF-8 text.",),
    ),
    "no_cells": Learner(
        wrote(),
        files=lambda folder: (folder / "ps1.ipynb").write_text('{"cells": 7}'),
        says=("it has no list of cells",),
    ),
}
