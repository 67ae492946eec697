"""Options that several commands share: the store, the ladder and the seed of a run."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from league.cli.arguments import place, whole
from league.cli.errors import LeagueError
from league.storage.opening import default_path
from league.storage.pairing import LONG_SEED, is_guessable, parse_seed
from sandbox.clean import clean_text

MAX_SEED = 4096  # bytes of a seed file


def add_league(parser: argparse.ArgumentParser) -> None:
    """Add FOLDER and --store, for commands that read a league or change its bots."""
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        type=place,
        default=Path(),
        help="folder of the league (default: the current folder)",
    )
    add_store(parser)


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add --store."""
    parser.add_argument(
        "--store", metavar="FILE", type=place, help="database of the league (default FOLDER/.league/league.sqlite)"
    )


def add_logs(parser: argparse.ArgumentParser) -> None:
    """Add --logs, --keep-logs and --no-debug, for commands that record games."""
    parser.add_argument("--logs", metavar="DIR", type=place, help="folder of match logs (default FOLDER/.league/logs)")
    parser.add_argument(
        "--keep-logs", metavar="N", type=whole("logs to keep", 0, 10**9), help="keep the newest N logs (default: all)"
    )
    parser.add_argument(
        "--no-debug",
        action="store_true",
        help="keep no sidecars: what the bots printed, drew and used",
    )


def log_folder(args: argparse.Namespace) -> Path:
    """Return the folder that --logs names, or that of FOLDER's logs."""
    path: Path = args.logs or args.folder / ".league" / "logs"
    return path


def add_reason(parser: argparse.ArgumentParser) -> None:
    """Add --why and --who, for commands that correct results."""
    parser.add_argument("--why", metavar="TEXT", type=_reason, required=True, help="reason, which is kept and shown")
    parser.add_argument(
        "--who", metavar="NAME", type=_person, default=None, help="who decides it (default: your login name)"
    )


def _reason(text: str) -> str:
    return _line("--why", text, 500)


def _person(text: str) -> str:
    return _line("--who", text, 64)


def _line(option: str, text: str, most: int) -> str:
    """Parse a text that is kept and shown on one line. Raises LeagueError if it is blank or too long."""
    shown = clean_text(text, most + 1).strip()
    if not 1 <= len(shown) <= most:
        raise LeagueError(f"{option} must be a text of 1 to {most} characters")
    return shown


def person(args: argparse.Namespace) -> str:
    """Return who --who names, or the login name. Raises LeagueError if there is none."""
    if args.who is not None:
        return str(args.who)
    try:
        return _person(getpass.getuser())
    except (OSError, KeyError, ImportError):
        raise LeagueError("your login name is unknown: say who decides it with --who NAME") from None


def add_ladder(parser: argparse.ArgumentParser) -> None:
    """Add --mode and --rules, for commands that show a ladder."""
    parser.add_argument("--mode", metavar="M", help="game mode of the ladder (default duel)")
    parser.add_argument(
        "--rules", metavar="PREFIX", help="start of the rules hash of the ladder (default: that of the last run)"
    )


def ladder_mode(args: argparse.Namespace) -> str:
    """Return the mode that --mode names, or duel."""
    return args.mode or "duel"


def store_path(args: argparse.Namespace) -> Path:
    """Return the path that --store names, or that of FOLDER's store."""
    path: Path = args.store or default_path(args.folder)
    return path


def add_run_seed(parser: argparse.ArgumentParser, what: str) -> None:
    """Add --seed and --seed-file, from which `what` are drawn."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--seed", metavar="TEXT", type=_seed, help=f"text that {what} are drawn from (default: 32 random bytes)"
    )
    group.add_argument(
        "--seed-file", metavar="FILE", dest="seed", type=_seed_in, help="read the text of --seed from FILE"
    )


def _seed(text: str) -> int | str:
    """Parse the seed of a run, without the spaces and line ends around it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise LeagueError("the seed is not UTF-8 text") from None
    if not text.strip():
        raise LeagueError("the seed is empty; leave out --seed and --seed-file for a random one")
    return parse_seed(text.strip())


def _seed_in(name: str) -> int | str:
    """Read the seed of a run from a file."""
    path = place(name)
    shown = clean_text(name, 200)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SEED + 1)
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    if len(data) > MAX_SEED:
        raise LeagueError(f"{shown}: a seed has at most {MAX_SEED} bytes")
    return _seed(data.decode(errors="surrogateescape"))


def seed_warning(seed: int | str | None) -> str | None:
    """Return the warning about a seed that bots can guess; None if they cannot."""
    if seed is None or not is_guessable(seed):
        return None
    return (
        f"warning: bots can guess a seed that is an integer or has fewer than {LONG_SEED} characters,"
        " and with it the seeds of their matches: use it for experiments only"
    )
