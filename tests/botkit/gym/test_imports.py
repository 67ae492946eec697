"""The extra is needed only by those who import the environments, and they are told so."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


def test_the_kit_imports_neither_the_environments_nor_numpy() -> None:
    done = run("import sys, botkit; print([n for n in ('botkit.gym', 'gymnasium', 'numpy') if n in sys.modules])")
    assert done.stdout == "[]\n", done.stderr


def test_without_the_extra_one_line_says_how_to_install_it() -> None:
    done = run("import sys; sys.modules['pettingzoo'] = None\nimport botkit.gym")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "ImportError: botkit.gym needs gymnasium and pettingzoo: pip install 'spacecode[rl]'"
    )


def test_only_a_bot_as_opponent_needs_what_plays_leagues() -> None:
    made = "import sys\nfrom botkit.gym import SpaceEnv\nSpaceEnv(opponent='first')\n"
    done = run(made + "print([n for n in ('league', 'sandbox', 'wasmtime') if n in sys.modules])")
    assert done.stdout == "[]\n", done.stderr
