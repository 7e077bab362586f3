"""The misconception heatmap: what the class believes, where, and what such code looks like."""

from __future__ import annotations

from collections.abc import Iterable

from sslgrade.course.report.gather import Class
from sslgrade.course.report.names import Names
from sslgrade.course.report.parts import Cell, anchor, paragraph, plain, table, text

SHADES = 8
MOST_ROWS = 60
_LONGEST = 4000
_NONE = '<span class="none">·</span>'


def heatmap(found: Class, names: Names) -> str:
    """Write the table, and below it the commonest code of every cell."""
    rows = ordered(found)
    if not rows:
        return paragraph("No misconception was named: nobody's code computed what one computes.")
    shown = rows[:MOST_ROWS]
    exercises = [e for e in found.exercises if any((e, name) in found.beliefs for name in shown)]
    quiz = _quiz(found)
    in_quiz = any(name in quiz for name in shown)
    heads = ["misconception", *exercises, *(["quiz"] if in_quiz else []), "learners"]
    most = max(len(belief.people) for belief in found.beliefs.values())
    body: list[list[Cell]] = []
    for name in shown:
        everybody = people(found, name)
        cells = [_cell(found, exercise, name, most) for exercise in exercises]
        asked = quiz.get(name, 0)
        by_quiz: Cell = (str(asked) if asked else _NONE, asked)
        title = text(found.titles.get(name, name.replace("-", " ")))
        body.append(
            [
                (title, title.casefold()),
                *cells,
                *([by_quiz] if in_quiz else []),
                plain(len(everybody)),
            ],
        )
    rest = len(rows) - len(shown)
    parts = [
        table(
            "Learners by misconception and exercise",
            heads,
            body,
            numbers=range(1, len(heads)),
        ).replace('class="sortable"', 'class="sortable heat"'),
        paragraph(f"{rest} rarer misconceptions are in the table beside this page.")
        if rest
        else "",
        '<h3>What they wrote</h3><p class="note">The commonest code of each cell, the shortest '
        "where several are as common.</p>",
        *(_code(found, e, name, names) for name in shown for e in exercises),
    ]
    return "".join(parts)


def ordered(found: Class) -> list[str]:
    """Return the misconceptions found in code, the commonest first."""
    every = {name for _, name in found.beliefs}
    return sorted(every, key=lambda name: (-len(people(found, name)), name))


def people(found: Class, name: str) -> set[str]:
    """Return everybody whose code shows a misconception."""
    sets: Iterable[set[str]] = (b.people for (_, n), b in found.beliefs.items() if n == name)
    return set().union(*sets)


def _quiz(found: Class) -> dict[str, int]:
    counts: dict[str, int] = {}
    for person in found.people.values():
        for name in person.quiz_misconceptions:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _cell(found: Class, exercise: str, name: str, most: int) -> Cell:
    belief = found.beliefs.get((exercise, name))
    if belief is None:
        return _NONE, 0
    count = len(belief.people)
    shade = 1 + round((SHADES - 1) * (count / most) ** 0.5)
    said = f"{count} in {exercise}: show their code"
    place = anchor(exercise, name)
    link = f'<a class="s{shade}" href="#{place}" aria-label="{text(said)}">{count}</a>'
    return link, count


def _code(found: Class, exercise: str, name: str, names: Names) -> str:
    belief = found.beliefs.get((exercise, name))
    if belief is None:
        return ""
    source, key, count = belief.representative()
    shown = names.code(source, belief.authors[key]).strip("\n")
    if len(shown) > _LONGEST:
        shown = shown[:_LONGEST] + "\n…"
    title = text(found.titles.get(name, name.replace("-", " ")))
    learners = "1 learner" if len(belief.people) == 1 else f"{len(belief.people)} learners"
    same = f", {count} with this very text" if count > 1 else ""
    pair = "" if belief.alone else paragraph("Some have a second misconception beside it.")
    return (
        f'<details id="{anchor(exercise, name)}"><summary><strong>{title}</strong> '
        f'<span class="quiet">{text(exercise)} · {learners}{same}</span></summary>'
        f'{pair}<pre tabindex="0"><code>{text(shown)}</code></pre>'
        "</details>"
    )
