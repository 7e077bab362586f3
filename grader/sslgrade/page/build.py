"""Put the concept page together: one text, which needs nothing else to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from sslgrade.content.catalogue import Catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import Bank, bank
from sslgrade.page import card, csp, figures, labs, ladder, markdown, quiz, sources

TITLE = "Self-Supervised Learning: Labels from Structure"
MARK = '<meta name="generator" content="sslgrade'
"""Stands in every page that we wrote, so that only such a page is ever overwritten."""
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E"
    "%3Cpath d='M1 1h2v2H1zM5 1h2v2H5zM1 5h2v2H1z' fill='%232563eb'/%3E%3C/svg%3E"
)


@dataclass
class Page:
    """All that goes into the page; ``places`` is where the learner stands, by exercise."""

    catalogue: Catalogue
    places: ladder.Places = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The public part of ``concept/``."""
        return self.catalogue.root / "concept"

    @cached_property
    def sources(self) -> sources.Sources:
        """All works that may be cited."""
        return sources.read(self.folder / "sources.toml")

    @cached_property
    def figures(self) -> Mapping[str, figures.Figure]:
        """The figures that are here."""
        return figures.read(self.folder / "figures")

    @cached_property
    def labs(self) -> Mapping[str, labs.Result]:
        """The labs whose results were recorded."""
        return labs.read(self.folder / "labs")

    @cached_property
    def bank(self) -> Bank:
        """The quiz; empty in an installation without solutions."""
        return bank(self.catalogue.root)

    @cached_property
    def sections(self) -> tuple[card.Section, ...]:
        """The card's text."""
        return card.read(self.folder / "card")

    @cached_property
    def _asked(self) -> frozenset[str]:
        """The questions that the card shows somewhere."""
        pieces = (piece for section in self.sections for piece in section.pieces)
        return frozenset(name for piece in pieces if piece.kind == "quiz" for name in piece.names)

    def anchor(self, kind: str, name: str) -> str | None:
        """Find where a link of the card leads; None where this page does not have it."""
        if kind == "source":
            self.sources.get(name)
        elif kind == "exercise":
            self.catalogue.get(name)
        elif kind == "quiz":
            if name not in self._asked:
                raise ContentError(f"no question {name!r} is shown on the card.")
            if name not in self.bank.items:
                return None
        else:
            here: Mapping[str, object] = self.figures if kind == "figure" else self.labs
            if name not in here:
                return None
        return f"{kind}-{name}"

    def html(self) -> str:
        """Write the page."""
        style = _asset("page.css")
        host = _asset("host.js")
        modules = [f.script for name, f in self.figures.items() if name in self._drawn]
        rule = csp.policy([host, *modules], [style])
        main = "".join(self._section(section) for section in self.sections)
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(rule, quote=True)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'{MARK} {version("sslgrade")}">\n<meta name="color-scheme" content="light dark">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f'<link rel="icon" href="{_ICON}">\n<title>{TITLE}</title>\n'
            f"<style>{style}</style>\n</head>\n<body>\n"
            f'<a class="skip" href="#content">Skip to the text</a>\n{self._header()}\n'
            f'<main id="content">{main}{self._rest()}</main>\n{_footer()}\n'
            f"<script>{host}</script>\n"
            + "".join(f'<script type="module">{text}</script>\n' for text in modules)
            + "</body>\n</html>\n"
        )

    @cached_property
    def _drawn(self) -> frozenset[str]:
        pieces = (piece for section in self.sections for piece in section.pieces)
        return frozenset(n for piece in pieces if piece.kind == "figure" for n in piece.names)

    def _header(self) -> str:
        entries = [(section.name, section.title) for section in self.sections]
        entries += [("exercises", "The exercises"), ("sources", "Sources")]
        links = "".join(f'<li><a href="#{n}">{escape(title)}</a></li>' for n, title in entries)
        return (
            f"<header><h1>{TITLE}</h1>{ladder.progress(self.places)}"
            f'<nav aria-label="On this page"><ul>{links}</ul></nav></header>'
        )

    def _section(self, section: card.Section) -> str:
        body = "".join(self._piece(piece) for piece in section.pieces)
        return (
            f'<section id="{section.name}" aria-labelledby="{section.name}-title">'
            f'<h2 id="{section.name}-title">{markdown.prose(section.title)}</h2>{body}</section>\n'
        )

    def _piece(self, piece: card.Piece) -> str:
        if piece.kind == "text":
            return markdown.card(piece.text, self.anchor)
        if piece.kind == "papers":
            return self._papers(piece.names)
        if piece.kind == "quiz":
            items = self.bank.items
            if items and (unknown := [name for name in piece.names if name not in items]):
                raise ContentError(f"the card asks {unknown[0]!r}, which the quiz does not have.")
            return quiz.html([items[name] for name in piece.names if name in items])
        if piece.kind == "lab":
            return "".join(labs.html(self.labs[n]) for n in piece.names if n in self.labs)
        return "".join(_figure(name) for name in piece.names if name in self.figures)

    def _papers(self, names: Sequence[str]) -> str:
        works = [self.sources.get(name) for name in names]
        rows = "".join(
            f'<li><a href="#source-{work.key}">{escape(work.brief)}</a>. '
            f"{escape(work.canonical)}</li>"
            for work in works
        )
        return f'<ol class="papers">{rows}</ol>'

    def _rest(self) -> str:
        rows = "".join(
            f'<li id="source-{w.key}">{escape(w.text)}. <a href="{escape(w.url, quote=True)}" '
            f'rel="noreferrer">{escape(w.url)}</a></li>'
            for w in self.sources.works
        )
        tasks = ladder.html(self.catalogue.exercises, self.places, self.sources)
        return (
            '<section id="exercises" aria-labelledby="exercises-title">'
            '<h2 id="exercises-title">The exercises</h2>'
            f"<p>Unfold one to read its task. In a terminal: <code>sslgrade list</code></p>{tasks}"
            '</section>\n<section id="sources" aria-labelledby="sources-title">'
            '<h2 id="sources-title">Sources</h2><p>Each was looked up: author, title, venue and '
            "year. Where, says <code>concept/sources.toml</code>.</p>"
            f'<ol class="sources">{rows}</ol></section>\n'
        )


def _figure(name: str) -> str:
    return (
        f'<div class="figure" id="figure-{name}"><div data-figure="{name}">'
        "<noscript>This figure moves with JavaScript, which is off here.</noscript></div>"
        f'<p class="small">In a notebook: <code>sslgrade.figure("{name}")</code></p></div>'
    )


def _footer() -> str:
    return (
        f"<footer><p>sslgrade {version('sslgrade')} · one file, no request: you may keep it, mail "
        "it and print it. <code>sslgrade concept</code> builds it anew.</p></footer>"
    )


def _asset(name: str) -> str:
    return files("sslgrade.page").joinpath("assets", name).read_text(encoding="utf-8")
