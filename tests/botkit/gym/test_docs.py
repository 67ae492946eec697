"""docs/learning.md says what is so: its table of fields, its sizes and arguments; and its examples run."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from botkit.gym import OPPONENTS, SpaceParallelEnv, SpaceVectorEnv, rewards
from botkit.gym.observation.layout import FIELDS, Layout
from botkit.gym.opponents.pool import WEIGHTINGS
from botkit.gym.registration import ENVIRONMENTS
from botkit.gym.simulation.setups import setup_of
from botkit.network.arithmetic import LEVELS

PAGE = (Path(__file__).parents[3] / "docs" / "learning.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SIZES = {
    ("duel", "open"): 59,
    ("duel", "belt"): 83,
    ("melee", "open"): 137,
    ("fleet", "open"): 147,
    ("sumo", "open"): 27,
}


def test_every_field_is_in_the_table() -> None:
    rows = [f"| `{block}` | `{field}` | {what} |" for block, fields in FIELDS.items() for field, what in fields.items()]
    assert "\n".join(rows) in PAGE


def test_sizes_names_and_levels_are_those_of_the_code() -> None:
    for (mode, arena), size in SIZES.items():
        assert Layout(setup_of(mode, arena)).size == size and f" {size} in" in PAGE.replace(": ", " ").replace(
            "\n", " "
        )
    assert all(f"`{name}`" in PAGE for name in [*OPPONENTS, *ENVIRONMENTS, *WEIGHTINGS])
    assert ", ".join(f"{level:g}" for level in LEVELS[1]) in PAGE
    functions = inspect.getmembers(rewards, inspect.isfunction)
    own = {name for name, made in functions if made.__module__ == rewards.__name__ and not name.startswith("_")}
    documented = own - {"weighted", "reward_of", "rewards_of"}
    assert len(documented) == 5 and all(f"| `{name}` |" in PAGE for name in documented)


@pytest.mark.parametrize("made", [SpaceVectorEnv, SpaceParallelEnv])
def test_every_argument_is_in_the_table(made: type) -> None:
    names = set(inspect.signature(made).parameters) - {"self", "mode", "render_mode"}
    assert [name for name in names if not re.search(rf"^\| .*`{name}`.* \|.*\|.*\|$", PAGE, re.MULTILINE)] == []


def test_the_first_environment_of_the_page_is_what_it_says() -> None:
    layout = Layout(setup_of("duel"))
    assert layout.column("own", "ray") == 8


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_runs(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = (
        EXAMPLES[number]
        .replace("1024", "8")
        .replace("range(100)", "range(5)")
        .replace('"melee"', '"melee", max_ticks=5')
    )
    found: dict[str, Any] = {}
    exec(compile(code, f"example {number}", "exec"), found)
    if number == 0:
        assert (tmp_path / "match.bin").read_bytes().startswith(b"SPACELOG")
    else:
        envs = found.get("envs")
        if isinstance(envs, SpaceVectorEnv):
            envs.reset(seed=1)
            envs.step(envs.action_space.sample())
