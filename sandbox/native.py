"""Compile C: `python -m sandbox.native` builds the guest's extension module, from sandbox/guest/native.

The built file is committed beside its sources, so that the guest can be built without a compiler, and a test builds it
again. One version of ziglang (clang and lld) is used for it, since others may give other bytes: `pip install
--editable '.[native]'`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType

ZIGLANG = "0.17.1"
SOURCES = Path(__file__).resolve().parent / "guest" / "native"
WASM = SOURCES / "_botkit.wasm"
COMMAND = "python -m sandbox.native"

_ZIG = [sys.executable, "-m", "ziglang"]
# Sums are rounded one by one, as Python's are.
_EXACT = ["-O2", "-fno-math-errno", "-ffp-contract=off", "-fvisibility=hidden"]
_WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-Wno-cast-function-type"]
_GUEST = ["-target", "wasm32-wasi", "-fPIC", "-ffreestanding", "-Wno-cast-function-type-mismatch"]
_BOT = ["-target", "wasm32-wasi", "-mexec-model=reactor", "-s", "-Wl,-z,stack-size=16384"]
_LINKED = ["--shared", "--experimental-pic", "--allow-undefined", "--strip-debug", "--no-entry"]


class CompilerError(Exception):
    """The compiler is missing or failed; the message ends with what it printed."""


def compile_for_guest() -> bytes:
    """Return the extension module for the guest.

    Raises:
        CompilerError: ziglang is missing, has another version, or failed.
    """
    _check_version()
    with tempfile.TemporaryDirectory(prefix="spacecode-native-") as fresh:
        folder = Path(fresh)
        _run([*_ZIG, "wasm-ld", *_LINKED, *_compile(folder, _GUEST), "-o", WASM.name], folder)
        return (folder / WASM.name).read_bytes()


def compile_bot(sources: Mapping[str, str], exports: Sequence[str]) -> bytes:
    """Return a WebAssembly module that plays as a bot.

    Args:
        sources: texts by the names of their files, of which those that end in `.c` are compiled.
        exports: the functions that it exports.

    Raises:
        CompilerError: ziglang is missing, has another version, or failed.
    """
    _check_version()
    with tempfile.TemporaryDirectory(prefix="spacecode-bot-") as fresh:
        folder = Path(fresh)
        for name, text in sources.items():
            (folder / name).write_text(text, encoding="utf-8")
        files = sorted(name for name in sources if name.endswith(".c"))
        exported = [f"-Wl,--export={name}" for name in exports]
        _run([*_ZIG, "cc", *_EXACT, *_BOT, *exported, *files, "-o", "bot.wasm"], folder)
        return (folder / "bot.wasm").read_bytes()


def load_for_host(flags: Sequence[str] = ()) -> ModuleType:
    """Compile the module for this process's Python, for tests and fuzzing, and return it.

    Args:
        flags: further arguments of clang.

    Raises:
        CompilerError: ziglang or Python's header is missing, or it failed.
    """
    include = sysconfig.get_path("include")
    if not Path(include, "Python.h").is_file():
        raise CompilerError(f"there is no Python.h in {include}: apt-get install python3-dev")
    with tempfile.TemporaryDirectory(prefix="spacecode-native-") as fresh:
        folder = Path(fresh)
        file = folder / f"{WASM.stem}{sysconfig.get_config_var('EXT_SUFFIX')}"
        objects = _compile(folder, [f"-I{include}", "-fPIC", *flags])
        _run([*_ZIG, "cc", "-shared", *objects, "-lm", "-o", file.name], folder)
        spec = importlib.util.spec_from_file_location(WASM.stem, file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def _check_version() -> None:
    try:
        version = metadata.version("ziglang")
    except metadata.PackageNotFoundError:
        version = ""
    if version != ZIGLANG:
        raise CompilerError(f"ziglang {ZIGLANG} is needed to compile C: pip install ziglang=={ZIGLANG}")


def _compile(folder: Path, flags: Sequence[str]) -> list[str]:
    """Compile copies of the sources in `folder`; return the names of the object files there.

    In one order, and by relative paths, since both become part of what is linked of them.
    """
    for file in SOURCES.glob("*.[ch]"):
        shutil.copy(file, folder)
    objects = [f"{file.stem}.o" for file in sorted(SOURCES.glob("*.c"))]
    for each in objects:
        _run([*_ZIG, "cc", *_EXACT, *_WARNINGS, *flags, "-c", f"{each[:-1]}c", "-o", each], folder)
    return objects


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"LC_ALL": "C"}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CompilerError(f"{' '.join(command)}\n{done.stderr.strip()}")
    return done.stdout


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Return 0 if the module was built or is up to date, 2 if it could not be compiled."""
    argparse.ArgumentParser(
        prog=COMMAND,
        description=f"Compile the guest's extension module, {WASM.name}, with ziglang {ZIGLANG}.",
        epilog=f"example: {COMMAND} && python -m sandbox.build",
    ).parse_args(argv)
    try:
        wasm = compile_for_guest()
    except CompilerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    changed = not WASM.is_file() or WASM.read_bytes() != wasm
    if changed:
        WASM.write_bytes(wasm)
    print(("built " if changed else "up to date: ") + f"sandbox/guest/native/{WASM.name}, {len(wasm):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
