import pytest

from sslgrade.notebook.statements import statements

NAMES = [
    ("x = a + b", "x", "a b", ""),
    ("x += a", "x", "a", ""),
    ("def f(n=a):\n    return n + b", "f", "a", "b"),
    ("@jit\ndef f(n):\n    return n", "f", "jit", ""),
    ("def f(n: A) -> B:\n    return n", "f", "A B", ""),
    ("f = lambda n: n * a", "f", "", "a"),
    ("x = [i * a for i in b]", "x", "a b", ""),
    ("class C(A):\n    y = b\n    def g(self):\n        return c", "C", "A b", "c"),
    ("def f():\n    def g():\n        return a\n    return g", "f", "", "a"),
    ("import a.b", "a", "", ""),
    ("import a as b", "b", "", ""),
    ("from a import b as c", "c", "", ""),
    ("x: int", "", "int", ""),
    ("x: int = a", "x", "a int", ""),
    ("for i in a:\n    x = i", "i x", "a i", ""),
    ("if (x := a):\n    pass", "x", "a", ""),
    ("(x, y), *z = a", "x y z", "a", ""),
    ("try:\n    import a\nexcept ImportError:\n    a = None", "a", "ImportError", ""),
]


@pytest.mark.parametrize(("text", "binds", "now", "later"), NAMES)
def test_names(text: str, binds: str, now: str, later: str) -> None:
    (found,) = statements(0, text)
    assert found.binds == set(binds.split())
    assert found.now == set(now.split())
    assert found.later == set(later.split())


def test_an_import_of_several_names_is_several_statements() -> None:
    found = statements(0, "x = 1\nimport a as b, c.d\nfrom e import (\n    f,\n    g as h,\n)\n")
    assert [(s.line, s.text, set(s.binds)) for s in found[1:]] == [
        (2, "import a as b", {"b"}),
        (2, "import c.d", {"c"}),
        (3, "from e import f", {"f"}),
        (3, "from e import g as h", {"h"}),
    ]


def test_a_statement_is_cut_with_its_decorators_and_knows_its_line() -> None:
    found = statements(3, "a = 'é'; b = 2  # two\n\n@jit\ndef f():\n    return 1  # one\n")
    assert [(s.cell, s.line, s.text) for s in found] == [
        (3, 1, "a = 'é'"),
        (3, 1, "b = 2"),
        (3, 3, "@jit\ndef f():\n    return 1"),
    ]


@pytest.mark.parametrize(
    ("text", "stores", "calls"),
    [
        ("t['a'] = 1", "t", ""),
        ("t.a.b[0] += 1", "t", ""),
        ("del t['a']", "t", ""),
        ("for i in x:\n    t[i] = i", "t", ""),
        ("t.append(1)", "", "t"),
        ("def f():\n    t[0] = 1", "", ""),
        ("a.b.c()", "", ""),
    ],
)
def test_changes(text: str, stores: str, calls: str) -> None:
    (found,) = statements(0, text)
    assert found.stores == set(stores.split())
    assert found.calls == set(calls.split())


def test_what_only_a_notebook_can_run_is_left_out() -> None:
    assert [s.text for s in statements(0, "x = 1\ny = await f()\nz = 2")] == ["x = 1", "z = 2"]


def test_a_cell_that_is_no_python_is_a_syntax_error() -> None:
    with pytest.raises(SyntaxError, match="was never closed"):
        statements(0, "f(")
