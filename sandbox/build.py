"""Build the guest: `python -m sandbox.build` creates sandbox/guest.wasm and sandbox/guest.json.

componentize-py makes a component of the sources, and `sandbox.linker` one core module of the component's many. Only
needs componentize-py (the dev extra) and the standard library, so that the build hook can run it in an isolated
environment. Does nothing if the guest is up to date with its sources.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TypedDict, cast

COMPONENTIZE_PY = "0.25.1"
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PARTS = HERE / "guest"
INSTEAD = {
    b"tick": b"native_tick",
    b"cabi_post_tick": b"native_post_tick",
}  # exports, by those that componentize-py made
LINKER = HERE / "linker"
WASM = HERE / "guest.wasm"
FACTS = HERE / "guest.json"
COMMAND = "python -m sandbox.build"

_RUN = "import sys; from componentize_py import script; sys.argv[0] = 'componentize-py'; sys.exit(script())"
_PRELOADED = {"LD_PRELOAD": "./fixrand.so"}  # relative, because absolute paths may contain blanks
_DRAW = "import ctypes, sys; drawn = ctypes.create_string_buffer(4); ctypes.CDLL(None).getrandom(drawn, 4, 0); "
_DRAW += "sys.stdout.buffer.write(drawn.raw)"
_TIME = 1_700_000_000  # modification time of the copied sources, s since 1970


class BuildError(Exception):
    """The guest could not be built; the message is one line."""


def sources() -> list[tuple[str, Path]]:
    """Return what goes into the guest as (path in the project, file), sorted.

    The world, the app, its extension module, and botkit's SDK.
    """
    files = [PARTS / "bot.wit", PARTS / "fixrand.c", *PARTS.glob("guest_*.py"), *PARTS.glob("native/*.wasm")]
    files += (file for file in (ROOT / "botkit").glob("*.py") if file.name != "__main__.py")  # starts the tools
    return sorted((file.relative_to(ROOT).as_posix(), file) for file in files)


def sources_hash() -> str:
    """Return the SHA-256 (hex) over paths and contents, each after its length, and componentize-py's version.

    The linker's are among them.
    """
    digest = hashlib.sha256()
    files = [*sources(), *((file.relative_to(HERE).as_posix(), file) for file in sorted(LINKER.glob("*.py")))]
    parts = [part for path, file in files for part in (path.encode(), file.read_bytes())]
    for part in [*parts, COMPONENTIZE_PY.encode()]:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


class Facts(TypedDict, total=False):
    """Contents of guest.json."""

    sha256: str  # hex, of guest.wasm
    sources: str  # `sources_hash` of what it was built from
    componentize_py: str  # version
    seeded: bool


def facts() -> Facts:
    """Return guest.json, `{"sha256", "sources", "componentize_py", "seeded"}`, or {} if there is no guest."""
    try:
        found = json.loads(FACTS.read_text(encoding="utf-8"))
        return cast(Facts, found) if WASM.is_file() and isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def problem() -> str | None:
    """Return why the guest in this checkout is missing or outdated, in one line, or None."""
    found = facts()
    if not found:
        return f"the sandbox's guest is not built: run `{COMMAND}`"
    if found.get("sources") != sources_hash():
        return f"the sandbox's guest does not match its sources: run `{COMMAND}`"
    if found.get("sha256") != hashlib.sha256(WASM.read_bytes()).hexdigest():
        return f"the sandbox's guest is damaged: run `{COMMAND}`"
    return None


def build() -> bool:
    """Build the guest if it is missing or does not match its sources.

    Returns:
        Whether it was built.

    Raises:
        BuildError: componentize-py is missing, has another version, failed, or made what the linker does not know.
    """
    if problem() is None:
        return False
    from sandbox.linker import UnknownLayout, link  # here, since each process imports this file

    try:
        version = metadata.version("componentize-py")
    except metadata.PackageNotFoundError:
        raise BuildError(f"componentize-py is not installed: pip install componentize-py=={COMPONENTIZE_PY}") from None
    if version != COMPONENTIZE_PY:
        raise BuildError(f"componentize-py {version} is installed, the guest needs {COMPONENTIZE_PY}")
    print("building the guest: about a minute", file=sys.stderr)
    digest = sources_hash()
    with tempfile.TemporaryDirectory(prefix="spacecode-guest-") as fresh:
        folder = Path(fresh)
        seeded = componentize(folder)
        try:
            wasm = link((folder / "component.wasm").read_bytes(), INSTEAD)
        except UnknownLayout as unknown:
            raise BuildError(f"componentize-py made what sandbox/linker does not know: {unknown}") from None
    _replace(WASM, wasm)
    found = {
        "sha256": hashlib.sha256(wasm).hexdigest(),
        "sources": digest,
        "componentize_py": COMPONENTIZE_PY,
        "seeded": seeded,
    }
    _replace(FACTS, (json.dumps(found, indent=2) + "\n").encode())
    return True


def componentize(folder: Path) -> bool:
    """Run componentize-py over copies of the sources in `folder`, which is empty; it writes component.wasm there.

    Returns:
        Whether its random bytes were fixed, so that another build behaves the same.

    The folder must be empty, because a `__pycache__` beside the sources would change the image.
    """
    app = folder / "app"
    for path, file in sources():
        copy = app / _place(path, file)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        os.utime(copy, (_TIME, _TIME))
    (folder / "venv" / "lib" / "python3" / "site-packages").mkdir(parents=True)  # empty: no installed packages
    environment = os.environ | {"VIRTUAL_ENV": str(folder / "venv"), "PYTHONHASHSEED": "0"}
    seeded = _fixed_random(folder)
    if seeded:
        environment |= _PRELOADED
    command = [sys.executable, "-c", _RUN, "-q", "-d", str(app / "bot.wit"), "-w", "bot"]
    command += ["componentize", "guest_app", "-p", str(app), "-o", str(folder / "component.wasm")]
    for _ in range(2):  # the first run compiles the modules for the second, see guest_library.py
        done = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode:
            print(done.stdout + done.stderr, file=sys.stderr)
            raise BuildError("componentize-py failed; see its output above")
    return seeded


def _place(path: str, file: Path) -> str:
    """Return where a source goes in the app's folder."""
    if file.suffix == ".wasm":
        return f"{file.stem}.cpython-314-wasm32-wasi.so"  # an extension module, as componentize-py finds them
    return file.name if file.parent == PARTS else path


