"""``sslgrade.quiz``: answer a quiz question in a notebook, and read what the answer shows.

The questions hold their keys, so that a class installation has none of them: there an answer is
kept in the notebook, and marked when the notebook is graded.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sslgrade.notebook.source import CheckError
from sslgrade.report.text import Style, clean

if TYPE_CHECKING:
    from typing import Self

    from sslgrade.content.quiz import Item
    from sslgrade.content.quiz_draw import Question
    from sslgrade.grading.quiz import Mark

SEED = 0
"""A notebook asks every question as this seed draws it: what is printed is what is marked."""
FULL = 2
"""An answer earns 2 when it is right, 1 when it is partly right, else 0."""
_WORTH = {"correct": FULL, "partly": 1, "wrong": 0}
_VERDICTS = {"correct": "Right.", "partly": "Partly right.", "wrong": "Not right."}
_COLOURS = {"correct": "#1a7f37", "partly": "#9a6700", "wrong": "#cf222e"}
_BOX = (
    "border:1px solid rgba(128,128,128,.35);border-radius:6px;padding:.6em 1em;"
    "max-width:60em;line-height:1.4"
)


class Told(float):
    """What came of a question: the points as a number, and a text where a notebook shows it.

    ``verdict`` is empty where nothing was marked; ``misconceptions`` are the beliefs that the
    answer shows.
    """

    item: str
    text: str
    verdict: str
    misconceptions: tuple[str, ...]

    def __new__(
        cls, item: str, text: str, verdict: str = "", misconceptions: tuple[str, ...] = ()
    ) -> Self:
        """Make it; what was not marked earns nothing."""
        told = super().__new__(cls, _WORTH.get(verdict, 0))
        told.item, told.text = item, text
        told.verdict, told.misconceptions = verdict, misconceptions
        return told

    def __getnewargs__(self) -> tuple[str, str, str, tuple[str, ...]]:  # type: ignore[override]
        return self.item, self.text, self.verdict, self.misconceptions

    def _repr_pretty_(self, printer: object, cycle: bool) -> None:
        printer.text(self.text if not self.verdict else float.__repr__(self))  # type: ignore[attr-defined]

    def _repr_html_(self) -> str:
        head = f"<strong>{escape(self.item)}</strong>"
        if self.verdict:
            right = f"{int(self)} / {FULL}"
            colour = _COLOURS[self.verdict]
            head += f' <strong style="float:right;color:{colour}">{right}</strong>'
        lines = [f'<p style="margin:0 0 .5em">{head}</p>']
        body = escape(clean(self.text), quote=True)
        lines.append(f'<pre style="margin:0;white-space:pre-wrap">{body}</pre>')
        return f'<div class="sslgrade" style="{_BOX}">{"".join(lines)}</div>'


def quiz(item: str, answer: object = None) -> Told:
    """Ask a question, or mark an answer to it: ``quiz("mlm-03")``, then ``quiz("mlm-03", "b")``.

    Parameters
    ----------
    item
        The question's id.
    answer
        A text, or a number where a number is asked. When None, the question is shown.

    Returns
    -------
    Told
        The points as a float: 2, 1 or 0. A notebook shows what is said to the answer.

    Raises
    ------
    CheckError
        There is no such question, or the answer is no text; it says what was expected.
    """
    given = _text(item, answer)
    found = _item(item)
    if found is None:
        return _recorded(item, given)
    from sslgrade.content.quiz_draw import draw

    question = draw(found, SEED)
    return asked(question) if not given else marked(question, given)


def asked(question: Question) -> Told:
    """Show a question."""
    from sslgrade.study.quiz_screen import asked as laid_out

    _, _, *lines = laid_out(question, "", "", Style())  # the first two are a heading
    text = "\n".join(lines).strip("\n")
    name = variable(question.item.id)
    return Told(question.item.id, f'{text}\n\n{name} = ""  # {how(question)}')


def marked(question: Question, answer: str) -> Told:
    """Mark an answer, and say what it shows; what cannot be an answer earns nothing."""
    from sslgrade.grading.quiz import AnswerError

    try:
        mark = mark_of(question, answer)
    except AnswerError as error:
        return Told(question.item.id, f"Not marked: {error}", "wrong")
    said = "\n".join([f"You answered {answer.strip()}. {_VERDICTS[mark.verdict]}", *mark.feedback])
    return Told(question.item.id, said, mark.verdict, mark.misconceptions)


def mark_of(question: Question, answer: str) -> Mark:
    """Mark an answer as a notebook writes it: the parts of ``4 b`` are a line and a letter.

    Raises
    ------
    AnswerError
        It is no answer to this question.
    """
    from sslgrade.grading.quiz import AnswerError, check, mark, parts

    texts = [answer]
    if parts(question) == 2:
        texts = answer.replace(",", " ").removeprefix("line").split()
        if len(texts) != 2:
            raise AnswerError(
                f"found {answer.strip()!r}, expected a line number and a letter, such as `4 b`."
            )
    for part, text in enumerate(texts):
        check(question, text, part)
    return mark(question, texts)


def how(question: Question) -> str:
    """Say in a few words how an answer is written between the quotes."""
    from sslgrade.grading.quiz import letters

    item = question.item
    last = letters(question)[-1:]
    return {
        "single_choice": f"one letter from a to {last}",
        "multiple_choice": f'all right letters from a to {last}, such as "a c", or "none"',
        "numeric": f"a number{f' in {item.unit}' if item.unit else ''}, or a formula of numbers",
        "ordering": 'the numbers in the right order, such as "3 1 2"',
        "predict_output": "what the code prints",
        "spot_the_bug": f'the wrong line and a letter from a to {last}, such as "4 b"',
        "derivation": f"a formula in {', '.join(item.variables)}",
    }[item.kind]


def variable(item: str) -> str:
    """Return the name that holds the answer in a notebook: ``mlm_03`` for ``mlm-03``."""
    return item.replace("-", "_")


def _text(item: object, answer: object) -> str:
    if not isinstance(item, str):
        raise CheckError(
            f"found {type(item).__name__}, expected the question's id in quotes. "
            'Write `sslgrade.quiz("mlm-03")`.'
        )
    if answer is None or isinstance(answer, str):
        return (answer or "").strip()
    if isinstance(answer, (int, float)) and not isinstance(answer, bool):
        return str(float(answer) if isinstance(answer, float) else int(answer))
    raise CheckError(
        f"found {type(answer).__name__}, expected your answer in quotes. "
        f'Write `sslgrade.quiz("{item}", "…")`.'
    )


def _item(name: str) -> Item | None:
    """Find a question; None where this installation has none at all."""
    import difflib

    from sslgrade.content.catalogue import catalogue
    from sslgrade.content.modules import ContentError
    from sslgrade.content.quiz import bank

    try:
        items = bank(catalogue().root).items
    except ContentError as error:
        raise CheckError(str(error)) from None
    if items and name not in items:
        near = difflib.get_close_matches(name, items, n=1)
        tip = f" Did you mean {near[0]}?" if near else ""
        raise CheckError(f"no question {name!r}.{tip}")
    return items.get(name)


def _recorded(item: str, answer: str) -> Told:
    if not answer:
        return Told(
            item,
            "Not answered yet. Write your answer between the quotes above, then run both cells.",
        )
    return Told(item, f"Recorded: {answer}. It is marked when the notebook is graded.")
