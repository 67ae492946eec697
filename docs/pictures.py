"""Generate the pictures of the docs, and a page: `python docs/pictures.py [NAME …]`. Check them before committing.

Each picture is a moment of a match between examples, the first one found that shows what the picture illustrates.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.chromium import Chromium
from viewer.model.recording import Recording, open_recording

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"
SEEDS = range(1, 13)


@dataclass(frozen=True)
class Scene:
    """What is played, which moment is searched for, and how it is drawn."""

    bots: str
    seen: Callable[[Recording, int], bool]
    game: str = ""
    drawing: str = "--size 1000x600"


def apart(recording: Recording, tick: int) -> float:
    """Return the distance between the first and the last ship, m."""
    ships = recording.frame(tick).ships
    return float(np.hypot(ships.x[0] - ships.x[-1], ships.y[0] - ships.y[-1]))


def living(recording: Recording, tick: int) -> int:
    return int(recording.frame(tick).ships.alive.sum())


def shots(recording: Recording, tick: int) -> int:
    return int(recording.frame(tick).shots.flying.sum())


def outmost(recording: Recording, tick: int) -> float:
    """Return the distance from the centre to the outermost living ship, m."""
    ships = recording.frame(tick).ships
    return float(np.hypot(ships.x, ships.y)[ships.alive].max())


def closing_zone(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and shots(r, t) > 0 and r.frame(t).safe_radius < 420 and outmost(r, t) < 330


def fight(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and shots(r, t) >= 3 and apart(r, t) < 400


def losing(r: Recording, t: int) -> bool:
    hull = r.frame(t).ships.hull
    return living(r, t) == 2 and shots(r, t) >= 3 and bool(hull[0] < min(50, hull[1] - 15))


def winning(r: Recording, t: int) -> bool:
    hull = r.frame(t).ships.hull
    return living(r, t) == 2 and shots(r, t) >= 5 and apart(r, t) < 400 and bool(hull[1] < 0.4 * hull[0])


def shield(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and shots(r, t) > 0 and bool(r.frame(t).ships.shield.any()) and apart(r, t) < 620


def unseen(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and 260 < apart(r, t) < 420 and not r.sensed(t).ships[0, 1] and t > 60


def outside(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and r.frame(t).safe_radius < outmost(r, t) - 40 and r.frame(t).safe_radius < 700


def among_rocks(r: Recording, t: int) -> bool:
    rocks, ships = r.frame(t).asteroids, r.frame(t).ships
    near = (np.hypot(rocks.x - ships.x[:, None], rocks.y - ships.y[:, None]) < 260).sum()
    return living(r, t) == 2 and shots(r, t) >= 2 and near >= 3 and apart(r, t) < 420


def near_the_star(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and shots(r, t) >= 2 and outmost(r, t) < 330


def crowd(r: Recording, t: int) -> bool:
    return living(r, t) >= 6 and shots(r, t) >= 6 and t > 150


def battle(r: Recording, t: int) -> bool:
    return living(r, t) >= 8 and shots(r, t) >= 8


def push(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and apart(r, t) < 27


def standoff(r: Recording, t: int) -> bool:
    return living(r, t) == 2 and shots(r, t) >= 5 and 440 < apart(r, t) < 520 and t > 200


EIGHT = "hunter first circle evasive mathematical aggressive brawler vulture"
SCENES = {
    "replay": Scene("evasive evasive", closing_zone, drawing="--size 1200x675"),
    "first-bot": Scene("first hunter", losing),
    "first-bot-wins": Scene("build/ace.py hunter", winning),  # the tutorial's, of `python docs/make.py --bots build`
    "graduate": Scene("examples/learning/graduate first", standoff, drawing="--size 1000x600"),
    "rules-duel": Scene("evasive mathematical", fight),
    "rules-shield": Scene("hunter mathematical", shield),
    "rules-sensing": Scene("evasive mathematical", unseen, drawing="--size 1000x600 --select 0"),
    "rules-zone": Scene("evasive evasive", outside, drawing="--size 1000x600 --camera arena"),
    "rules-belt": Scene("hunter circle", among_rocks, "--arena belt"),
    "rules-well": Scene("hunter aggressive", near_the_star, "--arena well"),
    "rules-melee": Scene(EIGHT, crowd, "--mode melee"),
    "rules-fleet": Scene("phalanx wolfpack", battle, "--mode fleet"),
    "rules-sumo": Scene("bulldozer matador", push, "--mode sumo"),
    "viewer": Scene("evasive mathematical", fight, drawing="--size 1280x720 --select 0 --show graphs --show why"),
}
PAGE = Scene("evasive mathematical", fight, "--arena belt", drawing="")  # the match that docs/pictures/match.html plays
CLIP = Scene("evasive mathematical", fight, drawing="--size 560x350 --fps 15 --max-bytes 2000000")


LEVELS = {  # the tick of each level's picture, in the worst try of its model answer, and how it is drawn
    "beacon": (150, ""),
    "target": (60, ""),
    "lead": (75, ""),
    "search": (24, "--select 0"),
    "shadow": (300, ""),
    "circle": (110, ""),
    "dodge": (215, ""),
    "shield": (203, ""),
    "battery": (400, ""),
    "hide": (420, ""),
    "hold": (220, ""),
    "duel": (150, ""),
}


def find(name: str, scene: Scene) -> tuple[Path, int]:
    """Return the log of a match, and the first tick that shows what the scene illustrates."""
    BUILD.mkdir(exist_ok=True)
    for seed in SEEDS:
        log = BUILD / f"{name}-{seed}.bin"
        play = ["botkit", "run", *scene.bots.split(), *scene.game.split(), "--seed", str(seed)]
        play += ["--sandbox"] if "graphs" in scene.drawing else ["--local", "all"]  # fuel is counted in the sandbox
        run(*play, "--json", "--log", str(log))
        recording = open_recording(log)
        for tick in range(recording.ticks + 1):
            if scene.seen(recording, tick):
                return log, tick
    raise SystemExit(f"error: no seed from {SEEDS[0]} to {SEEDS[-1]} shows {name}")


def run(*words: str) -> str:
    """Run one of the project's commands, and return its output."""
    command = str(Path(sys.executable).with_name(words[0]))
    return subprocess.run([command, *words[1:]], check=True, capture_output=True, text=True).stdout


