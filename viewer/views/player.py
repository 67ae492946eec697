"""The time of a replay: where it is, whether it runs, and how fast."""

from __future__ import annotations

from systems.rules import TICK_RATE

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


class Player:
    """Plays `ticks` ticks.

    Attributes:
        position: in ticks, 0 .. ticks; whole where a tick is shown exactly.
        playing: whether time runs.
        speed: 1 is real time.
        loop: the positions between which it plays over and over, or None.
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
        """The last state that has been reached."""
        return int(self.position)

    @property
    def ended(self) -> bool:
        return self.position >= self.ticks

    def seek(self, position: float) -> None:
        self.position = min(max(float(position), 0.0), float(self.ticks))

    def step(self, ticks: int) -> None:
        """Pause, and go some ticks on or back from the state that is shown."""
        self.playing = False
        back = ticks < 0 and self.position > self.tick  # the first step back from in between leads to the tick itself
        self.seek(self.tick + ticks + back)

    def toggle(self) -> None:
        """Play or pause; at the end, play again from the start."""
        if not self.playing and self.ended:
            self.seek(0)
        self.playing = not self.playing

    def faster(self, steps: int) -> None:
        """Go `steps` speeds up, or down where negative."""
        nearest = min(range(len(SPEEDS)), key=lambda k: abs(SPEEDS[k] - self.speed))
        self.speed = SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)]

    def advance(self, seconds: float) -> None:
        """Let real time pass; at the end the replay pauses, at the end of a loop it begins again."""
        if self.playing:
            position = self.position + seconds * TICK_RATE * self.speed
            if self.loop and self.position <= self.loop[1] < position:
                position = self.loop[0]
            self.seek(position)
            self.playing = not self.ended or self.loop is not None or not self.ticks  # there: it has not begun

    def begin_loop(self) -> None:
        """Note where a loop begins; one that was there is over."""
        self.loop, self._begin = None, self.position

    def end_loop(self) -> None:
        """Loop from where it began to here; if there is one, leave it."""
        self.loop = None if self.loop or self.position <= self._begin else (self._begin, self.position)

    def grow(self, ticks: int) -> None:
        """There is more to see; a replay that waited at the end goes on."""
        waited = self.ended and self.ticks > 0
        self.ticks = ticks
        self.playing = self.playing or waited
