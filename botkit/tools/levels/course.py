"""The course: the levels in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botkit.hints import meant
from botkit.tools.levels.goals import (
    Goal,
    beacon_time,
    damage_taken,
    energy_left,
    held_with_hull,
    hits_taken,
    hull_of_winner,
    in_range,
    kill_time,
    time_in_sight,
)
from botkit.tools.levels.level import Level
from league.cli.errors import LeagueError

_CLOSE: Mapping[str, Any] = {"spawn_distance_min": 115.0, "spawn_distance_max": 115.0, "spawn_shift": 0.0}
_DESTROY = Goal(kill_time, "destroy it within {:g} s")
_NO_POINTS: Mapping[str, Any] = {"beacon_points": 1000.0}
_TOUGH: Mapping[str, Any] = {"hull": 1000.0, **_NO_POINTS}

COURSE = (
    Level(
        name="beacon",
        teaches="fly_to, rally",
        picture="A ship on its way to the beacon; another stands where it started",
        goal=Goal(beacon_time, "hold it within {:g} s"),
        marks=(20, 14, 10),
        pages=("docs/first-bot.md", "docs/botkit.md#fly_to"),
        hints=(
            "fly_to steers to a point and stops there. Which property of the ship is the centre of the beacon?",
            "ship.fly_to(ship.rally)",
        ),
        opponent="idle",
        seconds=20,
        rules={"beacon_points": 3.0, "beacon_distance_min": 150.0},
    ),
    Level(
        name="target",
        teaches="enemies, turn_to, fire",
        picture="A ship fires at one that stands",
        goal=_DESTROY,
        marks=(20, 10, 5),
        pages=("docs/botkit.md#ship", "docs/botkit.md#turn_to", "docs/rules.md#the-gun"),
        hints=(
            "ship.enemies lists who is sensed. turn_to turns to one; its bearing tells how far off you still are.",
            "for enemy in ship.enemies:\n"
            "    ship.turn_to(enemy)\n"
            "    if abs(enemy.bearing) < 0.04:\n"
            "        ship.fire()",
        ),
        opponent="idle",
        seconds=20,
        rules={"hull": 30.0, "spawn_turn": 2.5, **_NO_POINTS, **_CLOSE},
    ),
    Level(
        name="lead",
        teaches="aim_at",
        picture="Shots on their way to where the target will be",
        goal=_DESTROY,
        marks=(20, 12, 6),
        pages=("docs/botkit.md#aim_at", "docs/strategy.md#leading"),
        hints=(
            "A shot flies at 280 m/s. One order turns to where it would meet the target, and tells when to fire.",
            "if ship.aim_at(enemy):  # turns, and tells whether a shot now would hit\n    ship.fire()",
        ),
        opponent="shuttle",
        seconds=20,
        rules={"hull": 36.0, **_NO_POINTS, **_CLOSE},
    ),
    Level(
        name="search",
        teaches="the senses, turn",
        picture="A ship senses what is in the circle around it and in the cone ahead; the target is in neither yet",
        goal=_DESTROY,
        marks=(30, 15, 10),
        pages=("docs/rules.md#what-a-ship-senses", "docs/botkit.md#turn"),
        hints=(
            "While ship.enemies is empty, turn. A full turn takes less than two seconds.",
            "if ship.enemies:\n    …  # as before\nelse:\n    ship.turn(1)",
        ),
        opponent="shuttle",
        seconds=30,
        seeds=(1, 2, 3, 5, 7),  # from which it is out of sight at first
        rules={
            **_NO_POINTS,
            **_CLOSE,
            "hull": 30.0,
            "spawn_distance_min": 170.0,
            "spawn_distance_max": 170.0,
            "spawn_turn": 3.0,
        },
    ),
    Level(
        name="shadow",
        teaches="keep_range",
        picture="A ship follows another at a distance",
        goal=Goal(in_range(150, 250), "stay in range for {:g} s", rising=True),
        marks=(8, 11, 14),
        pages=("docs/botkit.md#keep_range", "docs/strategy.md#distance"),
        hints=(
            "keep_range moves to a distance from a contact and keeps it, whichever way the ship faces. Face it, too.",
            "enemy = ship.seen[0]\nship.turn_to(enemy)\nship.keep_range(enemy, 200)",
        ),
        opponent="wanderer",
        seconds=20,
        rules={"spawn_distance_min": 200.0, "spawn_distance_max": 300.0, **_NO_POINTS},
    ),
    Level(
        name="circle",
        teaches="predict, angle_difference",
        picture="Shots fly ahead of a target that turns",
        goal=_DESTROY,
        marks=(18, 12, 9),
        pages=("docs/botkit.md#predict", "docs/botkit.md#tracks"),
        hints=(
            "A shot takes enemy.distance / 280 seconds. predict(enemy, seconds) is where it will be. Turn there.",
            "time = enemy.distance / ship.rules.shot_speed[0]\n"
            "point = ship.predict(enemy, time)\n"
            "ship.turn_to(point)\n"
            "off = angle_difference((point - ship.pos).angle, ship.heading)\n"
            "if abs(off) * enemy.distance < ship.rules.ship_radius:\n"
            "    ship.fire()",
        ),
        opponent="circler",
        seconds=18,
        rules={"hull": 60.0, **_NO_POINTS, **_CLOSE},
    ),
    Level(
        name="dodge",
        teaches="threats, sidestep",
        picture="A ship beside the path of the shots that a turret fires at it",
        goal=Goal(hits_taken, "be hit at most {:g} times"),
        marks=(6, 3, 1),
        pages=("docs/botkit.md#threats", "docs/botkit.md#sidestep", "docs/strategy.md#dodging"),
        hints=(
            "ship.threats lists the shots that will hit, soonest first, and one order gets out of the way of "
            "one. Without a threat, brake: it is easiest to leave from where you stand.",
            "if ship.threats:\n    ship.sidestep(ship.threats[0])\nelse:\n    ship.brake()",
        ),
        opponent="turret",
        seconds=15,
        rules={
            "arena_radius": 300.0,
            "asteroid_distance_max": 300.0,
            "recharge_still": 100.0,
            **_TOUGH,
            **_CLOSE,
        },
    ),
    Level(
        name="shield",
        teaches="shield, threat.time",
        picture="A shield is up in the tick in which a shot lands",
        goal=Goal(damage_taken, "lose at most {:g} hull"),
        marks=(60, 45, 32),
        pages=("docs/rules.md#the-shield", "docs/botkit.md#shield", "docs/strategy.md#the-shield"),
        hints=(
            "A threat has a time: the seconds until it hits. A tick is 0.033 s.",
            "ship.shield(any(threat.time < 0.07 for threat in ship.threats))",
        ),
        opponent="ticker",
        seconds=20,
        rules={"thrust_forward": 1.0, "thrust_backward": 1.0, "thrust_side": 1.0, **_TOUGH, **_CLOSE},
    ),
    Level(
        name="battery",
        teaches="energy, globals",
        picture="Two shots on their way to a target that has just stopped",
        goal=Goal(energy_left, "destroy it with {:g} energy left", rising=True),
        marks=(8, 12, 15),
        pages=("docs/strategy.md#energy-and-hits", "docs/botkit.md#tick"),
        hints=(
            "A shot that leaves when the target has just stopped arrives before it starts again. Count, in a "
            "global, the ticks for which its velocity has been small.",
            "global still\n"
            "still = still + 1 if enemy.velocity.length < 10 else 0\n"
            "if ship.aim_at(enemy) and 0 < still < 20:\n"
            "    ship.fire()",
        ),
        opponent="dasher",
        seconds=60,
        rules={"hull": 84.0, "recharge": 0.0, "recharge_still": 0.0, "recharge_beacon": 0.0, **_NO_POINTS, **_CLOSE},
    ),
    Level(
        name="hide",
        teaches="the star, time, Vec",
        picture="Two ships with the star between them",
        goal=Goal(time_in_sight, "be in sight for at most {:g} s", needs_sight=True),
        marks=(3, 2, 1),
        pages=("docs/rules.md#arenas", "docs/botkit.md#vec"),
        hints=(
            "Fly around the star as fast as the watcher does: a full turn, TAU, in 40 s. A Vec can be rotated. "
            "fly_to holds against the pull of the star.",
            "ship.fly_to(start.rotated(TAU * ship.time / 40))",
        ),
        opponent="watcher",
        seconds=20,
        arena="well",
        rules={
            **_CLOSE,
            "spawn_distance_min": 300.0,
            "spawn_distance_max": 300.0,
            "spawn_turn": 0.0,
            "sense_radius": 1000.0,
            **_NO_POINTS,
        },
    ),
    Level(
        name="hold",
        teaches="move_to, points",
        picture="A ship crosses the beacon, under fire from outside",
        goal=Goal(held_with_hull, "hold it with {:g} hull left", rising=True),
        marks=(30, 60, 80),
        pages=("docs/strategy.md#the-beacon", "docs/botkit.md#move_to"),
        hints=(
            "Fly to and fro through the beacon, across the line to the raider, and raise the shield as in level "
            "8. A global can hold the end to which you fly.",
            "goal = ship.rally + (enemy.pos - ship.rally).unit.left * (70 * way)\n"
            "if ship.pos.distance(goal) < 40:\n"
            "    way = -way\n"
            "ship.move_to(goal, speed=120)",
        ),
        opponent="raider",
        seconds=40,
        rules={"beacon_points": 10.0, "spawn_distance_min": 300.0, "spawn_distance_max": 400.0},
    ),
    Level(
        name="duel",
        teaches="all of it",
        picture="Two ships fire at each other while they move",
        goal=Goal(hull_of_winner, "win", rising=True),
        marks=(0, 0, 0),
        pages=("docs/strategy.md#aim-and-weave", "docs/first-bot.md#4-win"),
        hints=(
            "hunter aims at where a ship that keeps its course would be. Stay 250 m away, on the side of the "
            "beacon; strafe while you aim, and change sides at moments that nobody can foresee, as random gives "
            "them. Raise the shield as in level 8, while you have the energy.",
            "ship.move_to(enemy.pos + (ship.rally - enemy.pos).unit * 250, speed=80)\n"
            "ship.strafe(way)\n"
            "if ship.aim_at(enemy) and enemy.age == 0:\n"
            "    ship.fire()",
        ),
        opponent="hunter",
        seconds=60,
    ),
)


def find_level(word: str) -> Level:
    """Return a level by its number or its name. Raises LeagueError if there is none."""
    known = {level.name: level for level in COURSE} | {str(n): level for n, level in enumerate(COURSE, 1)}
    if word.lower() in known:
        return known[word.lower()]
    guess = "" if word.isdigit() else meant(word.lower().removesuffix(".py"), known)
    raise LeagueError(f"there is no level {word!r}{guess or f': choose 1 to {len(COURSE)}, or a name'}")


def number_of(level: Level) -> int:
    """Return the number of a level, from 1."""
    return COURSE.index(level) + 1


def after(level: Level) -> Level | None:
    """Return the next level, None after the last."""
    return COURSE[number_of(level)] if number_of(level) < len(COURSE) else None