def _fixed_random(folder: Path) -> bool:
    """Build fixrand.so in `folder`, to be preloaded; return whether it works, on Linux with a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or not sys.platform.startswith("linux"):
        return False
    command = [compiler, "-shared", "-fPIC", "-O1", str(PARTS / "fixrand.c"), "-o", "fixrand.so"]
    if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:
        return False
    environment = os.environ | _PRELOADED
    done = subprocess.run([sys.executable, "-c", _DRAW], cwd=folder, env=environment, capture_output=True, check=False)
    return done.stdout == b"\\" * 4


def _replace(path: Path, content: bytes) -> None:
    """Write to a temporary file, then rename it; without imports that hatch_build.py would lack."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def describe() -> str:
    """Describe the current guest in one line."""
    found = facts()
    how = "" if found["seeded"] else " (unseeded: without a C compiler on Linux two builds may behave differently)"
    return f"sandbox/guest.wasm: {WASM.stat().st_size / 1e6:.1f} MB, {found['sha256'][:12]}{how}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Return 0 if the guest is up to date or was built, 2 if it could not be built."""
    argparse.ArgumentParser(
        prog=COMMAND,
        description="Build the sandbox's guest, sandbox/guest.wasm, if it is missing or does not match its sources.",
        epilog=f"example: {COMMAND}",
    ).parse_args(argv)
    try:
        built = build()
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(("built " if built else "up to date: ") + describe())
    return 0


if __name__ == "__main__":
    sys.exit(main())
