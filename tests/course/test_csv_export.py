import pytest

pytest.importorskip("nbgrader")

from sslgrade.course.csv_export import COLUMNS, guarded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-1.5, "-1.5"),
        ("anna", "anna"),
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-2", "'-2"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
    ],
)
def test_no_value_is_a_formula(value: object, text: str) -> None:
    assert guarded(value) == text


def test_the_columns_are_nbgraders() -> None:
    import inspect

    from nbgrader.plugins.export import CsvExportPlugin

    source = inspect.getsource(CsvExportPlugin.export)
    assert [source.index(f'"{name}"') for name in COLUMNS] == sorted(
        source.index(f'"{name}"') for name in COLUMNS
    )
