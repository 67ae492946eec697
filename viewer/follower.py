"""Follows a log that is still being written, as it gets longer."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from viewer.recording import Recording, read_file

_EVERY = 0.5  # s between two looks at the file


class Follower:
    """Looks now and then whether the log of a recording has become longer.

    Args:
        path: of the log's file.
    """

    def __init__(self, path: Path, recording: Recording) -> None:
        self._path, self._recording = path, recording
        self._size = 0
        self._looked = 0.0

    @property
    def done(self) -> bool:
        """Whether nothing more can come."""
        return self._recording.log.footer is not None

    def more(self) -> bool:
        """Take in what has been written since. Returns whether there is more to see."""
        if self.done or monotonic() - self._looked < _EVERY:
            return False
        self._looked = monotonic()
        try:
            size = self._path.stat().st_size
            if size == self._size:
                return False
            self._size = size
            return self._recording.extend(read_file(self._path))
        except (OSError, ValueError):  # gone, or half written, or another match: what was seen stays
            return False
