import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sslgrade.report.html import render
from sslgrade.report.model import CheckResult, Counterexample, Diagnosis, Report

Make = Callable[..., Report]
Check = Callable[..., CheckResult]
EVIL = "<script>alert(1)</script>\x1b[31m & \"'"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m &amp; &quot;&#x27;"


class Tags(HTMLParser):
    """Collects the tags of a text and whether they close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def words(html: str) -> str:
    """The text as it is read: one line for every block."""
    html = re.sub(r"</(p|pre|tr|summary)>|<br>", "\n", html)
    text = re.sub(r"<[^>]*>", " ", html).replace("&nbsp;", " ")
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def test_a_failed_report(report: Make, check: Check) -> None:
    found = report(
        checks=(
            check("logit shift"),
            check("again", "skipped", "earns points only once a value check passes"),
            check("uneven masks", "failed", "you 2   expected 1", points=0),
        ),
        diagnosis=Diagnosis(("mean_of_means",), "mean of means", "You divided `twice`.\nDo not."),
    )
    html = render(found, notes=["small print"])
    assert (
        words(html)
        == """\
mlm_loss · numpy 4 / 10
check finding points
✗ uneven masks you 2 expected 1 0 / 1
– again earns points only once a value check passes 1 / 1
✓ logit shift 1 / 1
This is exactly what “mean of means” computes.
You divided twice .
Do not.
Next: !sslgrade hint mlm_loss
small print
isolation L2 · seed 7 · 0.21 s CPU"""
    )
    assert "<code>twice</code>" in html


def test_a_relation_and_a_counterexample(report: Make) -> None:
    found = report(
        relation="yours is 2 times the expected value",
        counterexample=Counterexample({"logits": "[[0., 1.]]"}, "2.0", "1.0", "mlm_loss"),
        output="a\na\nb\n",
        mode="public",
    )
    assert (
        words(render(found))
        == """\
mlm_loss · numpy 4 / 10
yours is 2 times the expected value
Smallest case of mlm_loss that shows it:
logits [[0., 1.]]
yours 2.0
expected 1.0
Your code printed
a (2 times)
b
Next: !sslgrade hint mlm_loss
isolation L2 · seed 7 · 0.21 s CPU · no solutions installed: properties only, no diagnosis"""
    )


def test_a_pair_of_misconceptions(report: Make) -> None:
    found = report(diagnosis=Diagnosis(("a", "b"), "a and b", ""))
    assert "“a and b” together compute." in render(found)


ERRORS = [
    (
        "syntax",
        "Python cannot read these cells.",
        "Mend the marked line, run the cell, and check again.",
    ),
    (
        "import",
        "The cells stopped while they were being loaded.",
        "Restart the kernel and run all cells: does the same error show?",
    ),
    (
        "time",
        "The code was still running when its time was up.",
        "Look for a loop that cannot end, or for work that grows with B·T·V in Python loops.",
    ),
    (
        "memory",
        "The code asked for more memory than it may have.",
        "Look for an array that is larger than the inputs, or for a list that only grows.",
    ),
    (
        "crash",
        "The code ended its own process before it answered.",
        "Remove calls such as exit() or os._exit(); return the result instead.",
    ),
    (
        "protocol",
        "What came back from the code cannot be read as plain numbers.",
        "Return plain floats, or arrays of the shapes that the docstring names.",
    ),
]


@pytest.mark.parametrize(("reason", "happened", "step"), ERRORS)
def test_an_error(report: Make, reason: str, happened: str, step: str) -> None:
    found = report(status="error", reason=reason, score=0, message="what was found")
    assert words(render(found)) == (
        f"mlm_loss · numpy 0 / 10\n{happened}\nwhat was found\nNext: {step}\n"
        "isolation L2 · seed 7 · 0.21 s CPU"
    )


def test_a_refusal_has_no_next_step_of_its_own(report: Make) -> None:
    found = report(status="error", reason="policy", score=0, message="remove `optax`")
    assert "Next:" not in render(found)
    assert "The cells use something that this exercise does not allow." in render(found)


def test_a_passed_and_an_unbegun_report(report: Make) -> None:
    passed = report(status="passed", reason=None, score=10)
    assert words(render(passed)) == "mlm_loss · numpy 10 / 10\nisolation L2 · seed 7 · 0.21 s CPU"
    unbegun = report(status="not_started", reason=None, score=0)
    assert "Not begun: the functions still raise NotImplementedError." in render(unbegun)
    assert "<code>!sslgrade show mlm_loss</code>" in render(unbegun)


def test_a_hidden_report_shows_no_next_step_and_no_seed(report: Make) -> None:
    html = render(report().hidden())
    assert "Next:" not in html
    assert "seed" not in html


def test_everything_is_escaped_and_self_contained(report: Make, check: Check) -> None:
    found = report(
        exercise=EVIL,
        backend=EVIL,
        checks=(check("t", "failed", EVIL), replace(check("t", "failed", "m"), title=EVIL)),
        diagnosis=Diagnosis((EVIL,), EVIL, f"`{EVIL}`\n{EVIL}"),
        relation=EVIL,
        counterexample=Counterexample({EVIL: EVIL}, EVIL, EVIL, EVIL),
        message=EVIL,
        output=EVIL,
    )
    html = render(found, notes=[EVIL])
    assert html.count(ESCAPED) == html.count("alert(1)") == 17
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert tags.attributes == {"class", "style"}
    inert = {"div", "p", "strong", "table", "tr", "th", "td", "span", "code", "pre"}
    assert tags.seen <= inert | {"details", "summary"}
