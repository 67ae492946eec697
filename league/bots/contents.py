"""What a folder or an archive has of a bot: its modules, its data files, and the rest, which is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from league.bots.bounds import DATA, MAX_DATA, MAX_TOTAL, check_count, check_data, check_file, check_path, suffix_of
from league.cli.errors import Refused
from sandbox.clean import clean_text
from sandbox.identity import Files

Read = Callable[[], bytes]  # returns a file's content, or at least enough of it to exceed the size limit


class BotContents(NamedTuple):
    """The files of a bot, and what is left out of it, each as `PATH: REASON`."""

    files: Files
    left_out: tuple[str, ...] = ()


def collect(found: Iterable[tuple[str, Read]]) -> BotContents:
    """Return what a bot consists of.

    Args:
        found: the relative paths of all files, with `/`.

    Raises:
        Refused: its modules are not acceptable. Data files that are not are left out.
    """
    ordered = sorted(found, key=lambda each: each[0])
    modules = [each for each in ordered if each[0].endswith(".py")]
    check_count(path for path, _ in modules)
    files: list[tuple[str, str]] = []
    left = MAX_TOTAL
    for path, read in modules:
        check_path(path)
        text = check_file(read(), left, path)
        left -= len(text.encode())
        files.append((path, text))
    left_out: list[str] = []
    tried = 0
    for path, read in ordered:
        if path.endswith(".py"):
            continue
        tried += bool(suffix_of(path))
        try:
            text = _data(path, read, left, tried)
        except _LeftOut as reason:
            left_out.append(clean_text(f"{path}: {reason}", 200))
        else:
            left -= len(text.encode())
            files.append((path, text))
    return BotContents(tuple(sorted(files)), tuple(left_out))


def shown(left_out: tuple[str, ...], most: int = 5) -> list[str]:
    """Return the first lines of what is left out, and how many more there are."""
    rest = len(left_out) - most
    return [*left_out[:most], *([f"and {rest} more"] if rest > 0 else [])]


class _LeftOut(Exception):
    pass


def _data(path: str, read: Read, left: int, tried: int) -> str:
    if not suffix_of(path):
        raise _LeftOut(f"neither a .py file nor data ({', '.join(DATA)})")
    if tried > MAX_DATA:
        raise _LeftOut(f"more than {MAX_DATA} data files")
    try:
        return check_data(read(), left, path)
    except Refused as refused:
        raise _LeftOut(str(refused).rpartition(": ")[2]) from None
    except OSError as error:
        raise _LeftOut(f"cannot be read ({error.strerror})") from None
