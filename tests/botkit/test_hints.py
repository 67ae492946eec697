"""Hints in error messages, for typical mistakes of beginners."""

from __future__ import annotations

import pytest

from botkit.runner import describe

ENEMY = [1, 1, 200.0, 30.0, -40.0, 25.0, 3.0, 60.0, 12.0]


def told(program, kit, line, **seen):
    """Return the message of the fault that a bot with this line gets."""
    bot = program(f"from botkit import *\n\ndef tick(ship):\n    {line}\n")
    try:
        kit.ask(bot, kit.observation(**seen))
    except Exception as error:
        return describe(error).split("\n")[1]
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ship.fire('2')", "ship.fire(power): expected a number, not '2' (a number has no quotes)"),
        ("ship.trust(1)", "ship has no 'trust': did you mean 'thrust'? See docs/botkit.md#ship"),
        ("ship.position", "ship has no 'position': did you mean 'pos'?"),
        ("ship.qwertyuiop", "ship has no 'qwertyuiop'; see docs/botkit.md#ship"),
        ("ship.enemies[0].health", "another ship has no 'health': did you mean 'hull'?"),
        ("ship.enemies[0].energy", "another ship has no 'energy'; see docs/botkit.md#ships"),
        (
            "ship.pos.distance(3)",
            "vec.distance(other): expected a point or a contact, not 3 (a pair of numbers is written (x, y))",
        ),
        (
            "ship.velocity.dot(ship.enemies[0])",
            "not <ship 1 at (200, 30)> (take its .pos or .velocity)",
        ),
        ("ship.velocity.cross((1, 2))", "vec.cross(other): expected a Vec, not (1, 2); see docs/botkit.md#vec"),
        ("import socket_", "a bot can import the standard library and the modules in its own folder"),
        ("ship.projectiles[0].hull", "projectile has no 'hull'"),
        ("ship.beacon.centre", "the beacon has no 'centre': did you mean 'pos'? See docs/botkit.md#beacon"),
        ("ship.rules.shot_sped", "there is no rule 'shot_sped': did you mean 'shot_speed'?"),
        ("ship.enemies.distance", "this is a list: take one item, as in ship.enemies[0]"),
        ("ship.asteroids[0]", "list index out of range (test `if ship.asteroids:` first, the list may be empty)"),
        ("ship.energy() > 5", "it is a property, without parentheses: .energy"),
        ("ship.heading = 3", "give orders by calling methods"),
        ("ship.mood = 3", "keep state in a global variable"),
        ("math.sin(0)", "write `import math` at the top"),
        ("intercpt(1, 2, 3)", "did you mean 'intercept'?"),
        ("getattr(ship, 'shots')", "ship has no 'shots': did you mean 'projectiles'? See docs/botkit.md#ship"),
        ("{enemy.range for enemy in ship.enemies}", "another ship has no 'range'"),
        ("ship.enemies[0] - ship.pos", "calculate with its .pos"),
        (
            "intercept(ship, ship.velocity, 9)",
            "intercept(position): expected a Vec, not <ship 0 at (0, 0)> (its .pos is",
        ),
        ("ship.fly_to(ship.enemies)", "(a list: take one item, as in ship.enemies[0]); see docs/botkit.md#fly_to"),
        ("ship.aim_at(ship.asteroids)", "(an empty list: nothing is sensed now); see docs/botkit.md#aim_at"),
        ("ship.thrust(ship.velocity)", "(of a vector, take .length, .angle, .x or .y)"),
        ("ship.turn(ship.brake)", "(call it: the parentheses are missing)"),
        ("ship.draw.line(1, 2)", "see docs/botkit.md#draw"),
        ("ship.dodge(1)", "ship has no 'dodge': did you mean 'sidestep'? See docs/botkit.md#ship"),
        ("ship.enemies[0].acceleration", "another ship has no 'acceleration': did you mean 'track.acceleration'?"),
        ("ship.enemies[0].spin", "did you mean 'track.turn_rate'? See docs/botkit.md#ships"),
        ("ship.enemies[0].track.velocities", "a track has no 'velocities'; see docs/botkit.md#tracks"),
        ("ship.threats[0].distance", "a threat has no 'distance'; see docs/botkit.md#threats"),
        ("ship.threats.time", "this is a list: take one item"),
        ("ship.threats[1]", "test `if ship.threats:` first, the list may be empty"),
        ("ship.sidestep(ship.threats)", "(a list: take one item, as in ship.threats[0]); see docs/botkit.md#sidestep"),
        ("ship.keep_range(ship.enemies, 200)", "(a list: take one item, as in ship.enemies[0])"),
        ("ship.keep_range(ship.enemies[0], 'far')", "ship.keep_range(distance): expected a number, not 'far'"),
        ("ship.predict(ship.enemies[0], None)", "ship.predict(seconds): expected a number, not None"),
        ("ship.projectiles[0].hits(5)", "projectile.hits(ship): expected a ship, not 5; see docs/botkit.md#projectile"),
        ("ship.projectiles[0].hits(ship, 'soon')", "projectile.hits(within): expected a number, not 'soon'"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(program, kit, line, words):
    shots = [[7, 1, 20.0, 2.0, -540.0, 0.0, 1]]
    message = told(program, kit, line, contacts={"ship": [ENEMY], "projectile": shots})
    assert words in message
    assert message.endswith("(bot.py line 4)")
    assert len(message) <= 300


def test_the_traceback_tells_it_too(program, kit):
    bot = program("def tick(ship):\n    ship.trust(1)\n")
    with pytest.raises(AttributeError) as raised:
        kit.ask(bot)
    told = describe(raised.value)
    assert told.count("AttributeError: ship has no 'trust': did you mean 'thrust'? See docs/botkit.md#ship") == 2
    assert told == describe(raised.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("del ship.trust", "'Ship' object has no attribute 'trust'"),
        ("raise AttributeError('trust')", "AttributeError: trust (bot.py line 4)"),
        ("raise AttributeError('a', 'b', name='trust', obj=ship)", "AttributeError: ('a', 'b') (bot.py line 4)"),
        ("class Own:\n        pass\n    Own().trust", "'Own' object has no attribute 'trust'"),
    ],
)
def test_only_a_missing_attribute_of_the_kit_is_explained(program, kit, line, words):
    message = told(program, kit, line)
    assert words in message and "did you mean" not in message


