"""Markdown to HTML: the card's own, with formulas and links into the page, and the exercises'.

Raw HTML is never passed through. In the card, ``$…$`` is a formula, and a link may point at
``source:KEY``, ``exercise:ID``, ``quiz:ITEM``, ``figure:NAME`` or ``lab:NAME``. Where the page does
not have the target (no recorded result yet, a class installation without the quiz), the link's
words stay as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from sslgrade.page.maths import mathml

Anchor = Callable[[str, str], str | None]
"""Turn the kind and name of a link into an anchor; None where the page does not have it.
An unknown name is a ContentError."""

KINDS = ("source", "exercise", "quiz", "figure", "lab")
_ASIDE = re.compile(r"^(?P<kind>[a-z]+):(?P<name>[\w.-]+)$")


def card(text: str, anchor: Anchor) -> str:
    """Render Markdown of ``concept/card/``."""
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    def formula(content: str, options: dict[str, Any]) -> str:
        return mathml(content, block=bool(options["display_mode"]))

    rules = _rules()
    dollarmath_plugin(rules, allow_labels=False, allow_digits=False, renderer=formula)
    rules.add_render_rule("math_block", _formula)
    tokens = rules.parse(text)
    for token in tokens:
        if token.children:
            token.children = _linked(token.children, anchor)
    return str(rules.renderer.render(tokens, rules.options, {}))


def plain(text: str, *, level: int = 0) -> str:
    """Render an exercise's README; its headings move ``level`` steps down."""
    rules = _rules()
    tokens = rules.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + level)}"
    return str(rules.renderer.render(tokens, rules.options, {}))


def prose(text: str) -> str:
    """Render one line of plain text with ``code`` in backquotes, and nothing else."""
    pieces = escape(text).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(pieces))


def _rules() -> MarkdownIt:
    rules = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    rules.add_render_rule("table_open", lambda *_: f'<div {_SCROLLS}aria-label="table"><table>')
    rules.add_render_rule("table_close", lambda *_: "</table></div>\n")
    rules.add_render_rule("code_block", _block)
    rules.add_render_rule("fence", _block)
    # "Conventions | here" tables are aligned by style attributes, which the page's CSP refuses.
    rules.add_render_rule("th_open", lambda *_: '<th scope="col">')
    rules.add_render_rule("td_open", lambda *_: "<td>")
    return rules


_SCROLLS = 'class="wide" tabindex="0" role="group" '
"""What may be wider than a phone scrolls inside the page, and can be reached by keyboard."""


def _block(self: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return f'<pre {_SCROLLS}aria-label="code">{escape(tokens[index].content)}</pre>\n'


def _formula(self: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    made = mathml(tokens[index].content, block=True)
    return f'<div {_SCROLLS}aria-label="formula">{made}</div>\n'


def _linked(tokens: Sequence[Token], anchor: Anchor) -> list[Token]:
    """Point links into the page at their anchors, and drop those that have no target."""
    kept: list[Token] = []
    dropped = 0
    for token in tokens:
        if token.type == "link_open":
            found = _ASIDE.match(str(token.attrGet("href")))
            if found is not None and found["kind"] in KINDS:
                target = anchor(found["kind"], found["name"])
                if target is None:
                    dropped += 1
                    continue
                token.attrSet("href", f"#{target}")
                token.attrSet("class", found["kind"])
        elif token.type == "link_close" and dropped:
            dropped -= 1
            continue
        kept.append(token)
    return kept
