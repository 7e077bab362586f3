"""Quiz questions on the page: asked, never answered. The keys stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sslgrade.content.quiz import Item
from sslgrade.content.quiz_draw import draw
from sslgrade.page.markdown import prose

_SEED = 1
"""The page shows one draw of a question's numbers; ``sslgrade quiz`` draws fresh ones."""


def html(items: Sequence[Item]) -> str:
    """Write some questions, each with the command that asks it."""
    if not items:
        return ""
    asked = "".join(_item(item) for item in items)
    families = dict.fromkeys(item.family for item in items)
    commands = " or ".join(f"<code>sslgrade quiz {escape(name)}</code>" for name in families)
    return (
        '<aside class="quiz" aria-label="Questions"><h4>Ask yourself</h4>'
        f"<ul>{asked}</ul><p>Answer them, and learn why each wrong answer is tempting: "
        f"{commands}</p></aside>"
    )


def _item(item: Item) -> str:
    text = " ".join(draw(item, _SEED).text.split())
    return (
        f'<li id="quiz-{item.id}">{prose(text)} '
        f'<a class="small" href="#exercise-{item.exercise}">{item.exercise}</a></li>'
    )
