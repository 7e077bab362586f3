"""A notebook run headless: the three faces, as a learner meets them."""

import re
from typing import Any

import pytest

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")

RIGHT = """\
def mlm_loss(logits, labels, selected, input_ids, attention_mask):
    if not selected.any():
        return 0.0
    logp = log_softmax(logits[selected].astype(np.float64))
    return -np.take_along_axis(logp, labels[selected][:, None], axis=-1).mean()
"""
PER_SENTENCE = """\
def mlm_loss(logits, labels, selected, input_ids, attention_mask):
    means = []
    for z, label, chosen in zip(logits, labels, selected):
        if chosen.any():
            means.append(-log_softmax(z[chosen])[np.arange(chosen.sum()), label[chosen]].mean())
    return np.mean(means) if means else 0.0
"""
CHECK = 'sslgrade.check("mlm_loss", mlm_loss)'
CELLS = [
    "%matplotlib --list\nimport numpy as np\nimport sslgrade",
    "def log_softmax(z):\n"
    "    z = z - z.max(axis=-1, keepdims=True)\n"
    "    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))",
    RIGHT,
    CHECK,
    PER_SENTENCE,
    CHECK,
    "import os\ndef mlm_loss(*arguments):\n    os._exit(0)",
    CHECK,
    "def mlm_loss(*arguments):\n    print('<b>')\n    return arguments[0].nothing",
    CHECK,
    "import warnings\nwarnings.warn('loud', stacklevel=1)\nnp.seterr(all='raise');",
    CHECK,
    'sslgrade.check("mlm_los", mlm_loss)',
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    """The outputs of every cell."""
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = nbclient.NotebookClient(
        notebook,
        timeout=120,
        allow_errors=True,
        resources={"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}},
    )
    client.execute()
    return [cell["outputs"] for cell in notebook.cells]


def face(outputs: list[Any]) -> tuple[str, str]:
    """The number and the HTML of a cell that shows a score and nothing else."""
    (shown,) = outputs
    assert shown["output_type"] == "execute_result"
    return shown["data"]["text/plain"], shown["data"]["text/html"]


def test_the_face_of_right_code(outputs: list[list[Any]]) -> None:
    number, html = face(outputs[3])
    assert number == "10.0"
    assert "10 / 10" in html
    assert "✗" not in html
    assert "only a notebook can run it: <code>%matplotlib --list</code>." in html


def test_the_face_of_a_diagnosis(outputs: list[list[Any]]) -> None:
    number, html = face(outputs[5])
    assert number == "5.0"
    assert "This is exactly what “the mean over sentences of their mean surprise” computes." in html
    assert "Give one sentence 1 selected token and another 20. Who decides your loss?" in html


def test_the_face_of_a_crash(outputs: list[list[Any]]) -> None:
    number, html = face(outputs[7])
    assert number == "0.0"
    assert "The code ended its own process before it answered." in html


def test_a_raised_error_names_the_cell_and_what_was_printed_is_escaped(
    outputs: list[list[Any]],
) -> None:
    number, html = face(outputs[9])
    assert number == "0.0"
    error = "raised AttributeError (line 3 of In [9]): &#x27;numpy.ndarray&#x27; object has no"
    assert html.count(error) == html.count("AttributeError") > 1
    assert re.search(r"&lt;b&gt;   \(\d+ times\)", html)
    assert "<b>" not in html


def test_a_warning_and_numpys_settings_in_the_notebook_change_nothing(
    outputs: list[list[Any]],
) -> None:
    assert face(outputs[11])[0] == "0.0"


def test_a_mistake_is_one_line(outputs: list[list[Any]]) -> None:
    (shown,) = outputs[12]
    assert shown["output_type"] == "error"
    assert shown["traceback"] == [
        "sslgrade: no exercise 'mlm_los'. Did you mean mlm_loss? `sslgrade list` shows all of them."
    ]
