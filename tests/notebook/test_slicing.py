"""The cut module must compute what the notebook computed: every case is executed both ways."""

from typing import Any

import pytest

from sslgrade.notebook.slicing import SliceError, cut

CASES: list[tuple[str, list[str], str]] = [
    ("a function alone", ["def f(): return 1", "print('hi')"], "def f(): return 1\n"),
    (
        "helpers, imports and constants of earlier cells",
        [
            "import math\nimport os",
            "TAU = 2.0\nOTHER = 3",
            "def g(x): return math.sqrt(x) / TAU",
            "def f(): return g(4.0)",
        ],
        "import math\nTAU = 2.0\ndef g(x): return math.sqrt(x) / TAU\ndef f(): return g(4.0)\n",
    ),
    (
        "one of two modules that a line imports",
        ["import math, os", "def f(): return math.sqrt(9)"],
        "import math\ndef f(): return math.sqrt(9)\n",
    ),
    (
        "the last binding of a name",
        ["def f(): return g()", "def g(): return 1", "def g(): return 2"],
        "def f(): return g()\ndef g(): return 2\n",
    ),
    (
        "a value keeps the constant of its time",
        ["TAU = 1", "SCALE = 10 * TAU", "TAU = 2", "def f(): return SCALE, TAU"],
        "TAU = 1\nSCALE = 10 * TAU\nTAU = 2\ndef f(): return SCALE, TAU\n",
    ),
    (
        "a cell that was run again",
        ["x = 1", "def f(): return x", "x = 2", "x = 3"],
        "def f(): return x\nx = 3\n",
    ),
    ("augmented assignment", ["x = 1", "x += 1", "def f(): return x"], "*"),
    (
        "decorated",
        ["def twice(g): return lambda: 2 * g()", "@twice\ndef f():\n    return 3"],
        "def twice(g): return lambda: 2 * g()\n@twice\ndef f():\n    return 3\n",
    ),
    (
        "wrapped after its definition",
        ["def twice(g): return lambda: 2 * g()", "def f(): return 3", "f = twice(f)"],
        "*",
    ),
    ("an alias", ["def my(): return 4", "f = my"], "*"),
    ("a lambda", ["a = 5", "f = lambda: a"], "*"),
    ("a table filled later", ["t = {}", "t['a'] = 6", "def f(): return t['a']"], "*"),
    ("a list filled later", ["t = []", "t.append(7)", "def f(): return t[0]"], "*"),
    (
        "a method call on a module is no change of it",
        ["import math", "math.sqrt(4)", "def f(): return math.sqrt(9)"],
        "import math\ndef f(): return math.sqrt(9)\n",
    ),
    ("filled in a loop", ["t = [0] * 3", "for i in range(3): t[i] = i", "def f(): return t"], "*"),
    (
        "bound under a condition",
        ["x = 1", "if False:\n    x = 2", "def f(): return x"],
        "*",
    ),
    (
        "an import with a fallback",
        [
            "try:\n    import nowhere as m\nexcept ImportError:\n    import math as m",
            "def f(): return m.sqrt(16)",
        ],
        "*",
    ),
    (
        "two functions that call each other",
        ["def f(n=3): return n and g(n - 1)", "def g(n): return n and f(n - 1)"],
        "*",
    ),
    (
        "a function called while a cell ran",
        ["k = 2", "def g(): return k", "TABLE = [g()]", "k = 5", "def f(): return TABLE, k"],
        "k = 2\ndef g(): return k\nTABLE = [g()]\nk = 5\ndef f(): return TABLE, k\n",
    ),
    ("a class",
     ["b = 2", "class C:\n    a = b\n    def m(self): return self.a", "def f(): return C().m()"],
     "*"),
    ("future imports come first",
     ["x = 1", "from __future__ import annotations", "def f(a: int = x): return a"],
     "from __future__ import annotations\nx = 1\ndef f(a: int = x): return a\n"),
    ("statements on one line", ["a = 1; b = 2; c = 3", "def f(): return a + c"],
     "a = 1\nc = 3\ndef f(): return a + c\n"),
    ("an old and forbidden helper is not dragged along",
     ["import forbidden as g", "def f(): return g()", "def g(): return 8"],
     "def f(): return g()\ndef g(): return 8\n"),
    ("a star import before everything that is used", ["from math import *", "def f(x=1): return x"],
     "def f(x=1): return x\n"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "source"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_cut_module(cells: list[str], source: str) -> None:
    taken = cut(cells, ["f"])
    assert taken.missing == ()
    if source != "*":
        assert taken.source == source
    else:
        assert taken.source == "".join(f"{cell}\n" for cell in cells)
    if "forbidden" not in cells[0]:
        whole: dict[str, Any] = {}
        for cell in cells:
            exec(cell, whole)
        mine: dict[str, Any] = {}
        exec(taken.source, mine)
        assert mine["f"]() == whole["f"]()


def test_a_deleted_name_is_missing() -> None:
    assert cut(["def f(): pass", "del f"], ["f"]).missing == ("f",)
    assert cut(["def f(): pass", "del f", "def f(): pass"], ["f"]).missing == ()


def test_several_names_are_cut_at_once() -> None:
    taken = cut(
        ["a = 1", "def f(): return a", "def g(): return 2", "def h(): return 3"], ["f", "g"]
    )
    assert taken.source == "a = 1\ndef f(): return a\ndef g(): return 2\n"


def test_lines_are_told_by_cell() -> None:
    taken = cut(["x = 1", "\n@d\ndef f():\n    return x", "def d(g):\n    return g"], ["f"])
    assert [taken.where(n) for n in (1, 2, 4, 9)] == [
        "line 1 of cell 1",
        "line 2 of cell 2",
        "line 4 of cell 2",
        "line 9",
    ]
    assert cut(["\n\ndef f(): return 1"], ["f"], [""]).where(1) == "line 3"


def test_magics_and_unreadable_cells_are_said() -> None:
    taken = cut(["%matplotlib inline\nx = 1", "def g(:", "def f(): return x"], ["f", "g"])
    assert taken.source == "x = 1\ndef f(): return x\n"
    assert taken.dropped == (("cell 1", "%matplotlib inline"),)
    assert taken.unreadable == (("cell 2", "invalid syntax (line 1)"),)
    assert taken.missing == ("g",)


REFUSED = [
    (
        ["from numpy import *", "def f(x): return exp(x)"],
        "`from numpy import *` in cell 1 may bind `exp`, which your code uses, so that it cannot "
        "be told what your code is. Import by name what you need, then restart the kernel and "
        "run all cells.",
    ),
    (
        ["def f(x): return sum(x)", "from numpy import *"],
        "`from numpy import *` in cell 2 may bind `f`, which your code uses, so that it cannot "
        "be told what your code is. Import by name what you need, then restart the kernel and "
        "run all cells.",
    ),
    (
        ["from numpy import *", "def f(x): return sum(x)"],
        "`from numpy import *` in cell 1 may bind `sum`, which your code uses, so that it cannot "
        "be told what your code is. Import by name what you need, then restart the kernel and "
        "run all cells.",
    ),
]


@pytest.mark.parametrize(("cells", "message"), REFUSED)
def test_star_imports_are_refused(cells: list[str], message: str) -> None:
    with pytest.raises(SliceError) as caught:
        cut(cells, ["f"])
    assert str(caught.value) == message


def test_a_star_import_that_nothing_depends_on_is_no_obstacle() -> None:
    cells = ["from math import *", "import numpy as np", "def f(x): return np.exp(x)"]
    assert cut(cells, ["f"]).source == "import numpy as np\ndef f(x): return np.exp(x)\n"
