"""Import of a bot's own modules, under their plain names and invisible to all other code.

Nothing is read from disk, and no folder is added to `sys.path`. Each program has its own package (`_bot0`, …) in
`sys.modules`, and an `__import__` that looks there first, so only that program sees its `engine.py` or `json.py`.
"""

from __future__ import annotations

import importlib
import itertools
import linecache
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from botkit.data import DataFiles, builtins_with
from botkit.library import in_library

Warn = Callable[[str, str, int], None]  # words, and the path and line in the bot's code

_numbers = itertools.count()


class MemoryLoader(Loader):
    """Loads one file of a bot from memory.

    Attributes:
        path: the file's path relative to the bot, for messages.
        filename: its name in tracebacks and debuggers; for a bot that was read from disk, the real path.
    """

    def __init__(self, path: str, filename: str, text: str, builtins_of_bot: dict[str, Any]) -> None:
        self.path = path
        self.filename = filename
        self.text = text.removeprefix("\ufeff")
        self.code: CodeType | None = None  # once it has been run
        self._builtins = builtins_of_bot

    def create_module(self, spec: ModuleSpec) -> None:
        """Return None: a plain module will do."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the file in `module`. Raises what the file raises, SyntaxError included."""
        module.__dict__["__builtins__"] = self._builtins
        module.__dict__["__file__"] = self.filename
        self.code = self.get_code(module.__name__)
        exec(self.code, module.__dict__)

    def get_code(self, fullname: str) -> CodeType:
        """Return the compiled file."""
        self.show_lines()
        return compile(self.text, self.filename, "exec", dont_inherit=True)

    def show_lines(self) -> None:
        """Register the file's lines, so that tracebacks show them."""
        linecache.cache[self.filename] = (len(self.text), None, self.text.splitlines(True), self.filename)

    def get_source(self, fullname: str) -> str:
        """Return the file's text."""
        return self.text


class BotModules(MetaPathFinder):
    """The modules of one program.

    Args:
        name: the bot's name. Messages and tracebacks call a single-file bot `NAME.py`.
        files: (path, text) with `/` in paths; a folder is a package, with or without `__init__.py`.
        root: the folder or the `.py` file on disk that `files` were read from, if any.
        warn: called in a local run, which has a root, with what the sandbox does not have.
    """

    def __init__(
        self, name: str, files: Sequence[tuple[str, str]], root: str | None = None, warn: Warn | None = None
    ) -> None:
        self.package = f"_bot{next(_numbers)}"
        self._warn = warn if root is not None else None
        texts = {path: text for path, text in files if not path.endswith(".py")}
        self.data = DataFiles(texts, root, self._opened)
        self._builtins = builtins_with(self.data, self._import)
        self._sources: dict[str, MemoryLoader] = {}
        self._packages: set[str] = set()
        alone = f"{name}.py" if len(files) == 1 and files[0][0] == "main.py" else None
        for path, text in files:
            if path.endswith(".py"):
                self._add(path, text, alone, root)
        top = ModuleType(self.package)
        top.__path__ = []
        sys.modules[self.package] = top
        sys.meta_path.append(self)

    def _add(self, path: str, text: str, alone: str | None, root: str | None) -> None:
        parts = path[: -len(".py")].split("/")
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
            self._packages.add(".".join(parts))
        for depth in range(1, len(parts)):
            self._packages.add(".".join(parts[:depth]))
        shown = filename = alone or path
        if root is not None and root.endswith(".py"):
            shown, filename = Path(root).name, root
        elif root is not None:
            shown, filename = path, str(Path(root, path))
        self._sources[".".join(parts)] = MemoryLoader(shown, filename, text, self._builtins)

    def source(self, name: str) -> MemoryLoader | None:
        """Return the loader of the bot's module `name`, or None."""
        return self._sources.get(name)

    def loaded(self) -> list[MemoryLoader]:
        """Return the loaders of the bot's modules that have been imported."""
        return [source for source in self._sources.values() if source.code is not None]

    def load(self, name: str) -> Mapping[str, Any]:
        """Import the bot's module `name` and return its globals. Raises what the module raises."""
        return vars(importlib.import_module(f"{self.package}.{name}"))

    def find_spec(self, fullname: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return the spec of a module under this program's package, None for any other."""
        package, _, name = fullname.partition(".")
        if package != self.package:
            return None
        is_package = name in self._packages
        source = self._sources.get(name)
        if source is None and not is_package:
            return None
        return ModuleSpec(fullname, source, origin=source.filename if source else None, is_package=is_package)

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """The `__import__` of the bot's modules: its own files first, then all others."""
        head = name.partition(".")[0]
        if level or not (head in self._sources or head in self._packages):
            found = __import__(name, globals, locals, fromlist or (), level)
            if not (self._warn is None or level or in_library(name)):
                self._tell(f"the sandbox has no {name}: there this import fails", globals)
            return found
        module = __import__(f"{self.package}.{name}", globals, locals, fromlist or (), 0)
        return module if fromlist else sys.modules[f"{self.package}.{head}"]

    def _tell(self, words: str, names: Mapping[str, object] | None) -> None:
        """Warn of the line of the bot that is being run, whose globals are `names`, if it is one of its own."""
        frame = sys._getframe(1)
        while frame.f_back is not None and not isinstance(frame.f_globals.get("__loader__"), MemoryLoader):
            frame = frame.f_back
        source = frame.f_globals.get("__loader__")
        if self._warn is not None and isinstance(source, MemoryLoader) and (names is None or names is frame.f_globals):
            self._warn(words, source.path, frame.f_lineno)

    def _opened(self, path: str, mode: str) -> None:
        if self._warn is not None:
            kept = "a bot can only read .json, .txt and .csv files in its own folder"
            self._tell(f"open({path!r}, {mode!r}) fails in the sandbox, where {kept}", None)

    def close(self) -> None:
        """Remove the program's modules from the process."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for name in [name for name in sys.modules if name.partition(".")[0] == self.package]:
            del sys.modules[name]
        for source in self._sources.values():
            linecache.cache.pop(source.filename, None)
