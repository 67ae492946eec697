"""`botkit export`: write a bot that acts as a trained network does."""

from __future__ import annotations

import argparse
from pathlib import Path

from botkit.network import Network
from botkit.network.fields import FIELDS
from botkit.network.python import bot_of
from league.bots.bounds import MAX_FILE, check_name
from league.cli.errors import LeagueError, Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit export`."""
    add = parser.add_argument
    add("policy", metavar="POLICY", type=Path, help="file of a network, which botkit.gym.Network.save wrote")
    add("name", metavar="NAME", help="name of the bot; the folder NAME is written to the current one")
    add("--force", action="store_true", help="overwrite a bot of this name")


def main(args: argparse.Namespace) -> int:
    """Write the bot unless it exists. Return 0."""
    try:
        check_name(args.name)
    except Refused as refused:
        raise LeagueError(f"{args.name!r} is not a valid bot name: {refused}") from None
    network = _load(args.policy)
    path = Path(args.name)
    written = {file: text.encode() for file, text in bot_of(network, args.name).items()}
    _check_size(len(written["weights.py"]), "weights.py")
    try:
        path.mkdir(exist_ok=args.force)
    except FileExistsError:
        raise LeagueError(f"{path} already exists: choose another name, or delete it") from None
    for file, data in written.items():
        (path / file).write_bytes(data)
    widths = "-".join(map(str, network.widths))
    print(f"Wrote {path}: {widths}, {network.parameters:,} weights and biases. Check it, and watch it fight:\n")
    print(f"    botkit check {path}\n    botkit run {path} hunter\n")
    return 0


def _load(path: Path) -> Network:
    """Return the network of a file; raise LeagueError if it is none, or has inputs that a bot cannot compute."""
    try:
        network = Network.load(path)
    except ValueError as error:
        raise LeagueError(str(error)) from None
    for block, (_, fields) in network.inputs.items():
        if fields != tuple(FIELDS.get(block, ())):
            raise LeagueError(
                f"{path.name}: the fields of {block!r} are not those of this version: train it again, or install the "
                "version that it was trained with"
            )
    return network


def _check_size(size: int, what: str) -> None:
    if size > MAX_FILE:
        raise LeagueError(
            f"{what} would have {size // 1024:,} KB, of which a league takes at most {MAX_FILE // 1024}: "
            "train a smaller network"
        )