def main(names: list[str]) -> None:
    for name, scene in SCENES.items():
        if not names or name in names:
            log, tick = find(name, scene)
            out = str(HERE / "pictures" / f"{name}.png")
            print(run("viewer", "export", str(log), out, "--tick", str(tick), *scene.drawing.split()), end="")
    if not names or "duel" in names:
        log, tick = find("duel", CLIP)
        end = open_recording(log).ticks
        ticks = ["--from", str(max(end - 180, 0)), "--to", str(end)]
        print(
            run("viewer", "export", str(log), str(HERE / "pictures" / "duel.gif"), *ticks, *CLIP.drawing.split()),
            end="",
        )
    if not names or "match" in names:
        log, _ = find("match", PAGE)
        log.with_suffix(".debug").unlink(missing_ok=True)  # what the examples print is not worth its bytes
        print(run("viewer", "export", str(log), str(HERE / "pictures" / "match.html")), end="")
    if not names or "evidence" in names:
        picture_evidence()
    for name, (tick, drawing) in LEVELS.items():
        if not names or f"learn-{name}" in names or "learn" in names:
            picture_level(name, tick, drawing)
    if not names or "site" in names:
        picture_site()


def picture_evidence() -> None:
    """Play the games of docs/evidence.md, and draw plots and a map; see the scene first-bot-wins for its bots."""
    lost, bot = BUILD / "lost", str(BUILD / "charger.py")
    for log in lost.glob("*.*"):
        log.unlink()
    run("league", "compare", bot, "evasive", "--games", "6", "--seed", "1", "--logs", str(lost))
    plots, places = (str(HERE / "pictures" / f"{name}.png") for name in ("evidence-plots", "evidence"))
    run("viewer", "info", str(lost / "seed-2991518647822596199-seat-0.bin"), "--png", plots)
    run("botkit", "stats", bot, str(lost), "--png", places)


def picture_level(name: str, tick: int, drawing: str) -> None:
    """Play the model answer of a level, and take a picture of it."""
    folder = BUILD / "learn"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(run("botkit", "learn", name, "--answer"), encoding="utf-8")
    run("botkit", "learn", name, "--folder", str(folder))
    out = str(HERE / "pictures" / f"learn-{name}.png")
    words = ["--tick", str(tick), "--size", "640x384", *drawing.split()]
    print(run("viewer", "export", str(folder / f"{name}.bin"), out, *words), end="")


def picture_site() -> None:
    """Play a league of the examples, and take a picture of the first page of its site."""
    league, site = BUILD / "club", BUILD / "club-site"
    for folder in (league, site):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE.parent / "examples" / "bots", league, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    run("league", "run", str(league), "--arena", "open", "belt", "well", "--rounds", "12", "--seed", "club")
    run("league", "site", str(league), "--out", str(site), "--title", "Friday club")
    with Chromium(1200, 780) as browser:
        browser.emulate("prefers-color-scheme", "dark")
        browser.open(site / "index.html")
        (HERE / "pictures" / "site.png").write_bytes(browser.screenshot())


if __name__ == "__main__":
    main(sys.argv[1:])