def test_defaults_of_missing_attributes_are_used(kit):
    shots = [[7, 1, 20.0, 2.0, -540.0, 0.0, 1]]
    ship = kit.ship(kit.observation(contacts={"ship": [ENEMY], "projectile": shots}))
    for thing in (ship, ship.enemies[0], ship.projectiles[0], ship.rules):
        assert not hasattr(thing, "trust") and getattr(thing, "trust", 7) == 7
        assert not hasattr(type(thing), "__getattr__")  # it would exclude the class from the interpreter's fast paths


@pytest.mark.parametrize("line", ["undefined_thing_xyz", "[].distance_x", "{}['a']", "(5)(6)", "len(5)", "'a' - 1"])
def test_what_nobody_can_guess_is_told_as_python_tells_it(program, kit, line):
    assert "(bot.py line 4)" in told(program, kit, line)


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (
            "def tick():\n    pass",
            "tick() must take exactly one argument, the ship: write `def tick(ship):`; see docs/botkit.md#tick",
        ),
        ("def tick(ship, enemy):\n    pass", "tick(ship, enemy) must take exactly one argument, the ship"),
        ("def tick(ship, *, hard):\n    pass", "tick(ship, hard) must take exactly one argument, the ship"),
        ("def bot_main():\n    pass", "write `def bot_main(observation):`"),
        ("def tick(ship):\n    pass\ndef start():\n    pass", "write `def start(match):`"),
        ("def tik(ship):\n    pass", "was tik (line 1) meant to be tick?"),
        ("x = 1\ndef Tick(ship):\n    pass\ndef aid():\n    pass", "was Tick (line 2) meant to be tick?"),
        ("def main(ship):\n    pass", "was main (line 1) meant to be tick?"),
        ("async def tick(ship):\n    pass", "async or a generator: calling it runs nothing; see docs/botkit.md#tick"),
        ("def bot_main(observation):\n    yield {}", "calling it runs nothing; see docs/botkit.md#bot_main"),
        ("tick = 5", "its tick is 5, not a function"),
        ("from math import *\nx = 1", "defines neither tick(ship) nor bot_main(observation); see docs/botkit.md#tick"),
    ],
)
def test_a_file_that_is_nearly_a_bot(program, main, words):
    with pytest.raises(Exception, match="docs/botkit") as raised:
        program(main)
    assert words in str(raised.value)


@pytest.mark.parametrize("main", ["def tick(*all): pass", "def tick(ship, more=3): pass", "tick = print", "class T:\n"
                                  "    def __call__(self, ship): pass\ntick = T()"])  # fmt: skip
def test_whatever_takes_a_ship_is_a_tick(program, kit, main):
    kit.ask(program(main))
