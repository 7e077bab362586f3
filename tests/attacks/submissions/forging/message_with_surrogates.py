"""Raises messages that no terminal can print: lone surrogates, escapes, markup, a title change.

Stopped by: the report (text is data).
"""


def info_nce(q, k, *, tau):
    raise ValueError("\ud800 [/red] [bold] \x1b]0;title\x07 \x1b[2J {0.__class__} %s \u202e <script>")
