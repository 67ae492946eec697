"""Following of a log that is still being written, and of its sidecar, which appears after the match."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, time

from league.logs.files import read_log_file
from viewer.model.recording import Recording
from viewer.model.sidecar import read_sidecar

_EVERY = 0.25  # s between checks of the files
_FRESH = 10.0  # s after which a log that was not written to counts as waiting


class Follower:
    """Checks periodically whether a recording's log has grown, and whether its sidecar has appeared.

    Args:
        path: the log's file.
    """

    def __init__(self, path: Path, recording: Recording) -> None:
        self._log, self._recording = path, recording
        self._sizes: dict[Path, int] = {}  # of the files when last read
        self._looked = 0.0
        self._grew = False  # whether the log was written to while it was followed

    @property
    def done(self) -> bool:
        """Whether nothing more can come."""
        return self._recording.log.footer is not None and not self._recording.sidecar.missing

    @property
    def status(self) -> str:
        """Whether the log is being written, in words; "" if it is complete, or nobody has written to it."""
        if self._recording.log.footer is not None or self._recording.disagrees:
            return ""
        try:
            silence = time() - self._log.stat().st_mtime
        except OSError:
            return ""
        if not self._grew:
            return "waiting for ticks" if silence < _FRESH else ""
        return "LIVE" if silence < _FRESH else f"LIVE, nothing new for {silence // 10 * 10:.0f} s"

    def more(self) -> bool:
        """Read what was written since the last call; return whether there is more to see."""
        if self.done or monotonic() - self._looked < _EVERY:
            return False
        self._looked = monotonic()
        return self._extended() | self._explained()

    def _extended(self) -> bool:
        if self._recording.log.footer is not None or not self._written(self._log):
            return False
        try:
            grew = self._recording.extend(read_log_file(self._log))
        except (OSError, ValueError):  # deleted, half written, or another match: keep what was read
            return False
        self._grew = self._grew or grew
        return grew

    def _explained(self) -> bool:
        sidecar = self._log.with_suffix(".debug")
        if not self._written(sidecar):
            return False
        self._recording.sidecar = read_sidecar(self._log)
        return not self._recording.sidecar.missing

    def _written(self, path: Path) -> bool:
        """Return whether a file's size has changed since the last call."""
        try:
            size = path.stat().st_size
        except OSError:
            return False
        known = self._sizes.get(path)
        self._sizes[path] = size
        return size != known
