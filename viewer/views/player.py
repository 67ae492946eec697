"""Playback: position, speed, pause and loop."""

from __future__ import annotations

from systems.rules import TICK_RATE

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


class Player:
    """Plays `ticks` ticks.

    Attributes:
        position: in ticks, 0 .. ticks; integral if a tick is shown exactly.
        playing: whether time runs.
        speed: 1 is real time.
        loop: start and end positions of the loop, or None.
    """

    def __init__(self, ticks: int, tick: int = 0, speed: float = 1.0, playing: bool = True) -> None:
        self.ticks = ticks
        self.speed = speed
        self.playing = playing
        self.loop: tuple[float, float] | None = None
        self._begin = 0.0
        self.position = 0.0
        self.seek(tick)

    @property
    def tick(self) -> int:
        """The last tick reached."""
        return int(self.position)

    @property
    def ended(self) -> bool:
        return self.position >= self.ticks

    def seek(self, position: float) -> None:
        self.position = min(max(float(position), 0.0), float(self.ticks))

    def step(self, ticks: int) -> None:
        """Pause, and step ticks forward or back from the current state."""
        self.playing = False
        back = ticks < 0 and self.position > self.tick  # a first step back from between two ticks ends at the earlier
        self.seek(self.tick + ticks + back)

    def toggle(self) -> None:
        """Play or pause; at the end, play from the start."""
        if not self.playing and self.ended:
            self.seek(0)
        self.playing = not self.playing

    def faster(self, steps: int) -> None:
        """Raise the speed by `steps` levels; negative steps lower it."""
        nearest = min(range(len(SPEEDS)), key=lambda k: abs(SPEEDS[k] - self.speed))
        self.speed = SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)]

    def advance(self, seconds: float) -> None:
        """Advance by real time; the replay pauses at its end, and restarts at the end of a loop."""
        if self.playing:
            position = self.position + seconds * TICK_RATE * self.speed
            if self.loop and self.position <= self.loop[1] < position:
                position = self.loop[0]
            self.seek(position)
            self.playing = not self.ended or self.loop is not None or not self.ticks  # without ticks it has not started

    def begin_loop(self) -> None:
        """Start a loop here, and end the current one."""
        self.loop, self._begin = None, self.position

    def end_loop(self) -> None:
        """End the loop here, or leave the current loop."""
        self.loop = None if self.loop or self.position <= self._begin else (self._begin, self.position)

    def grow(self, ticks: int) -> None:
        """Extend the replay; if it was waiting at the end, it continues."""
        waited = self.ended and self.ticks > 0
        self.ticks = ticks
        self.playing = self.playing or waited
