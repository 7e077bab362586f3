"""LaTeX to MathML, which browsers typeset themselves: no script, no font, no request."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from sslgrade.content.modules import ContentError

_FUNCTION = re.compile(r"(<m[io]>(?:ln|log|softmax)</m[io]>)(?!<m(?:o|row><mo)[^>]*>&#x00028;)")
"""A function's name without a bracket behind it: typesetters leave a thin space there."""


@lru_cache(maxsize=512)
def mathml(latex: str, *, block: bool) -> str:
    """Convert one formula.

    Its LaTeX is kept as the alternative text: some screen readers know no MathML.

    Raises
    ------
    ContentError
        The formula cannot be read; the message shows it.
    """
    from latex2mathml.converter import convert

    try:
        made = convert(latex.strip(), display="block" if block else "inline")
    except Exception as error:
        raise ContentError(
            f"the formula ${latex.strip()}$ cannot be typeset: {type(error).__name__} {error}. "
            "Write it with commands that latex2mathml knows."
        ) from None
    if r"\\" not in latex and "\\" in _text(made):
        raise ContentError(
            f"the formula ${latex.strip()}$ holds a command that latex2mathml does not know. "
            "Write it with another one."
        )
    made = _FUNCTION.sub(r'\1<mspace width="0.17em"></mspace>', made)
    return made.replace("<math ", f'<math alttext="{escape(latex.strip(), quote=True)}" ', 1)


def _text(markup: str) -> str:
    """Return what stands between the tags: an unknown command is left there as it is."""
    from xml.etree import ElementTree

    return "".join(ElementTree.fromstring(markup).itertext())
