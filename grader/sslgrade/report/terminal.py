"""The terminal face of a Report: plain text, at most 80 columns, colour only where wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sslgrade.report.model import CheckResult, Report
from sslgrade.report.text import Style, clean, clip, columns, ends, pad, phrases, width, wrap
from sslgrade.report.words import advice, happened

_OUTPUT_LINES = 5
_COUNTER_LINES = 6
_TITLE_COLUMNS = 26


def render(
    report: Report, style: Style, *, next_step: str | None = None, named_first: bool = False
) -> str:
    """Write one report out in full; ``next_step`` replaces the line that ends it.

    ``named_first`` puts the diagnosis above the checks, for a screen that does not hold them all.
    """
    lines = [_header(report, style)]
    if named_first and report.diagnosis is not None:
        lines += [*_diagnosis(report, style)[1:], ""]
    if report.status == "not_started":
        lines += ["  Not begun: the functions are still as the stub left them."]
    elif report.status == "error":
        lines += _error(report, style)
    else:
        lines += _checks(report, style)
    if report.status == "failed" and report.message:
        lines += ["", *_paragraph(report.message, style)]
    if not (named_first and report.diagnosis is not None):
        lines += _diagnosis(report, style)
    lines += _counterexample(report, style) + _printed(report, style)
    step = _next_step(report) if next_step is None else next_step
    if step:
        lines += ["", *wrap(f"Next: {step}", style.width)]
    lines += _footer(report, style)
    return style.final("\n".join(lines))


def line(report: Report, style: Style) -> str:
    """Write one report as one line, for a report that has nothing to add."""
    mark = style.mark("passed" if report.status == "passed" else "failed")
    name = clip(f"{report.exercise} · {report.backend}", style.width - 14)
    return style.final(f"{mark} {ends(name, _score(report), style.width - 2)}")


def summary(reports: Sequence[Report], style: Style) -> str:
    """Count several reports in one line."""
    words = {"passed": "passed", "failed": "failed", "error": "with an error"}
    words["not_started"] = "not begun"
    counts = [(sum(r.status == s for r in reports), w) for s, w in words.items()]
    told = ", ".join(f"{n} {word}" for n, word in counts if n)
    points = f"{sum(r.score for r in reports)} / {sum(r.max_score for r in reports)} points"
    text = ends(f"{len(reports)} checked: {told}", points, style.width)
    return style.final(style.paint(text, "bold"))


def _score(report: Report) -> str:
    return f"{report.score} / {report.max_score}"


def _header(report: Report, style: Style) -> str:
    score = _score(report)
    name = clip(f"{report.exercise} · {report.backend}", style.width - len(score) - 2)
    gap = " " * max(2, style.width - width(name) - width(score))
    colour = "green" if report.status == "passed" else "red"
    return style.paint(name, "bold") + gap + style.paint(score, "bold", colour)


def _paragraph(text: str, style: Style, indent: str = "  ") -> list[str]:
    """Wrap prose, but keep the lines of a text that has several: it may hold a caret."""
    lines = clean(text).rstrip().split("\n")
    if len(lines) == 1:
        return phrases(lines[0], style.width, indent)
    return [clip(f"{indent}{text}".rstrip(), style.width) for text in lines]


def _error(report: Report, style: Style) -> list[str]:
    lines = wrap(happened(report.reason), style.width, "  ")
    lines[0] = f"{style.mark('failed')} {lines[0][2:]}"
    if report.message:
        lines += _paragraph(report.message, style, "    ")
    return lines


def _title(check: CheckResult) -> str:
    return clean(check.title or check.id.replace("_", " "))


def _checks(report: Report, style: Style) -> list[str]:
    passed = [f"✓ {_title(c)}" for c in report.checks if c.status == "passed"]
    lines = columns(passed, style.width)
    lines = [text.replace("✓", style.mark("passed")) for text in lines]
    failed = [c for c in report.checks if c.status == "failed"]
    column = _column(failed, style)
    for check in failed:
        lines += _told(style, "failed", _title(check), check.message, column)
    skipped: dict[str, list[str]] = {}
    for check in report.checks:
        if check.status == "skipped":
            skipped.setdefault(check.message, []).append(_title(check))
    for message, titles in skipped.items():
        lines += _told(style, "skipped", " · ".join(titles), message, column)
    return lines


def _column(failed: Sequence[CheckResult], style: Style) -> int:
    """Width of the titles that have their message beside them: as many as fit, short ones first."""
    column = longest = 0
    for check in sorted(failed, key=lambda c: width(_title(c))):
        title, longest = width(_title(check)), max(longest, width(check.message))
        if title > _TITLE_COLUMNS or 4 + title + 3 + longest > style.width:
            break
        column = title
    return column


def _told(style: Style, status: str, title: str, message: str, column: int) -> list[str]:
    """One check with its message beside the title, or below where it does not fit on that line."""
    start = f"  {style.mark(status)} "
    message = clean(message).rstrip()
    beside = 4 + column + 3 + width(message) <= style.width and "\n" not in message
    if width(title) <= column and beside:
        return [(start + pad(title, column) + "   " + message).rstrip()]
    head = wrap(title, style.width, "    ")
    below = _paragraph(message, style, "      ") if message else []
    return [start + head[0][4:], *head[1:], *below]


def _diagnosis(report: Report, style: Style) -> list[str]:
    found = report.diagnosis
    if found is None:
        return ["", *wrap(clean(report.relation), style.width, "  ")] if report.relation else []
    verb = "together compute" if len(found.misconceptions) > 1 else "computes"
    exact = wrap(f"This is exactly what “{clean(found.title)}” {verb}.", style.width)
    lines = ["", *(style.paint(text, "bold") for text in exact)]
    for text in (*found.hint.split("\n"), report.relation or ""):
        lines += wrap(clean(text), style.width, "  ") if text.strip() else []
    return lines


def _counterexample(report: Report, style: Style) -> list[str]:
    case = report.counterexample
    if case is None:
        return []
    lines = ["", f"Smallest case{f' of {case.entry}' if case.entry else ''} that shows it:"]
    rows = [*case.inputs.items(), ("yours", case.yours), ("expected", case.expected)]
    column = max(width(clean(name)) for name, _ in rows)
    for name, value in rows:
        head = f"  {pad(clean(name), column)}   "
        shown = clean(value).strip().split("\n")
        if len(shown) > _COUNTER_LINES:
            shown = [*shown[: _COUNTER_LINES - 1], "…"]
        for number, text in enumerate(shown):
            lines.append(clip((" " * width(head) if number else head) + text, style.width))
    return lines


def _printed(report: Report, style: Style) -> list[str]:
    if not report.output.strip():
        return []
    times = Counter(clean(report.output).rstrip().split("\n"))
    shown = list(times.items())[:_OUTPUT_LINES]
    lines = ["", "Your code printed:"]
    for text, count in shown:
        often = f"   ({count} times)" if count > 1 else ""
        text = clip(f"  | {text}", style.width - width(often))
        lines.append(style.paint(text, "dim") + often)
    more = len(times) - len(shown)
    return [*lines, f"  … and {more} other line{'s' if more > 1 else ''}"] if more else lines


def _next_step(report: Report) -> str:
    if report.status == "error":
        return advice(report.reason, report.exercise)
    if report.status == "failed":
        return f"sslgrade hint {report.exercise}"
    return f"sslgrade show {report.exercise}" if report.status == "not_started" else ""


def _footer(report: Report, style: Style) -> list[str]:
    if report.status == "not_started":
        return []
    parts = [f"isolation {report.isolation.level}"]
    if report.seed is not None:
        parts.append(f"seed {report.seed}")
    parts.append(f"{report.cpu_s:.2f} s CPU")
    if report.mode == "public":
        parts.append("no solutions installed: properties only, no diagnosis")
    return [style.paint(text, "dim") for text in wrap(" · ".join(parts), style.width)]
