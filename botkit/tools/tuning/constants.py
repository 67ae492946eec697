"""Numbers assigned at the top level of a bot's files, and the replacement of their literals.

    STAND = 250  # m, sweep 100:500

Such a constant is one plain assignment of an int or a float, possibly negative. Nothing else may bind its name at the
top level or from a function, since the new value would not last.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.cli.wording import listed
from sandbox.identity import Files, module_of, texts_of

Number = int | float

MAIN = "main.py"
_BOUNDS = re.compile(r"\bsweep\s+([-+.\d][-+.\de_]*[:,][-+.\de_:,]*\d)", re.ASCII | re.IGNORECASE)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (*_DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Constant:
    """A number in a bot's source."""

    file: str  # relative POSIX path in the bot
    name: str
    value: Number
    span: tuple[int, int]  # of its literal, in bytes of the file's UTF-8
    bounds: str | None  # after `sweep` in the comment on its line

    @property
    def label(self) -> str:
        return label(self.file, self.name)


def label(file: str, name: str) -> str:
    """Return how a constant is named on the command line: NAME, or FILE:NAME outside main.py."""
    return name if file == MAIN else f"{file}:{name}"


class Constants:
    """The constants of a bot, by label.

    Raises:
        LeagueError: the bot is a WebAssembly module, or one of its files is not valid Python.
    """

    def __init__(self, entry: Entry) -> None:
        if module_of(entry.files) is not None:
            raise LeagueError(f"{entry.name} is a WebAssembly module: only the numbers of Python bots can be tuned")
        self._found: dict[str, Constant] = {}
        self._refused: dict[str, str] = {}  # why a name that is bound is not a constant
        for file, text in texts_of(entry.files):
            where = entry.path.name if file == MAIN and len(entry.files) == 1 else file
            self._read(file, text, where)

    def _read(self, file: str, text: str, where: str) -> None:
        try:
            with warnings.catch_warnings(action="ignore"):  # of the compiler, such as that of an invalid escape
                tree = ast.parse(text)
        except SyntaxError as error:
            raise LeagueError(f"{where} line {error.lineno}: {error.msg}") from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise LeagueError(f"{where} cannot be parsed: {error or type(error).__name__}") from None
        bound = Counter(_bindings(tree))
        data = text.encode()
        starts = [0, *(match.end() for match in _LINE_END.finditer(data))]
        for name, times in bound.items():
            self._refused[label(file, name)] = (
                "it is not assigned a plain number at the top level" if times == 1 else "it is assigned more than once"
            )
        for statement in tree.body:
            found = _number(statement)
            if found is None or bound[found[0]] > 1:
                continue
            name, value, node = found
            assert node.end_lineno is not None and node.end_col_offset is not None
            start, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
            rest = _LINE_END.split(data[end:], maxsplit=1)[0].decode().lstrip(" \t);")
            bounds = _BOUNDS.search(rest) if rest.startswith("#") else None
            constant = Constant(file, name, value, (start, end), bounds[1] if bounds else None)
            self._found[constant.label] = constant

    def __iter__(self) -> Iterator[Constant]:
        return iter(self._found.values())

    def find(self, wanted: str) -> Constant:
        """Return the constant with a label.

        Raises:
            LeagueError: there is none; the message says why, or names similar ones.
        """
        if wanted in self._found:
            return self._found[wanted]
        if wanted in self._refused:
            raise LeagueError(f"{wanted} cannot be tuned: {self._refused[wanted]}")
        near = difflib.get_close_matches(wanted, self._found, 1) or [
            name for name in self._found if name.casefold() == wanted.casefold()
        ]
        if near:
            raise LeagueError(f"the bot has no constant {wanted!r}: did you mean {near[0]!r}?")
        raise LeagueError(f"the bot has no constant {wanted!r}; it has: {listed(list(self._found)) or 'none'}")


def replaced(files: Files, values: Mapping[Constant, Number]) -> Files:
    """Return the files of a bot with other values in its constants; every other byte stays as it is."""
    by_file: dict[str, list[tuple[tuple[int, int], Number]]] = {}
    for constant, value in values.items():
        by_file.setdefault(constant.file, []).append((constant.span, value))
    return tuple((file, _replaced(text, by_file.get(file, ()))) for file, text in texts_of(files))


def _replaced(text: str, changes: Iterable[tuple[tuple[int, int], Number]]) -> str:
    data = text.encode()
    for (start, end), value in sorted(changes, reverse=True):
        data = data[:start] + repr(value).encode() + data[end:]
    return data.decode()


def described(constants: Sequence[Constant], values: Sequence[Number]) -> str:
    """Return constants with values on one line, as in `STAND 310, REACH 720`."""
    return ", ".join(f"{constant.label} {value!r}" for constant, value in zip(constants, values, strict=True))


def _number(statement: ast.stmt) -> tuple[str, Number, ast.expr] | None:
    """Return the name, the value and the literal of a plain assignment of a number, else None."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, node = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, node = statement.target, statement.value
    else:
        return None
    sign, literal = 1, node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        sign, literal = -1 if isinstance(node.op, ast.USub) else 1, node.operand
    value = literal.value if isinstance(literal, ast.Constant) else None
    if not isinstance(target, ast.Name) or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return (target.id, sign * value, node) if math.isfinite(value) else None


def _bindings(tree: ast.Module) -> Iterator[str]:
    """Yield each name that a module binds, as often as it is bound at the top level or declared global below it."""
    waiting: list[tuple[ast.AST, bool]] = [(child, True) for child in tree.body]
    while waiting:
        node, top = waiting.pop()
        if isinstance(node, ast.Global):
            yield from node.names
        if top:
            yield from _bound(node)
        waiting += [(child, top and not isinstance(node, _SCOPES)) for child in ast.iter_child_nodes(node)]


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node itself binds in its scope."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, _DEFINITIONS):
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0]
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
