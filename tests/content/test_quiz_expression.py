from __future__ import annotations

import math
import random

import pytest

from sslgrade.content.quiz_expression import ExpressionError, parse, same

FUNCTIONS = "exp, log, ln, log2, log10, sqrt, abs, floor, min, max"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2*3", 7.0),
        ("2^3", 8.0),
        ("-2**2", -4.0),
        ("x²", 9.0),
        ("log(e)", 1.0),
        ("log2(8)", 3.0),
        ("max(1, x, 2)", 3.0),
        ("floor(2.7)", 2.0),
        ("1e-3", 1e-3),
        ("6 ÷ x · 2 − 1", 3.0),
        ("abs(0 - x)", 3.0),
    ],
)
def test_formulas_have_their_value(text: str, value: float) -> None:
    assert parse(text, ("x",)).value({"x": 3.0}) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "1/0",
        "log(0)",
        "sqrt(-1)",
        "9^9^9",
        "exp(1e6)",
        "floor(1/0)",
        "floor(9)^floor(3e6)",
        "floor(9)^floor(9)^floor(9)^floor(9)",
        "1e12^25*1.5e8 + log(0-1)*1e12^25*5e7",
    ],
)
def test_what_has_no_real_value_is_nan(text: str) -> None:
    assert not math.isfinite(parse(text).value({}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found nothing, expected a formula in p, tau."),
        (
            "2p",
            "'2p' is not understood: expected a formula in p, tau. Write products with *, powers "
            "with ^, and close every bracket.",
        ),
        (
            "(1-p",
            "'(1-p' is not understood: expected a formula in p, tau. Write products with *, "
            "powers with ^, and close every bracket.",
        ),
        ("q + 1", f"'q' is not known here: expected p, tau, {FUNCTIONS}."),
        (
            "p(1-p)",
            f"'p' is no function here: expected one of {FUNCTIONS}, and * for a product.",
        ),
        ("log(p, 2)", "log takes one argument, as in log(2)."),
        ("1e300", "a number in it is too large: expected at most 1e12."),
        (
            "p.real",
            "'p.real' is not allowed: expected a formula in p, tau, with + - * / ^ and "
            f"{FUNCTIONS}.",
        ),
        (
            "[p][0]",
            "'[p][0]' is not allowed: expected a formula in p, tau, with + - * / ^ and "
            f"{FUNCTIONS}.",
        ),
        ("x" * 201, "found 201 characters, expected at most 200."),
    ],
)
def test_what_is_refused_and_how(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, ("p", "tau"))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "(lambda: 1)()",
        "().__class__",
        "p if p else tau",
        "'a' * 9",
        "[1 for _ in range(9)]",
        "p := 2",
        "True",
        "1 if 1 else 2",
        "open('x')",
        "exp(*[1])",
        "exp(p, q=1)",
        "p @ tau",
        "p // tau",
        "~p",
        "f'{p}'",
        "1j",
    ],
)
def test_nothing_but_arithmetic_is_allowed(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, ("p", "tau"))


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("(p-1)/tau", "-(1-p)/tau", True),
        ("(p-1)/tau", "p/tau - 1/tau", True),
        ("(p-1)/tau", "(1-p)/tau", False),
        ("log(p*tau)", "log(p) + log(tau)", True),
        ("p", "p + 1e-6", False),
        ("1/(p-p)", "p", False),
    ],
)
def test_formulas_are_compared_at_random_points(left: str, right: str, equal: bool) -> None:
    domain = {"p": (0.05, 0.95), "tau": (0.1, 2.0)}
    for seed in range(5):
        found = same(parse(left, domain), parse(right, domain), domain, random.Random(seed))
        assert found is equal


def test_nothing_equals_what_has_no_value() -> None:
    nowhere = parse("log(0 - 1)")
    assert not same(nowhere, nowhere, {}, random.Random(0))
