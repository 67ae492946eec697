"""The fields of an observation, by block."""

from __future__ import annotations

# What each field means. Positions, velocities and directions are relative to the ship, in its frame: x ahead, y left.
FIELDS = {
    "own": {
        "alive": "1 while the ship lives, else 0, like every other number of its observation",
        "vx": "velocity ahead, / 200 m/s",
        "vy": "velocity to the left, / 200 m/s",
        "spin": "angular velocity, / 4 rad/s",
        "hull": "/ the rules' hull",
        "energy": "/ the rules' energy",
        "cooling": "ticks until an order to fire takes effect, / 30",
        "shield": "1 if the shield was up in the last tick",
        "ray": "distance along the heading to the first asteroid, star, ship or wall, / 1,000 m",
        "points": "of the ship's side, / the points that win (/ 1 without a beacon)",
    },
    "arena": {
        "time": "ticks since the start, / the maximum",
        "x": "position of the arena's centre, which in `well` is the star's, / 1,000 m",
        "y": "likewise",
        "safe_radius": "radius of the safe circle, or of the ring, / 1,000 m",
    },
    "beacon": {
        "x": "position of the beacon's centre, / 1,000 m",
        "y": "likewise",
    },
    "allies": {
        "alive": "mask: 1 while the ship lives",
        "x": "position, / 1,000 m",
        "y": "likewise",
        "vx": "velocity relative to the ship's, / 200 m/s",
        "vy": "likewise",
        "cos": "cosine of the angle between its heading and the ship's",
        "sin": "sine of that angle, positive to the left",
        "hull": "/ the rules' hull",
        "energy": "/ the rules' energy",
    },
    "foes": {
        "sensed": "mask: 1 if the ship's side senses it; if not, the numbers up to `hull` are 0",
        "x": "position, / 1,000 m",
        "y": "likewise",
        "vx": "velocity relative to the ship's, / 200 m/s",
        "vy": "likewise",
        "cos": "cosine of the angle between its heading and the ship's",
        "sin": "sine of that angle, positive to the left",
        "hull": "/ the rules' hull",
        "alive": "1 while it lives, sensed or not",
        "points": "of its side, / the points that win (/ 1 without a beacon)",
        "distance": "/ 1,000 m; 0 if not sensed, as the rest",
        "aim_x": "direction, a unit vector, in which to fire to hit it with power 1 on its present course",
        "aim_y": "likewise",
    },
    "shots": {
        "sensed": "mask: 1 if there is one; if not, its numbers are 0",
        "x": "position, / 1,000 m",
        "y": "likewise",
        "vx": "velocity relative to the ship's, / 200 m/s",
        "vy": "likewise",
        "power": "/ 3",
    },
    "asteroids": {
        "sensed": "mask: 1 if there is one; if not, its numbers are 0",
        "x": "position, / 1,000 m",
        "y": "likewise",
        "vx": "velocity relative to the ship's, / 200 m/s",
        "vy": "likewise",
        "radius": "/ 100 m",
    },
}
