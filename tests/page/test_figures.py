"""Modules become inline scripts: no export word is left, and nothing can end the script early."""

from __future__ import annotations

from pathlib import Path

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.page.figures import read

MODULE = """\
export const css = ".x { color: red }";
export function add(a, b) { return a + b; }
export async function later() {}
const exported = "export default stays in a text";
export default { render({ model, el }) { el.textContent = add(1, 2); } };
"""


def _figure(folder: Path, text: str) -> Path:
    (folder / "sum.js").write_text(text, encoding="utf-8")
    return folder


def test_a_module_becomes_a_script_that_shows_itself(tmp_path: Path) -> None:
    script = read(_figure(tmp_path, MODULE))["sum"].script
    assert script == (
        'const css = ".x { color: red }";\n'
        "function add(a, b) { return a + b; }\n"
        "async function later() {}\n"
        'const exported = "export default stays in a text";\n'
        "const figure = { render({ model, el }) { el.textContent = add(1, 2); } };\n"
        'sslgrade.show("sum", figure, css);\n'
    )


def test_a_module_without_css(tmp_path: Path) -> None:
    script = read(_figure(tmp_path, "export default { render() {} };"))["sum"].script
    assert script.endswith('sslgrade.show("sum", figure, "");\n')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("const a = 1;", "found 0 lines that begin with `export default`, expected one."),
        (
            'import x from "y";\nexport default {};',
            'found `import x from "y";`, which an inline script cannot hold. Export with '
            "`export const`, `export function` or `export default { render }`, and import nothing.",
        ),
        (
            "export default {};\nexport { a };",
            "found `export { a };`, which an inline script cannot hold. Export with "
            "`export const`, `export function` or `export default { render }`, and import nothing.",
        ),
        (
            'export default {};\nconst a = "</SCRIPT>";',
            "holds `</script` or `<!--`, which would end the page's script.",
        ),
    ],
)
def test_what_cannot_stand_in_a_page_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ContentError) as error:
        read(_figure(tmp_path, text))
    assert str(error.value) == f"{tmp_path / 'sum.js'}: {message}"


def test_a_missing_folder_has_no_figures(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == {}


def test_our_own_figures_can_be_made_inline() -> None:
    assert sorted(read(catalogue().root / "concept" / "figures")) == [
        *("augmentation", "dino", "infonce-circle", "ln-n-ceiling", "mae-digit", "mask-sentence"),
    ]
