"""Spot-the-bug items made from an exercise's misconceptions: the believer's code, line and belief.

Only misconceptions whose wrong lines are few and replace right ones make an item; comments and
docstrings are dropped, and the function bears the name of what it replaces.
"""

from __future__ import annotations

import ast
import difflib
import inspect
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sslgrade.content.catalogue import Exercise
from sslgrade.content.pieces import Misconception
from sslgrade.content.quiz import Item, Option

PREFIX = "bug"
FAMILY = "bugs"
_MOST_LINES, _WIDEST, _MOST_WRONG, _FEWEST_LINES = 22, 72, 2, 4


def item_id(exercise: str, misconception: str) -> str:
    """Return the id of the item made from one misconception."""
    return f"{PREFIX}/{exercise}/{misconception}"


def bugs(exercise: Exercise) -> dict[str, Item]:
    """Make every item that this exercise's misconceptions give, by id."""
    found: dict[str, Item] = {}
    pieces = exercise.misconceptions()
    for piece in pieces:
        name = item_id(exercise.id, piece.id)
        made = None if name in found else _item(exercise, piece, pieces)
        if made is not None:
            found[name] = made
    return found


def _item(exercise: Exercise, piece: Misconception, pieces: list[Misconception]) -> Item | None:
    pair = _pair(exercise, piece)
    if pair is None:
        return None
    right, wrong = pair
    changed = _changed(right, wrong)
    if changed is None:
        return None
    lines, mended = changed
    others = _others(piece, pieces)
    code, lines = _among(exercise, piece, wrong, lines)
    if len(others) < 2 or len(code.split("\n")) < _FEWEST_LINES:
        return None
    what = "the steps of" if piece.step else "this for"
    options = (
        Option(piece.belief, f"That is the belief: {piece.title}.", correct=True),
        *(
            Option(o.belief, f"That belief writes other code: {o.title}.", misconception=o.id)
            for o in others
        ),
    )
    return Item(
        id=item_id(exercise.id, piece.id),
        family=FAMILY,
        kind="spot_the_bug",
        difficulty=2,
        exercise=exercise.id,
        question=(
            f"Somebody wrote {what} `{exercise.id}`. One line computes something else than the "
            "exercise asks for. Which line, and what did they believe?"
        ),
        explanation=piece.hint,
        related=(f"{exercise.id}/{piece.id}",),
        derivation=True,
        options=options,
        code=code,
        lines=lines,
        fixed=mended,
    )


def _others(piece: Misconception, pieces: list[Misconception]) -> list[Misconception]:
    """Choose three other beliefs: about the same step where possible, one no shorter than ours."""
    seen = {piece.belief}
    found = []
    for other in sorted(pieces, key=lambda o: (o.step != piece.step, o.id)):
        alias = other.id in piece.aliases or piece.id in other.aliases
        if other.id != piece.id and not alias and other.belief not in seen:
            seen.add(other.belief)
            found.append(other)
    chosen, rest = found[:3], found[3:]
    if all(len(other.belief) < len(piece.belief) for other in chosen):
        longer = next((o for o in rest if len(o.belief) >= len(piece.belief)), None)
        chosen = [*chosen[:2], longer] if longer else chosen
    return chosen


def _among(
    exercise: Exercise, piece: Misconception, wrong: str, lines: tuple[int, ...]
) -> tuple[str, tuple[int, ...]]:
    """Put a wrong step among the right ones, in the recipe's order, as far as they fit."""
    recipe = exercise.recipe() if piece.step else None
    if recipe is None:
        return wrong, lines
    room = _MOST_LINES - len(wrong.split("\n"))
    before: list[str] = []
    after: list[str] = []
    place = before
    for name, function in recipe.steps.items():
        if name == piece.step:
            place = after
            continue
        text = (_text(function, name) or "").rstrip().split("\n")
        if text != [""] and len(text) <= room and max(map(len, text)) <= _WIDEST:
            place += text
            room -= len(text)
    return "\n".join([*before, wrong, *after]), tuple(line + len(before) for line in lines)


def _pair(exercise: Exercise, piece: Misconception) -> tuple[str, str] | None:
    """Return the right code and the believer's, as comparable text."""
    if piece.source is None:
        return None
    if piece.step:
        recipe = exercise.recipe()
        original: Any = recipe.steps.get(piece.step) if recipe else None
        name = piece.step
    else:
        name = next(iter(piece.code))
        original = exercise.reference().get(name)
    if original is None:
        return None
    right, wrong = _text(original, name), _text(piece.source, name)
    if right is None or wrong is None or _helpers(wrong) - _helpers(right):
        return None  # a helper that is not shown would hide the bug
    return right, wrong


def _helpers(code: str) -> set[str]:
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    return {name for name in names if name.startswith("_")}


def _text(function: Callable[..., Any], name: str) -> str | None:
    code = getattr(function, "__code__", None)
    path = inspect.getsourcefile(function) if code else None
    if code is None or path is None:
        return None
    for node in _functions(Path(path)):
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        if first == code.co_firstlineno and node.name == code.co_name:
            return _plain(node, name)
    return None


@cache
def _functions(path: Path) -> tuple[ast.FunctionDef, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _plain(node: ast.FunctionDef, name: str) -> str:
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    arguments = ast.parse(ast.unparse(node)).body[0]
    assert isinstance(arguments, ast.FunctionDef)
    for argument in (
        *arguments.args.posonlyargs,
        *arguments.args.args,
        *arguments.args.kwonlyargs,
    ):
        argument.annotation = None
    bare = ast.FunctionDef(
        name=name,
        args=arguments.args,
        body=body or [ast.Pass()],
        decorator_list=[],
        returns=None,
        type_comment=None,
    )
    return ast.unparse(ast.fix_missing_locations(_Bare().visit(bare)))


class _Bare(ast.NodeTransformer):
    """Drops np.asarray(x) and float(x), which say nothing and differ between right and wrong."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        alone = len(node.args) == 1 and not node.keywords
        if alone and ast.unparse(node.func) in ("np.asarray", "float"):
            return node.args[0]
        return node


def _changed(right: str, wrong: str) -> tuple[tuple[int, ...], str] | None:
    """Return the wrong lines, from 1, and the text that mends them; None where none stands out."""
    was, now = right.split("\n"), wrong.split("\n")
    if len(now) > _MOST_LINES or max(len(line) for line in now) > _WIDEST or was[0] != now[0]:
        return None
    lines: list[int] = []
    mended: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind in ("replace", "insert"):
            lines += range(c + 1, d + 1)
            mended += was[a:b]
        elif kind == "delete":
            return None  # something is missing: no line to point at
    if not lines or not mended or len(lines) > _MOST_WRONG:
        return None
    return tuple(lines), "\n".join(line.strip() for line in mended)
