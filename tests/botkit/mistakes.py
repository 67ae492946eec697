"""Typical mistakes of beginners: what was written, and what is told in a local run, by `check`, and in the sandbox."""

from __future__ import annotations

from typing import NamedTuple


class Mistake(NamedTuple):
    """A bot with a mistake.

    Attributes:
        text: the bot, whose file is called ace.py.
        line: the number of the line that each message names.
        local: words of the local run's message.
        sandbox: words of the message in the sandbox, and of `check`; "" if they are the local ones.
        ticks: length of the match.
    """

    text: str
    line: int
    local: str
    sandbox: str = ""
    ticks: int = 2


def tick(*lines: str) -> str:
    """Return a bot whose `tick` has these lines, the first of which is line 4."""
    return "from botkit import *\n\ndef tick(ship):\n" + "".join(f"    {line}\n" for line in lines)


ORDERS = "call ship.thrust(), ship.fly_to(…), ship.fire()"
ABSENT = "not in the sandbox, which has no files, network, threads or processes"

MISTAKES = {
    # Code that does not load
    "no colon": Mistake("def tick(ship)\n    ship.thrust()\n", 1, "a line that begins a block ends with a colon"),
    "no indent": Mistake("def tick(ship):\nship.thrust()\n", 2, "indent the lines that belong to it by four spaces"),
    "tabs and spaces": Mistake(tick("ship.thrust()\n\tship.fire()"), 5, "indent by four spaces everywhere"),
    "else if": Mistake(tick("if ship.enemies:", "    pass", "else if ship.beacon:", "    pass"), 6, "write `elif`"),
    "&&": Mistake(tick("if ship.enemies && ship.energy:", "    pass"), 4, "write `and` instead of `&&`"),
    "++": Mistake(tick("n = 0", "n++"), 5, "write `n += 1`"),
    "= for ==": Mistake(tick("if ship.energy = 3:", "    pass"), 4, "Maybe you meant '=='"),
    "print without parentheses": Mistake(tick("print ship.energy"), 4, "Missing parentheses in call to 'print'"),
    "a class with tick in it": Mistake(
        "class Bot:\n    def tick(self, ship):\n        pass\n", 2, "Bot is a class; write `tick = Bot().tick` below it"
    ),
    "misspelt tick": Mistake("def tik(ship):\n    ship.thrust()\n", 1, "was tik (line 1) meant to be tick?"),
    "tick without an argument": Mistake("def tick():\n    pass\n", 1, "write `def tick(ship):`"),
    "async tick": Mistake("async def tick(ship):\n    pass\n", 1, "calling it runs nothing"),
    "ship outside of tick": Mistake("ship.thrust()\ndef tick(ship):\n    pass\n", 1, "only tick(ship) has the ship"),
    # What the sandbox does not have
    "numpy": Mistake(
        "import numpy\n" + tick("ship.thrust()"), 1, "the sandbox has no numpy", "No module named 'numpy'"
    ),
    "socket": Mistake("import socket\n" + tick("ship.thrust()"), 1, "the sandbox has no socket", ABSENT),
    "a module that is nowhere": Mistake("import tactics_\n" + tick("pass"), 1, "the modules in its own folder"),
    "a file": Mistake("open('w.json')\n" + tick("ship.thrust()"), 1, "reads only files in its own folder"),
    "a folder": Mistake(
        "import os\nNAMES = os.listdir('.')\n" + tick("ship.thrust()"), 2, "listdir finds nothing", "reads only files"
    ),
    "a file that may be there": Mistake(
        "import os\nif os.path.exists('w.json'):\n    pass\n" + tick("ship.thrust()"), 2, "os.path.exists finds nothing"
    ),
    "the keyboard": Mistake(tick("input('go')"), 4, "there is no keyboard in a match"),
    "sleep": Mistake("import time\n" + tick("time.sleep(0.001)", "ship.thrust()"), 5, "sleep does not wait in a match"),
    "exit": Mistake("import sys\n" + tick("sys.exit()"), 5, "to end the tick, write `return`"),
    # Orders
    "degrees": Mistake(
        tick("ship.turn_to(90)"), 4, "angles are in radians, not degrees; write turn_to(math.radians(90))"
    ),
    "degrees in turn": Mistake(tick("ship.turn(-45)"), 4, "turn(-45) turns as turn(-1) does"),
    "returned orders": Mistake(tick("return {'actions': ['FORWARD']}"), 4, "tick returns orders, which nothing reads"),
    "no parentheses": Mistake(
        tick("ship.thrust()", "ship.fire"), 5, ".fire does nothing without parentheses: .fire(…)"
    ),
    "a method as a condition": Mistake(
        tick("ship.thrust()", "if ship.aim_at:", "    ship.fire()"), 5, ".aim_at does nothing without parentheses"
    ),
    "no order": Mistake(tick("pass"), 3, f"tick gave no order in 150 ticks: {ORDERS}", ticks=152),
    "an assignment": Mistake(tick("ship.heading = 3"), 4, "give orders by calling methods"),
    "a misspelt order": Mistake(tick("ship.trust(1)"), 4, "ship has no 'trust': did you mean 'thrust'?"),
    "an order without the ship": Mistake(tick("thrust(1)"), 4, "did you mean ship.thrust?"),
    "too many arguments": Mistake(tick("ship.thrust(1, 2)"), 4, "it is ship.thrust(amount=1.0)"),
    "no argument": Mistake(tick("ship.turn()"), 4, "it is ship.turn(amount)"),
    "an unknown keyword": Mistake(tick("ship.fire(strength=2)"), 4, "it is ship.fire(power=1)"),
    "text for a number": Mistake(tick("ship.thrust('1')"), 4, "a number has no quotes"),
    "a list for a contact": Mistake(tick("ship.fly_to(ship.enemies)"), 4, "an empty list: nothing is sensed now"),
    # What is sensed
    "an empty list": Mistake(tick("ship.aim_at(ship.enemies[0])"), 4, "test `if ship.enemies:` first"),
    "the nearest of none": Mistake(tick("min(ship.enemies, key=len)"), 4, "pass default=None"),
    "a list's distance": Mistake(tick("ship.enemies.distance"), 4, "take one item, as in ship.enemies[0]"),
    "a property called": Mistake(tick("ship.energy() > 5"), 4, "it is a property, without parentheses: .energy"),
    "the beacon's centre": Mistake(tick("ship.beacon.x"), 4, "the beacon has no 'x': did you mean 'pos'?"),
    "the arena's size": Mistake(tick("ship.arena.size"), 4, "the arena has no 'size': did you mean 'radius'?"),
    "a misspelt rule": Mistake(
        tick("ship.rules.shot_sped"), 4, "there is no rule 'shot_sped': did you mean 'shot_speed'?"
    ),
    "an unknown drawing": Mistake(
        tick("ship.draw.disc(ship.pos, 9)"), 4, "ship.draw has no 'disc': did you mean 'circle'?"
    ),
    "a colour's name": Mistake(tick("ship.draw.circle(ship.pos, 9, 'red')"), 4, "expected '#rrggbb', not 'red'"),
    # Vectors
    "magnitude": Mistake(tick("ship.pos.magnitude"), 4, "a Vec has no 'magnitude': did you mean 'length'?"),
    "an index of a vector": Mistake(tick("ship.pos[0]"), 4, "take .x or .y"),
    "a vector changed": Mistake(tick("ship.pos.x = 3"), 4, "a Vec never changes: make a new one"),
    "a vector and a number": Mistake(tick("ship.pos + 3"), 4, "only a Vec can be added to a Vec"),
    "a product of vectors": Mistake(tick("ship.pos * ship.velocity"), 4, "a.dot(b) or a.cross(b)"),
    "a vector compared": Mistake(tick("ship.pos > 3"), 4, "compare numbers: .length"),
    # Python
    "a global": Mistake("n = 0\ndef tick(ship):\n    n += 1\n", 3, "write `global n` at the start of tick"),
    "the ship's other name": Mistake("def tick(s):\n    ship.thrust()\n", 2, "here the ship is called 's'"),
    "a helper without the ship": Mistake(
        "def aid():\n    ship.thrust()\ndef tick(s):\n    aid()\n", 2, "pass it: `def aid(ship):`"
    ),
    "a missing import": Mistake(tick("math.sin(0)"), 4, "write `import math` at the top"),
    "true": Mistake(tick("ship.shield(true)"), 4, "did you mean 'True'?"),
    "text and number": Mistake(tick("print('energy ' + ship.energy)"), 4, "separate them by commas"),
    "None": Mistake(tick("x = None", "x.pos"), 5, "the value is None"),
    "endless recursion": Mistake(
        "def f():\n    f()\ndef tick(ship):\n    f()\n", 2, "a function calls itself without end"
    ),
    "a place as text": Mistake(tick("ship.fly_to('beacon')"), 4, "without quotes: ship.beacon"),
    "two numbers for a place": Mistake(tick("ship.fly_to(100, 200)"), 4, "a pair of numbers is written (x, y)"),
    "no target yet": Mistake(tick("ship.aim_at(None)"), 4, "it was not set yet, or nothing was found"),
    "a name used twice": Mistake(tick("global Vec", "Vec = 3", "Vec(1, 2)"), 6, "the name Vec was given to this value"),
    "ship used twice": Mistake(tick("ship = ship.pos", "ship.thrust()"), 5, "the name ship was given to something"),
    "a misspelt class": Mistake("from botkit import Shp\n" + tick("pass"), 1, "did you mean 'Ship'?"),
    "a missing file of the bot": Mistake(
        "from .plans import x\n" + tick("pass"), 1, "the bot's folder has no plans.py"
    ),
    "the module ship": Mistake("from botkit import ship\ndef tick(s):\n    ship.fire()\n", 3, "this is a module"),
    "a list by name": Mistake(tick("ship.enemies['pos']"), 4, "take an item by its number"),
    "degrees in polar": Mistake(tick("ship.fly_to(Vec.polar(90, 100))"), 4, "write math.radians(90)"),
    "a colour of the bot": Mistake("COLOR = 'red'\n" + tick("pass"), 1, "COLOR: expected '#rrggbb', not 'red'"),
    # bot_main
    "bot_main returns nothing": Mistake("def bot_main(seen):\n    pass\n", 1, "expected a dict, as in `return"),
    "a misspelt key": Mistake(
        "def bot_main(seen):\n    return {'action': ['FORWARD']}\n",
        2,
        "it returns 'action'; orders are in 'actions'",
        ticks=152,
    ),
    "a dict's attribute": Mistake("def bot_main(seen):\n    seen.ships\n", 2, "this is a dict: take an item"),
    "bot_main with a ship": Mistake("def bot_main(ship):\n    ship.thrust()\n", 2, "define `tick(ship)` instead"),
}

_LOOPS = {
    "while": Mistake(
        tick("ship.thrust()", "while not ship.shielded:", "    ship.shield()"), 5, "while not ship.shielded:"
    ),
    "forever": Mistake(tick("x = 1", "while True:", "    x = 2"), 5, "while True:"),
    "in a helper": Mistake("def aid(x):\n    while x:\n        x = 3\n\ndef tick(ship):\n    aid(1)\n", 2, "while x:"),
    "a helper in a loop": Mistake(
        "def aid(x):\n    for i in range(3):\n        x = i\n\ndef tick(ship):\n    while True:\n        aid(1)\n",
        6,
        "while True:",
    ),
    "swallowed": Mistake(
        tick("while True:", "    try:", "        1 / 0", "    except Exception:", "        pass"), 4, "while True:"
    ),
}

LOOPS = {name: each._replace(ticks=1) for name, each in _LOOPS.items()}
