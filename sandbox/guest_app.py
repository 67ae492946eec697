"""The app inside the guest: the three functions of bot.wit, over the same runner as a local run's.

componentize-py imports this file once, at build time, and freezes the whole interpreter into the component's image.
What is imported by then is what a bot may import: there are no files in the guest.
"""

# ruff: noqa: F401
import __future__

import _strptime  # type: ignore[import-not-found]
import abc
import argparse
import array
import ast
import base64
import binascii
import bisect
import calendar
import cmath
import code
import codecs
import codeop
import collections
import collections.abc
import colorsys
import configparser
import contextlib
import contextvars
import copy
import copyreg
import csv
import dataclasses
import datetime
import decimal
import difflib
import encodings.ascii
import encodings.base64_codec
import encodings.cp1252
import encodings.hex_codec
import encodings.idna
import encodings.latin_1
import encodings.punycode
import encodings.rot_13
import encodings.utf_8
import encodings.utf_8_sig
import encodings.utf_16
import encodings.utf_32
import enum
import errno
import fractions
import functools
import gc
import getopt
import graphlib
import gzip
import hashlib
import heapq
import hmac
import html
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import io
import ipaddress
import itertools
import json
import keyword
import linecache
import logging
import math
import numbers
import operator
import optparse
import os
import pathlib
import pickle
import pickletools
import pkgutil
import platform
import pprint
import queue
import random
import re
import reprlib
import sched
import secrets
import shlex
import signal
import statistics
import string
import string.templatelib  # type: ignore[import-not-found]  # since Python 3.14, which the guest is
import struct
import symtable
import sys
import textwrap
import threading
import time
import timeit
import tokenize
import tomllib
import traceback
import types
import typing
import unicodedata
import urllib.parse
import uuid
import warnings
import weakref
import zlib
from typing import Any

import _pylong  # type: ignore[import-not-found]  # the typeshed leaves it out
import wit_world  # type: ignore[import-not-found]  # the bindings that componentize-py makes of bot.wit
from componentize_py_types import Err  # type: ignore[import-not-found]

import botkit.program as runner


class Printed(io.TextIOBase):
    """stdout and stderr: what a bot prints goes to its log, which the runner bounds. No host call."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        runner.write_log(text)
        return len(text)


_program: runner.Program  # the bot of this instance


class WitWorld(wit_world.WitWorld):  # type: ignore[misc]
    """bot.wit's functions; an object is made for each call. Whatever a bot raises becomes the error text."""

    def load(self, name: str, files: list[tuple[str, str]], seed: int) -> None:
        global _program
        try:
            _program = runner.Program(name, files, seed)
        except BaseException as error:
            raise Err(_utf8(runner.describe(error))) from None

    def start(self, briefing: str) -> str:
        try:
            return _utf8(_program.start(briefing))
        except BaseException as error:
            raise Err(_utf8(runner.describe(error))) from None

    def tick(self, observation: str) -> str:
        try:
            return _utf8(_program.tick(observation))
        except BaseException as error:
            raise Err(_utf8(runner.describe(error))) from None


def _utf8(text: str) -> str:
    """A lone surrogate in a returned string would trap."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _no_lines(*_: Any, **__: Any) -> list[str]:
    return []


KIT_BOT = """
from botkit import *

NAME = "warm"

def tick(ship):
    for enemy in ship.enemies:
        if ship.aim_at(enemy, 2):
            ship.fire(2)
        ship.log(enemy.distance, enemy.bearing, enemy.pos, ship.seen)
    ship.shield(any(shot.distance < 90 for shot in ship.projectiles))
    if ship.tick % 2:
        ship.turn_to(1.0)
        ship.thrust()
    elif ship.tick % 3:
        ship.fly_to(ship.rally)
    else:
        ship.brake()
    ship.draw.circle(ship.pos, 9)
    ship.plot("energy", ship.energy)
    print(ship.time)
"""
PLAIN_BOT = """
import math, random

def bot_main(observation):
    print(math.sin(random.random()))
    return {"actions": ["FORWARD", "SHOOT"]}
"""


def warm_up() -> None:
    """Walk the paths that every bot walks, so that what they make once stands in the image, shared by all."""
    briefing = json.dumps(BRIEFING)
    for source in (KIT_BOT, PLAIN_BOT):
        program = runner.Program("warm", [("main.py", source)], 0)
        program.start(briefing)
        for tick in range(60):
            program.tick(json.dumps(OBSERVATION | {"tick": tick}))
        program.close()
    for broken in ("1 / 0\n", "def bot_main(\n", "def tick(ship):\n    ship.fire('x')\n"):
        loaded: runner.Program | None = None
        try:
            loaded = runner.Program("warm", [("main.py", broken)], 0)
            loaded.start(briefing)
            loaded.tick(json.dumps(OBSERVATION))
        except Exception as error:
            runner.describe(error)
        if loaded is not None:
            loaded.close()
    re.compile("a+b")
    dataclasses.make_dataclass("Warm", ["a"])


def settle() -> None:
    """What the image is frozen with: no way to files, no clock but the host's, every path walked once."""
    for module in pkgutil.iter_modules(sys.modules["botkit"].__path__):
        importlib.import_module(f"botkit.{module.name}")
    sys.stdout = sys.stderr = Printed()
    sys.stdin = io.StringIO()
    sys.breakpointhook = _no_lines  # a forgotten breakpoint() is no fault: there is nobody at the keyboard
    time.process_time = time.thread_time = time.perf_counter  # their offsets would be the build's
    time.process_time_ns = time.thread_time_ns = time.perf_counter_ns
    linecache.checkcache = lambda filename=None: None  # tracebacks read no files
    linecache.lazycache = lambda filename, module_globals: False
    linecache.updatecache = _no_lines
    warm_up()
    sys.path.clear()
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [finder for finder in sys.meta_path if getattr(finder, "__name__", "") != "PathFinder"]
    gc.collect()
    gc.freeze()  # a later collection need not touch the image: 10 M fuel each


# A match that never was, for warming up; the rules are those that botkit asks for.
BRIEFING: dict[str, Any] = {
    "protocol": 1,
    "mode": "duel",
    "arena": {"name": "open", "radius": 1000.0, "bodies": []},
    "rules": {
        "ship_radius": 12.0,
        "drag": 0.3,
        "thrust_forward": 60.0,
        "thrust_backward": 30.0,
        "turn_acceleration": 12.0,
        "turn_drag": 3.0,
        "shot_speed": [540.0, 460.0, 380.0],
        "shot_moves": [33, 39, 47],
        "zone_radius": 120.0,
    },
    "side": 0,
    "sides": 2,
    "ships": [0],
    "tick_rate": 30,
    "max_ticks": 1800,
    "seed": 0,
    "columns": {
        "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
        "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
        "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
    },
}
OBSERVATION: dict[str, Any] = {
    "tick": 0,
    "points": [0.0, 0.0],
    "beacon": {"x": 0.0, "y": 0.0, "radius": 120.0},
    "safe_radius": 1000.0,
    "alive": [0, 1],
    "ships": [
        {"id": 0, "x": -700.0, "y": 0.0, "vx": 0.0, "vy": 0.0, "heading": 0.0, "spin": 0.0, "hull": 100.0}
        | {"energy": 100.0, "cooling": 0, "shield": False, "ray": 1000.0}
    ],
    "contacts": {
        "ship": [[1, 1, 200.0, 0.0, 0.0, 0.0, 3.0, 100.0, 12.0]],
        "projectile": [[5, 1, 100.0, 0.0, -540.0, 0.0, 1]],
        "asteroid": [],
    },
}

settle()
