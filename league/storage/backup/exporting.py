"""Export of the logs of single games and of runs, byte for byte."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from league.cli.errors import LeagueError
from league.logs.files import BIN, DEBUG, is_log_of_run, read_log_bytes, read_sidecar_bytes
from league.match.files import sync_folder, write_whole
from sandbox.clean import clean_text


def export_logs(logs: Iterable[tuple[str, Path]], out: Path) -> int:
    """Write logs, each under a name, and their sidecars to a new folder, or to a new archive if it is called *.zip.

    Returns:
        The number of logs.

    Raises:
        LeagueError: `out` exists already, or a name is not that of a game's log.
        OSError: a file cannot be read or written.
    """
    shown = clean_text(str(out), 200)
    if os.path.lexists(out):
        raise LeagueError(f"{shown} is there already: name a new folder or archive")
    if not out.parent.is_dir():
        raise LeagueError(f"{clean_text(str(out.parent), 200)}: no such folder")
    with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent, ignore_cleanup_errors=True) as temporary:
        files = Path(temporary) / "files"
        files.mkdir()
        count = 0
        for name, log in logs:
            if not is_log_of_run(Path(name + BIN)) or not is_log_of_run(log):  # the store may be somebody else's
                shown = clean_text(f"{name!r}: {log}", 200)
                raise LeagueError(
                    f"the store names as a log what none is called: {shown}; export other games one by one"
                )
            write_whole(files / f"{name}{BIN}", read_log_bytes(log))
            if sidecar := read_sidecar_bytes(log):
                write_whole(files / f"{name}{DEBUG}", sidecar)
            count += 1
        if out.suffix == ".zip":
            archive = Path(temporary) / "archive"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
                for path in sorted(files.iterdir()):
                    target.write(path, path.name)
            shutil.move(archive, out)
        else:
            files.rename(out)
        sync_folder(out.parent)
    return count
