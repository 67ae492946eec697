"""Hide behind the star.

A watcher flies around the star once in 40 s, counter-clockwise. It senses everything within 1,000 m, but nothing that
is behind the star. You start there. The star pulls you in, and burns what touches it. Stay alive and out of sight for
20 s; if you destroy the watcher, there is nobody to hide from, and the try does not count. This ship holds its first
place, which it remembers in a global: a good start, but the watcher moves.
"""

from botkit import *

start = None  # where the ship was in the first tick


def tick(ship):
    global start
    if start is None:
        start = ship.pos
    ship.fly_to(start)
