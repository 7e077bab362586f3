"""Formulas become MathML that a browser can show, or an error that names the formula."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from sslgrade.content.modules import ContentError
from sslgrade.page.maths import mathml

M = "{http://www.w3.org/1998/Math/MathML}"


@pytest.mark.parametrize(("block", "display"), [(True, "block"), (False, "inline")])
def test_a_formula_is_well_formed_and_keeps_its_latex_as_text(block: bool, display: str) -> None:
    made = ElementTree.fromstring(mathml(r" \frac{a}{b} < 1 ", block=block))
    assert made.tag == f"{M}math"
    assert made.attrib["display"] == display
    assert made.attrib["alttext"] == r"\frac{a}{b} < 1"
    assert [part.text for part in made.iter(f"{M}mi")] == ["a", "b"]


def test_no_style_attribute_which_the_csp_would_refuse() -> None:
    for formula in (r"\mathbb{E}_{x}\big[ x \big]", r"\lVert x \rVert", r"\sum_{i=1}^{N} \log p"):
        assert "style" not in mathml(formula, block=True)


@pytest.mark.parametrize(
    ("formula", "gap"), [(r"\ln N", 1), (r"\log p_i", 1), (r"\log(p)", 0), (r"a + b", 0)]
)
def test_a_function_without_a_bracket_keeps_a_thin_space(formula: str, gap: int) -> None:
    assert mathml(formula, block=False).count("<mspace") == gap


def test_an_unknown_command_is_an_error_and_not_a_backslash_on_the_page() -> None:
    with pytest.raises(ContentError) as error:
        mathml(r"\arg\min_a x", block=False)
    assert str(error.value) == (
        r"the formula $\arg\min_a x$ holds a command that latex2mathml does not know. "
        "Write it with another one."
    )


def test_an_unfinished_formula_is_an_error() -> None:
    with pytest.raises(ContentError) as error:
        mathml(r"\frac{a}{", block=True)
    assert str(error.value).startswith(r"the formula $\frac{a}{$ cannot be typeset: ")
