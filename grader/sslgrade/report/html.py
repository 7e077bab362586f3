"""The notebook face of a Report: one self-contained piece of HTML, readable on light and dark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from sslgrade.report.model import CheckResult, Counterexample, Diagnosis, Report
from sslgrade.report.text import clean
from sslgrade.report.words import happened

_MARKS = {"passed": "✓", "failed": "✗", "skipped": "–"}
_COLOURS = {"passed": "#1a7f37", "failed": "#cf222e", "skipped": "#6e7781"}
_LINE = "1px solid rgba(128,128,128,.35)"
_CELL = "text-align:left;vertical-align:top;padding:.15em .8em .15em 0"
_CODE = "margin:.2em 0;white-space:pre-wrap;font-family:monospace"
_OUTPUT = 2000
_NEXT = {
    "syntax": "Mend the marked line, run the cell, and check again.",
    "import": "Restart the kernel and run all cells: does the same error show?",
    "time": "Look for a loop that cannot end, or for work that grows with B·T·V in Python loops.",
    "memory": "Look for an array that is larger than the inputs, or for a list that only grows.",
    "crash": "Remove calls such as exit() or os._exit(); return the result instead.",
    "protocol": "Return plain floats, or arrays of the shapes that the docstring names.",
}


def render(report: Report, *, notes: Sequence[str] = ()) -> str:
    """Write one report out; ``notes`` are lines of small print at its end."""
    parts = [_header(report)]
    if report.status == "not_started":
        parts.append(_paragraph("Not begun: the functions still raise NotImplementedError."))
    elif report.status == "error":
        parts.append(_paragraph(_happened(report)))
        parts += [_pre(report.message)] if report.message else []
    else:
        parts += [_table(report.checks)] if report.checks else []
        parts += [_paragraph(report.message)] if report.message else []
    parts += _diagnosis(report.diagnosis, report.relation)
    parts += _counterexample(report.counterexample)
    parts += _printed(report.output)
    parts += _next(report)
    parts += [_small(text) for text in (*notes, _footer(report)) if text]
    style = f"border:{_LINE};border-radius:6px;padding:.6em 1em;max-width:60em;line-height:1.4"
    return f'<div class="sslgrade" style="{style}">{"".join(parts)}</div>'


def _text(text: str) -> str:
    """Escape a text: whatever stands in it may come from a submission."""
    return escape(clean(text), quote=True)


def _prose(text: str) -> str:
    """Escape a text and show what stands in backquotes as code."""
    pieces = _text(text).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(pieces))


def _paragraph(text: str) -> str:
    return f'<p style="margin:.5em 0">{_prose(text)}</p>'


def _pre(text: str) -> str:
    return f'<pre style="{_CODE}">{_text(text)}</pre>'


def _small(text: str) -> str:
    return f'<p style="margin:.5em 0 0;opacity:.7;font-size:85%">{_prose(text)}</p>'


def _header(report: Report) -> str:
    colour = _COLOURS["passed" if report.status == "passed" else "failed"]
    return (
        f'<p style="margin:0 0 .5em"><strong>{_text(report.exercise)} · {_text(report.backend)}'
        f'</strong> <strong style="float:right;color:{colour}">{report.score} / '
        f"{report.max_score}</strong></p>"
    )


def _happened(report: Report) -> str:
    if report.reason == "import":
        return "The cells stopped while they were being loaded."
    if report.reason == "policy":
        return "The cells use something that this exercise does not allow."
    return happened(report.reason).replace("this file", "these cells")


def _table(checks: Sequence[CheckResult]) -> str:
    order = {"failed": 0, "skipped": 1, "passed": 2}
    rows = "".join(_row(check) for check in sorted(checks, key=lambda c: order[c.status]))
    heads = "".join(f'<th style="{_CELL}">{h}</th>' for h in ("", "check", "finding", "points"))
    return f'<table style="border-collapse:collapse;margin:0"><tr>{heads}</tr>{rows}</table>'


def _row(check: CheckResult) -> str:
    mark = f'<span style="color:{_COLOURS[check.status]}">{_MARKS[check.status]}</span>'
    title = _text(check.title or check.id.replace("_", " "))
    message = _text(check.message).replace("\n", "<br>").replace("   ", " &nbsp; ")
    cells = (mark, title, message, f"{check.points} / {check.max_points}")
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _diagnosis(found: Diagnosis | None, relation: str | None) -> list[str]:
    parts = []
    if found is not None:
        verb = "together compute" if len(found.misconceptions) > 1 else "computes"
        title = f"This is exactly what “{_text(found.title)}” {verb}."
        parts.append(f'<p style="margin:.8em 0 .2em"><strong>{title}</strong></p>')
        parts += [_paragraph(text) for text in found.hint.split("\n") if text.strip()]
    if relation:
        parts.append(_paragraph(relation))
    return parts


def _counterexample(case: Counterexample | None) -> list[str]:
    if case is None:
        return []
    rows = [*case.inputs.items(), ("yours", case.yours), ("expected", case.expected)]
    cells = "".join(
        f'<tr><td style="{_CELL}">{_text(name)}</td><td style="{_CELL}">{_pre(value)}</td></tr>'
        for name, value in rows
    )
    of = f" of {_text(case.entry)}" if case.entry else ""
    return [
        f'<p style="margin:.8em 0 .2em">Smallest case{of} that shows it:</p>',
        f'<table style="border-collapse:collapse;margin:0">{cells}</table>',
    ]


def _printed(output: str) -> list[str]:
    if not output.strip():
        return []
    times = Counter(output.rstrip().split("\n")).items()
    lines = (text + (f"   ({count} times)" if count > 1 else "") for text, count in times)
    shown = "\n".join(lines)
    shown = shown if len(shown) <= _OUTPUT else shown[:_OUTPUT] + "…"
    return [f"<details><summary>Your code printed</summary>{_pre(shown)}</details>"]


def _next(report: Report) -> list[str]:
    if report.mode == "hidden":
        return []
    if report.status == "error":
        step = _NEXT.get(report.reason or "", "")
    elif report.status == "failed":
        step = f"`!sslgrade hint {report.exercise}`"
    elif report.status == "not_started":
        step = f"`!sslgrade show {report.exercise}`"
    else:
        step = ""
    return [_paragraph(f"Next: {step}")] if step else []


def _footer(report: Report) -> str:
    if report.isolation.level == "none":
        return ""
    parts = [f"isolation {report.isolation.level}"]
    if report.seed is not None:
        parts.append(f"seed {report.seed}")
    parts.append(f"{report.cpu_s:.2f} s CPU")
    if report.mode == "public":
        parts.append("no solutions installed: properties only, no diagnosis")
    return " · ".join(parts)
