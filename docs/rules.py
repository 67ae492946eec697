"""Write docs/rules.md: `python docs/rules.py`, after a change of a rule or of docs/rules.template.md.

In the template `{name}` stands for a rule's number, `{name[0]}` for one of several; `derived` has further numbers.
"""

from __future__ import annotations

import math
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from systems import rules
from systems.rules import DT, TICK_RATE, Rules
from systems.setup import DEFAULT_TICKS

HERE = Path(__file__).parent


def text() -> str:
    """Return the text of docs/rules.md."""
    known = Rules()
    numbers = {**known.as_dict(), **derived(known)}
    shown = {
        name: [_shown(v) for v in value] if isinstance(value, list) else _shown(value)
        for name, value in numbers.items()
    }
    template = (HERE / "rules.template.md").read_text(encoding="utf-8")
    return template.format_map({**shown, "every_number": every_number(known)})


def derived(known: Rules) -> dict[str, Any]:
    """Return numbers that follow from the rules, for the text."""
    flights = zip(known.shot_speed, known.shot_moves, strict=True)
    pull = [1000 * known.star_pull / (r * r + known.star_radius**2) for r in (100, 250, 500, 1000)]
    return {
        "top_speed": known.thrust_forward / known.drag,
        "top_speed_backward": known.thrust_backward / known.drag,
        "top_spin": known.turn_acceleration / known.turn_drag,
        "kept": 1 - known.drag * DT,
        "kept_spin": 1 - known.turn_drag * DT,
        "turn_step": known.turn_acceleration * DT,
        "sight_angle": math.degrees(math.acos(math.sqrt(known.sight_cosine_squared))),
        "shot_range": [round(speed * moves * DT) for speed, moves in flights],
        "most_damage": [d * TICK_RATE / w for d, w in zip(known.shot_damage, known.shot_wait, strict=True)],
        "top_speed_side": known.thrust_side / known.drag,
        "armed_after": [round(speed * known.shot_arming * DT) for speed in known.shot_speed],
        "arming_s": known.shot_arming * DT,
        "refund": [cost * known.hit_refund / 100 for cost in known.shot_cost],
        "wait": [w * DT for w in known.shot_wait],
        "zone_start_s": known.zone_start * DT,
        "melee_zone_start_s": known.melee_zone_start * DT,
        "zone_end_s": known.zone_end * DT,
        "sumo_zone_start_s": known.sumo_zone_start * DT,
        "sumo_zone_end_s": known.sumo_zone_end * DT,
        "length": DEFAULT_TICKS * DT,
        "ticks": DEFAULT_TICKS,
        "turned": math.degrees(known.spawn_turn),
        "pull": [round(v) if v >= 10 else v for v in pull],
        "beacon_round": 1 / known.well_beacon_turns,
        "asteroids": 2 * known.asteroid_pairs,
        "bounce": 100 * known.collision_restitution,
    }


def every_number(known: Rules) -> str:
    """Return a table of all rules: name, value, and the comment in systems/rules.py."""
    source = Path(str(rules.__file__)).read_text(encoding="utf-8")
    said = dict(re.findall(r"^    (\w+): [^#\n]+ = [^#\n]+  # (.*)$", source, re.MULTILINE))
    rows = ["| name | value | what it is |", "| --- | --- | --- |"]
    for field in fields(known):
        value = getattr(known, field.name)
        shown = ", ".join(map(_shown, value)) if isinstance(value, tuple) else _shown(value)
        rows.append(f"| `{field.name}` | {shown} | {said[field.name]} |")
    return "\n".join(rows)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"


if __name__ == "__main__":
    (HERE / "rules.md").write_text(text(), encoding="utf-8")
