"""Puts the page together: one file, no request, styles and script allowed by their hashes only."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sslgrade import __version__
from sslgrade.course.report import statistics
from sslgrade.course.report.charts import histogram
from sslgrade.course.report.gather import Class
from sslgrade.course.report.heatmap import heatmap
from sslgrade.course.report.names import Names
from sslgrade.course.report.parts import (
    Cell,
    bar,
    fixed,
    identifier,
    paragraph,
    percent,
    plain,
    section,
    table,
    text,
)
from sslgrade.course.report.standing import LOW, SEVERAL, Standing, needing_help
from sslgrade.course.report.timing import timing

GENERATOR = "sslgrade course report"
MOST_LISTED = 100
LONGEST_QUESTION = 90
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Content:
    """What the page shows."""

    found: Class
    everybody: list[Standing]
    names: Names
    questions: dict[str, tuple[str, str]]  # quiz item -> family, question
    exercise_titles: dict[str, str]
    when: str


def render(content: Content) -> str:
    """Write the page."""
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    title = f"Class report: {', '.join(content.found.assignments)}"
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    sections = _sections(content)
    links = "".join(f'<li><a href="#{name}">{text(t)}</a></li>' for name, t, _ in sections)
    body = "".join(section(name, t, html) for name, t, html in sections)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="generator" content="{GENERATOR}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header><h1>{text(title)}</h1>{_summary(content)}<nav aria-label="Parts"><ul>{links}'
        f"</ul></nav></header>\n<main>\n{body}\n</main>\n"
        f"<footer><p>Made {text(content.when)} by sslgrade {text(__version__)}. "
        "This file loads nothing.</p></footer>\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _hash(code: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


def _summary(content: Content) -> str:
    shares = [s.share for s in content.everybody]
    works = sum(s.handed_in for s in content.everybody)
    passed = sum(s.passed for s in content.everybody)
    facts = {
        "learners": f"{len(content.found.people):,}",
        "submissions": f"{works:,}",
        "passed": f"{passed / works:.0%}" if works else "–",
        "median score": f"{median(shares):.0%}" if shares else "–",
        "may need help": f"{len(needing_help(content.everybody)):,}",
    }
    items = "".join(f"<div><dt>{k}</dt><dd>{v}</dd></div>" for k, v in facts.items())
    return f'<dl class="facts">{items}</dl>'


def _sections(content: Content) -> list[tuple[str, str, str]]:
    found = content.found
    parts = [
        ("scores", "Scores", _scores(content)),
        ("misconceptions", "What the class believes", heatmap(found, content.names)),
        ("checks", "Checks", _items(statistics.of_checks(found), "check", "exercise")),
    ]
    if any(person.quiz for person in found.people.values()):
        parts.append(("quiz", "Quiz", _quiz(content)))
    parts.append(("help", "Who may need help", _help(content)))
    parts.append(("time", "Time", timing(found)))
    return parts


def _scores(content: Content) -> str:
    if not content.everybody:
        return paragraph("Nobody handed in code.")
    rows: list[list[Cell]] = []
    for exercise in content.found.exercises:
        works = [
            w for p in content.found.people.values() for w in p.works if w.exercise == exercise
        ]
        shares = [w.score / w.max_score if w.max_score else 0.0 for w in works]
        passed = sum(w.status == "passed" for w in works)
        stopped = sum(w.status == "error" for w in works)
        title = content.exercise_titles.get(exercise, "")
        name = f'{identifier(exercise)} <span class="quiet title">{text(title)}</span>'
        mean = sum(shares) / len(shares)
        rows.append(
            [
                (name, exercise),
                plain(len(works)),
                percent(passed / len(works)),
                bar(mean, f"{mean:.0%}"),
                percent(median(shares)),
                plain(stopped),
            ]
        )
    heads = ["exercise", "handed in", "passed", "mean score", "median", "stopped by an error"]
    return histogram([s.share for s in content.everybody], who="Learners") + table(
        "Exercises", heads, rows, numbers=[1, 2, 4, 5]
    )


def _quiz(content: Content) -> str:
    slips = content.found.commonest_slips()
    families = {item: family for item, (family, _) in content.questions.items()}
    items = statistics.of_quiz(content.found, families)
    names = [_asked(item.title, content.questions.get(item.title, ("", ""))[1]) for item in items]
    more = [plain(slips.get(item.title, "")) for item in items]
    return _items(items, "item", "family", names, more)


def _asked(item: str, question: str) -> Cell:
    words = " ".join(question.split())
    if len(words) > LONGEST_QUESTION:
        words = words[:LONGEST_QUESTION].rsplit(" ", 1)[0] + " …"
    return f'{text(item)} <span class="quiet title">{text(words)}</span>', item


def _items(
    items: list[statistics.ItemAnalysis],
    what: str,
    group: str,
    names: list[Cell] | None = None,
    slips: list[Cell] | None = None,
) -> str:
    if not items:
        return paragraph("Nothing was graded to its end.")
    rows: list[list[Cell]] = [
        [
            names[n] if names else plain(item.title),
            plain(item.group),
            plain(item.n),
            bar(item.difficulty, f"{item.difficulty:.0%}"),
            fixed(item.discrimination),
            plain(item.remark),
            *([slips[n]] if slips else []),
        ]
        for n, item in enumerate(items)
    ]
    heads = [what, group, "n", "share earned", "discrimination", "remark"]
    heads += ["commonest slip"] if slips else []
    told = (
        "Share earned is the item's difficulty: the mean share of its points. Discrimination is "
        "the correlation with the share of all other points (point-biserial where an item is "
        f"right or wrong), over the n learners who met the item. Under {statistics.FEWEST} "
        "learners neither says much."
    )
    return table(f"Item analysis, by {what}", heads, rows, numbers=[2, 4]) + paragraph(told)


def _help(content: Content) -> str:
    listed = needing_help(content.everybody)
    if not listed:
        return paragraph("Nobody stands out.")
    rows: list[list[Cell]] = [
        [
            plain(content.names.of(s.name)),
            bar(s.share, f"{s.share:.0%}"),
            plain(f"{s.passed} of {s.handed_in}"),
            ("<br>".join(map(identifier, s.reasons)), len(s.reasons)),
        ]
        for s in listed[:MOST_LISTED]
    ]
    told = (
        f"Listed are those under {LOW:.0%} of the points, those who show a misconception in two "
        f"places, and those with {SEVERAL} or more exercises that they left out (of those that "
        "half of the class handed in), left as given, or that stopped by an error."
    )
    if len(listed) > MOST_LISTED:
        told += f" Shown are the lowest {MOST_LISTED} of {len(listed):,}; the table beside this "
        told += "page has all."
    heads = ["learner", "score", "passed", "why"]
    return table("Learners who may need help", heads, rows, numbers=[2]) + paragraph(told)
