"""What an error of a bot usually comes from, and what to write instead, in a few words."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Callable, Mapping
from types import BuiltinMethodType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from botkit.hints import meant

_LISTS = "enemies|allies|projectiles|asteroids|seen|threats"
_KIT = ("Vec", "TAU", "intercept", "angle_difference", "stopping_distance")  # what `import *` imports
_OWNERS = {
    **dict.fromkeys(("Ship", "Tactics", "Senses"), "ship"),
    "Draw": "ship.draw",
    "Vec": "vec",
    "Threat": "threat",
    "Track": "track",
    "Projectile": "shot",
}  # how an object of a class is called in messages
_LONG = 1000  # characters of a line that are looked at: the time of some expressions grows with their square
_CONTACT = r"'(?:\w*Contact|Ally|SeenShip|Projectile|Asteroid|Ship|Beacon)'"


def advice(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None = None) -> str:
    """Return the probable cause of `error` in a few words, or "".

    Args:
        line: the bot's line that raised it.
        names: the globals there.
        code: the function there.
    """
    for kind in type(error).__mro__:
        found = _BY_KIND.get(kind)
        if found is not None:
            return found(error, line[:_LONG], names, code)
    return ""


def of_syntax(message: str, line: str) -> str:
    """Return what was probably meant by a line that does not compile, or ""."""
    line = line[:_LONG]
    if re.match(r"\s*else\s+if\b", line):
        return "write `elif`"
    if re.match(r"\s*(switch|case)\b.*\{?\s*$", line) and "expected" not in message:
        return "write `if … elif … else`"
    for sign, word in (("&&", "and"), ("||", "or")):
        if sign in line:
            return f"write `{word}` instead of `{sign}`"
    if found := re.search(r"(\w+)\s*(\+\+|--)", line):
        return f"write `{found[1]} {found[2][0]}= 1`"
    if re.search(r"(?:^|[\s(])!\s*[\w(]", line):
        return "write `not` instead of `!`"
    if re.match(r"\s*(let|var|const|int|float|double)\s+\w+\s*=", line):
        return "a variable needs no keyword: write `name = value`"
    if re.match(r"\s*(function|func|void|fn)\s+\w+\s*\(", line):
        return "write `def name(argument):`"
    if "tab" in message.lower() and "space" in message.lower():
        return "indent by four spaces everywhere, never by tabs"
    if "expected an indented block" in message:
        return "indent the lines that belong to it by four spaces"
    if "unexpected indent" in message or "unindent does not match" in message:
        return "the lines of a block begin in the same column"
    if message.startswith("expected ':'"):
        return "a line that begins a block ends with a colon"
    return ""


def _attribute(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    owner, name, text = getattr(error, "obj", None), getattr(error, "name", None), str(error)
    if re.search(r"\bship\.\w+\s*[-+*/]?=[^=]", line):
        return "give orders by calling methods; keep state in a global variable"
    if "'Vec' object" in text and ("setter" in text or "read-only" in text):
        return "a Vec never changes: make a new one, as in Vec(x, y)"
    if not isinstance(name, str):
        return ""
    if owner is None and "'NoneType'" in text:
        return _none(line, name)
    if type(owner) is list and not hasattr(list, name):
        return "this is a list: take one item, as in ship.enemies[0]"
    if type(owner) is dict and not hasattr(dict, name):
        if name in _ship_names() and code is not None and code.co_name == "bot_main":
            return "bot_main gets a dict; to give orders by methods, define `tick(ship)` instead"
        return f"this is a dict: take an item, as in observation[{name!r}]"
    if getattr(owner, "__name__", "") == "botkit" and name in _ship_names():
        return f"did you mean ship.{name}?"
    if isinstance(owner, ModuleType) and owner.__name__ == "botkit.ship":
        return "this is a module; the ship is what tick(ship) is called with"
    if name in _ship_names() and re.search(rf"\bship\.{name}\b", line) and type(owner).__name__ != "Ship":
        return "the name ship was given to something else before"
    if isinstance(owner, FunctionType | MethodType | BuiltinMethodType):
        return f"call it first: {owner.__name__}(…).{name}"
    return ""


def _none(line: str, name: str = "") -> str:
    """Return which value of a line was probably None: of an attribute of that name, if any was asked for."""
    owners = set(re.findall(rf"(\w+|\))\.{re.escape(name)}\b", line)) - {"ship"} if name else set()
    if owners == {"beacon"} or (not name and re.search(r"\bbeacon\b", line)):
        return "there is no beacon in this arena: test `if ship.beacon:` first"
    if "intercept(" in line and owners <= {")"}:
        return "intercept() returns None if there is no solution: test for it first"
    return "the value is None: it was not set yet, or a function returned nothing"


def _name(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    name = getattr(error, "name", None)
    if not isinstance(name, str):
        return ""
    if name in sys.stdlib_module_names:
        return f"write `import {name}` at the top"
    if name in _KIT:
        return "write `from botkit import *` at the top"
    if name in ("np", "numpy", "plt", "pd", "torch"):
        return "the sandbox has the standard library only"
    if name == "ship":
        return _no_ship(code)
    if name == "self":
        return "a function of a module has no self: use its arguments, and global variables"
    if name in ("null", "nil"):
        return "did you mean 'None'?"
    if name in _ship_names() and re.search(rf"(?<![.\w]){name}\b", line):
        return f"did you mean ship.{name}?"
    return meant(name, [*names, *dir(builtins), *_locals(code)]).removeprefix(": ")


def _no_ship(code: CodeType | None) -> str:
    if code is not None and code.co_name in ("tick", "<module>") and code.co_argcount:
        return f"here the ship is called {code.co_varnames[0]!r}"
    if code is None or code.co_name == "<module>":
        return "only tick(ship) has the ship: move the line into it"
    if code.co_name == "start":
        return "only tick(ship) has the ship; start has the match"
    return f"pass it: `def {code.co_name}(ship):`, called as {code.co_name}(ship)"


def _locals(code: CodeType | None) -> tuple[str, ...]:
    return () if code is None else code.co_varnames


def _unbound(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    name = getattr(error, "name", None)
    if not isinstance(name, str):
        found = re.search(r"variable '(\w+)'", str(error))
        name = found[1] if found else ""
    if name in names and code is not None:
        return f"to change the global variable, write `global {name}` at the start of {code.co_name}"
    if name in names or not name:
        return ""
    return f"on this way through the function, nothing was assigned to {name} before"


def _module(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    name = str(getattr(error, "name", ""))
    head = name.partition(".")[0]
    if re.fullmatch(r"_bot\d+", head):  # the package that the bot's own modules are in
        return f"the bot's folder has no {name.partition('.')[2].replace('.', '/')}.py"
    if head in sys.stdlib_module_names:
        return "not in the sandbox, which has no files, network, threads or processes"
    if f"botkit.{head}" in sys.modules:
        return "write `from botkit import …`"
    return "a bot can import the standard library and the modules in its own folder"


def _import(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    found = re.search(r"cannot import name '(\w+)' from '([\w.]+)'", str(error))
    module = sys.modules.get(found[2]) if found else None
    if found is None or module is None:
        return ""
    if found[2] == "botkit" and found[1] in _ship_names():
        return f"did you mean ship.{found[1]}?"
    known = [name for name, value in vars(module).items() if not isinstance(value, ModuleType)]
    return meant(found[1], known).removeprefix(": ")


def _index(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    found = re.search(rf"\bship\.({_LISTS})\[", line)
    if found:
        return f"test `if ship.{found[1]}:` first, the list may be empty"
    return "the list may be shorter, or empty: test it first" if "[0]" in line else ""


def _value(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    text = str(error)
    if re.match(r"(min|max)\(\)", text) and "empty" in text:
        return "nothing is in the list now: test it first, or pass default=None"
    if "not enough values to unpack" in text or "too many values to unpack" in text:
        return "the names on the left must be as many as the values on the right"
    return ""


def _type(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    text = str(error)
    if text.endswith("object is not callable"):
        found = re.search(r"\.(\w+)\(", line)
        if found is None and (named := re.search(r"(?<![.\w])(\w+)\(", line)) and named[1] in names:
            return f"the name {named[1]} was given to this value, so it is not a function any more"
        return f"it is a property, without parentheses: .{found[1]}" if found and "'str'" not in text else ""
    if call := _signature(text):
        return call
    if text.startswith("list indices must be integers"):
        return "this is a list: take an item by its number, as in ship.enemies[0], or go through it with `for`"
    if "not subscriptable" in text or "does not support item assignment" in text:
        return _subscript(text, line)
    if "can only concatenate str" in text or ("unsupported operand" in text and "'str'" in text):
        return "to print several values, separate them by commas"
    if "'NoneType'" in text:
        return _none(line)
    if re.search(_CONTACT, text) and "unsupported operand" in text:
        return "calculate with its .pos"
    if "not supported between instances" in text:
        return _comparison(text)
    if "unsupported operand" in text and "'Vec'" in text:
        if text.count("'Vec'") == 2:
            return "vectors are multiplied by a.dot(b) or a.cross(b)" if "*" in text else "divide by a number"
        return "only a Vec can be added to a Vec; for a number, use .length, .x or .y"
    if "object is not iterable" in text:
        return "it is one thing, not a list" if re.search(rf"{_CONTACT}|'(int|float)'", text) else ""
    return ""


def _subscript(text: str, line: str) -> str:
    if "'Vec'" in text:
        return "take .x or .y" if "subscriptable" in text else "a Vec never changes: make a new one, as in Vec(x, y)"
    if "'NoneType'" in text:
        return _none(line)
    if "method" in text or "function" in text:
        return "call it by parentheses, not brackets"
    return "take a property by its name after a dot" if re.search(_CONTACT, text) else ""


def _comparison(text: str) -> str:
    if "'Vec'" in text:
        return "compare numbers: .length, .x or .y of a vector, or ship.pos.distance(point)"
    if re.search(_CONTACT, text):
        return "the list is sorted already, nearest first; for another order, pass key=lambda each: each.hull"
    if "'str'" in text:
        return "a number has no quotes"
    if "'method'" in text or "'function'" in text:
        return "call it: the parentheses are missing"
    if "'list'" in text:
        return "compare len(…) of the list"
    return _none("") if "'NoneType'" in text else ""


def _signature(text: str) -> str:
    """Return how a method of the kit is called, for a call with wrong arguments."""
    found = re.match(r"(?:(\w+)\.)?(\w+)\(\) (takes|missing|got)", text)
    where = _OWNERS.get(found[1] or "") if found else None
    if found is None or where is None:
        return ""
    kit = [vars(module) for name, module in list(sys.modules.items()) if name.partition(".")[0] == "botkit"]
    owner = next((names[found[1]] for names in kit if found[1] in names), None)
    function = getattr(owner, found[2], None)
    function = getattr(function, "__func__", function)
    if not isinstance(function, FunctionType):
        return ""
    names = function.__code__.co_varnames[1 : function.__code__.co_argcount]
    defaults = function.__defaults__ or ()
    plain = len(names) - len(defaults)
    shown = [*names[:plain], *(f"{name}={value!r}" for name, value in zip(names[plain:], defaults, strict=True))]
    return f"it is {where}.{found[2]}({', '.join(shown)})"


def _file(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    return "a bot reads only files in its own folder, beside main.py: .json, .txt or .csv"


def _runtime(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    return "the sandbox has no threads" if "start new thread" in str(error) else ""


def _recursion(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    return "a function calls itself without end"


def _eof(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    return "there is no keyboard in a match"


def _exit(error: BaseException, line: str, names: Mapping[str, Any], code: CodeType | None) -> str:
    return "to end the tick, write `return`"


def _ship_names() -> list[str]:
    """Return the public names of the class Ship, which imports this module."""
    ship = sys.modules.get("botkit.ship")
    return [] if ship is None else [name for name in dir(ship.Ship) if not name.startswith("_")]


_Advise = Callable[[BaseException, str, Mapping[str, Any], "CodeType | None"], str]
_BY_KIND: dict[type, _Advise] = {
    AttributeError: _attribute,
    UnboundLocalError: _unbound,
    NameError: _name,
    ModuleNotFoundError: _module,
    ImportError: _import,
    IndexError: _index,
    ValueError: _value,
    TypeError: _type,
    FileNotFoundError: _file,
    RecursionError: _recursion,
    RuntimeError: _runtime,
    EOFError: _eof,
    SystemExit: _exit,
}
