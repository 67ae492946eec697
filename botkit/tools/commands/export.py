"""`botkit export`: write a bot that acts as a trained network does."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from botkit.network import Network, files
from botkit.network.c import EXPORTS, sources_of
from botkit.network.fields import FIELDS
from botkit.network.python import bot_of
from league.bots.bounds import MAX_FILE, check_name
from league.cli.errors import LeagueError, Refused
from league.match.files import read_start, write_whole
from sandbox.native import CompilerError, compile_bot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit export`."""
    add = parser.add_argument
    add("policy", metavar="POLICY", type=Path, help="file of a network, which botkit.gym.Network.save wrote")
    add("name", metavar="NAME", help="name of the bot; the folder NAME is written to the current one")
    add("--wasm", action="store_true", help="write NAME.wasm, compiled from C, for a tenth of the fuel")
    add("--force", action="store_true", help="overwrite a bot of this name")


def main(args: argparse.Namespace) -> int:
    """Write the bot unless it exists. Return 0."""
    name = args.name.removesuffix(".wasm" if args.wasm else "/")
    try:
        check_name(name)
    except Refused as refused:
        raise LeagueError(f"{args.name!r} is not a valid bot name: {refused}") from None
    network = _load(args.policy)
    path = Path(f"{name}.wasm" if args.wasm else name)
    if not args.force and (path.exists() or path.is_symlink()):
        raise LeagueError(f"{path} already exists: choose another name, or overwrite it with --force")
    if args.wasm:
        write_whole(path, _module(network))
    else:
        texts = {file: text.encode() for file, text in bot_of(network, name).items()}
        _check_size(len(texts["weights.py"]), "weights.py")
        path.mkdir(exist_ok=True)
        for file in sorted(texts, key="main.py".__eq__):  # without a main.py, an interrupted export is not a bot
            write_whole(path / file, texts[file])
    widths = "-".join(map(str, network.widths))
    print(f"Wrote {path}: a network of {widths}, {network.parameters:,} weights and biases. Watch it fight:\n")
    print(f"    botkit check {path}\n    botkit run {path} hunter{' --sandbox' * args.wasm}\n")
    return 0


def _module(network: Network) -> bytes:
    """Return the module of a network; raise LeagueError if it cannot be compiled, or is too large."""
    try:
        with Console(stderr=True).status("compiling …"):  # the first time also the C library, for most of a minute
            data = compile_bot(sources_of(network), EXPORTS)
    except CompilerError as error:
        raise LeagueError(str(error).splitlines()[-1]) from None
    _check_size(len(data), "the module")
    return data


def _load(path: Path) -> Network:
    """Return the network of a file; raise LeagueError if it is none, or has inputs that a bot cannot compute."""
    try:
        network = Network(*files.parse(read_start(path, files.MAX_BYTES + 1)))
    except ValueError as error:
        raise LeagueError(f"{path.name}: {error}") from None
    for block, (_, fields) in network.inputs.items():
        if block not in FIELDS or fields != tuple(FIELDS[block]):
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
