import pytest

from sslgrade.notebook.magics import plain

DROPPED = [
    ("%matplotlib inline\nx = 1", "pass\nx = 1", ("%matplotlib inline",)),
    ("!pip install numpy\nx = 1", "pass\nx = 1", ("!pip install numpy",)),
    ("x = 1\nx?", "x = 1\npass", ("x?",)),
    ("?x", "pass", ("?x",)),
    ("np.exp??", "pass", ("np.exp??",)),
    ("files = !ls\nx = 1", "pass\nx = 1", ("files = !ls",)),
    ("took = %timeit -o f()", "pass", ("took = %timeit -o f()",)),
    ("if x:\n    %time f()\n    y = 2", "if x:\n    pass\n    y = 2", ("%time f()",)),
    ("!ls \\\n   -l\nx = 1", "pass\n\nx = 1", ("!ls \\",)),
    ("%%time\nx = 1", "\nx = 1", ("%%time",)),
    ("\n%%capture out\nx = 1", "\n\nx = 1", ("%%capture out",)),
    ("%%bash\nls\npwd", "\n\n", ("%%bash",)),
    ("%%timeit\nx = 1", "\n", ("%%timeit",)),
    ("%run " + "x" * 50, "pass", ("%run " + "x" * 34 + "…",)),
]
KEPT = [
    "x = 7 % 2",
    "x = (7\n% 2)",
    "x = 7 \\\n% 2",
    's = """\n%matplotlib inline\n!ls\nx?\n"""',
    "s = 'a\\'b'  # what?\ny = 1",
    "x != y",
    "x = {'%': 1,\n'!': 2,\n}",
    "",
    "f'{x!r}'",
]


@pytest.mark.parametrize(("cell", "text", "dropped"), DROPPED)
def test_magics_are_dropped_and_lines_keep_their_numbers(
    cell: str, text: str, dropped: tuple[str, ...]
) -> None:
    found = plain(cell)
    assert (found.text, found.dropped) == (text, dropped)
    assert found.text.count("\n") == cell.count("\n")


@pytest.mark.parametrize("cell", KEPT)
def test_python_stays_as_it_is(cell: str) -> None:
    found = plain(cell)
    assert (found.text, found.dropped) == (cell, ())
