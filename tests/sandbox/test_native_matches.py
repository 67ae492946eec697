"""Example bots do the same in whole matches, with the kit's C and with its Python alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pure_kit import PARTS, pure  # type: ignore[import-not-found]

from league.match.batch import Job, play_batch
from league.match.manager import Seat
from sandbox import Program
from systems.setup import Setup

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WITHOUT_C = """
import json
import pure_match, pure_output, pure_side
from briefing import BRIEFING
import example

side = pure_side.Side(pure_match.Match(json.loads(BRIEFING)), pure_output.BotLog())

def bot_main(observation):
    for ship in side.look(observation):
        example.tick(ship)
    return json.loads(side.action())
"""
NAMES = "from pure_vec import TAU, Vec, angle_difference, intercept, stopping_distance"


def seat(path: str) -> Seat:
    return Seat(Path(path).stem, (("main.py", (EXAMPLES / f"{path}.py").read_text()),))


@pytest.mark.parametrize(
    ("setup", "paths"),
    [
        (Setup("duel", seed=3, max_ticks=500), ["bots/hunter", "bots/first"]),
        (Setup("duel", seed=4, arena="well", max_ticks=500), ["bots/mathematical", "bots/evasive"]),
        (Setup("duel", seed=5, arena="belt", max_ticks=400), ["bots/aggressive", "bots/circle"]),
        (Setup("fleet", seed=6, ships=3, max_ticks=250), ["fleet/phalanx", "fleet/wolfpack"]),
        (Setup("melee", seed=7, sides=3, max_ticks=250), ["melee/brawler", "melee/vulture", "bots/hunter"]),
        (Setup("sumo", seed=8, max_ticks=250), ["sumo/bulldozer", "sumo/matador"]),
    ],
    ids=lambda value: value.mode if isinstance(value, Setup) else "-".join(Path(path).stem for path in value),
)
def test_actions_in_a_match_are_the_same_without_c(make, monkeypatch, setup, paths):
    seen: dict[Program, tuple[str, list[bytes], list[str]]] = {}
    start, tick = Program.start, Program.tick

    def recorded_start(program, briefing):
        seen[program] = (briefing, [], [])
        return start(program, briefing)

    def recorded_tick(program, observation, time_ns):
        answer = tick(program, observation, time_ns)
        seen[program][1].append(observation)
        seen[program][2].append(answer)
        return answer

    monkeypatch.setattr(Program, "start", recorded_start)
    monkeypatch.setattr(Program, "tick", recorded_tick)
    play_batch([Job(0, setup, tuple(seat(path) for path in paths))])
    monkeypatch.undo()
    played = [*seen.values()][-len(paths) :]  # after the guest's self-test, if this is its first use
    for path, (briefing, observations, actions) in zip(paths, played, strict=True):
        example = seat(path).files[0][1].replace("from botkit import *", NAMES)
        files = [("main.py", WITHOUT_C), ("example.py", example), ("briefing.py", f"BRIEFING = {briefing!r}")]
        program = make([*files, *map(pure, PARTS)], seed=json.loads(briefing)["seed"], tick_fuel=10**10)
        program.start(briefing)
        assert len(observations) > 100
        for observation, action in zip(observations, actions, strict=True):
            assert json.loads(program.tick(observation, 0)) == json.loads(action)
