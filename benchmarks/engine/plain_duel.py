"""A duel in plain Python: the baseline for the engine, with the same numbers bit for bit.

One object per ship and shot, one loop per system, no numpy in a tick. The rules come from the same `GameConfig`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from benchmarks.engine.plain_state import PlainShip, PlainShot, PlainSide, plainly
from engine.world import World
from systems.components import FAULTS, NEVER, BeaconPosition, Heading, Position
from systems.config import GameConfig
from systems.rules import DT

_GRAIN = 2.0**20
_MOST = 2**26
_FATAL = {FAULTS.index(kind) for kind in ("start", "wall")}
_DEADLY = {FAULTS.index(kind) for kind in ("trap", "fuel", "memory")}


@dataclass
class PlainDuel:
    """A duel that starts like world `w` of a fresh world set."""

    game: Any  # a GameConfig whose arrays are Python numbers and lists
    ships: list[PlainShip]
    beacon: tuple[float, float]
    shots: list[PlainShot] = field(default_factory=list)
    sides: list[PlainSide] = field(default_factory=lambda: [PlainSide(), PlainSide()])
    tick: int = 0
    ended: int = 0

    @classmethod
    def like(cls, world: World, w: int) -> PlainDuel:
        game, ships = plainly(world.resource(GameConfig)), world["ships"]
        beacon = world["matches"][BeaconPosition]
        start = zip(ships[Position].x[:, w], ships[Position].y[:, w], ships[Heading].angle[:, w], strict=True)
        plain = [PlainShip(float(x), float(y), int(angle), game.hull, game.energy) for x, y, angle in start]
        return cls(game, plain, (float(beacon.x[0, w]), float(beacon.y[0, w])))

    def order(self, inputs: list[int]) -> None:
        """Set the twelve inputs of a tick: thrust of both ships, turn, fire, shield, strafe, then the statuses."""
        for s, ship in enumerate(self.ships):
            ship.thrust, ship.turn, ship.fire, ship.shield_on = inputs[s], inputs[2 + s], inputs[4 + s], inputs[6 + s]
            ship.strafe = inputs[8 + s]
            self.sides[s].status = inputs[10 + s]

    def step(self) -> None:
        self.judge_faults()
        self.recharge()
        self.fire_guns()
        self.raise_shields()
        self.turn_ships()
        self.drag_ships()
        self.thrust_ships()
        self.move_bodies()
        self.move_shots()
        self.collide_ships()
        self.burn_ships()
        self.land_damage()
        self.remove_dead()
        self.score_beacon()
        self.judge()
        self.tick += 1

    def judge_faults(self) -> None:
        rules = self.game.rules
        for ship, side in zip(self.ships, self.sides, strict=True):
            if not side.status:
                continue
            side.faults += 1
            side.deaths += side.status in _DEADLY
            out = side.status in _FATAL or side.faults >= rules.max_faults or side.deaths >= rules.max_deaths
            if out and side.forfeited == NEVER:
                side.forfeited = self.tick + 1
                ship.die()

    def recharge(self) -> None:
        game = self.game
        for ship in self.ships:
            if ship.alive:
                still = ship.vx * ship.vx + ship.vy * ship.vy < game.still_squared
                gain = game.recharge_still if still else game.recharge[self.in_beacon(ship)]
                ship.energy = min(ship.energy + gain, game.energy)
            ship.cooling = max(ship.cooling - 1, 0)
            ship.loud = False

    def fire_guns(self) -> None:
        rules, game = self.game.rules, self.game
        for s, ship in enumerate(self.ships):
            power = ship.fire
            if not (power and ship.alive and ship.cooling == 0 and ship.energy >= game.shot_cost[power]):
                continue
            cosine, sine = ship.direction()
            speed = rules.shot_speed[power - 1]
            self.shots.append(
                PlainShot(
                    ship.x + cosine * rules.ship_radius,
                    ship.y + sine * rules.ship_radius,
                    ship.vx + cosine * speed,
                    ship.vy + sine * speed,
                    rules.shot_moves[power - 1],
                    power,
                    ship.fired,
                    s,
                )
            )
            ship.energy -= game.shot_cost[power]
            ship.cooling = rules.shot_wait[power - 1]
            ship.fired += 1
            ship.loud = True

    def raise_shields(self) -> None:
        for ship in self.ships:
            ship.shield = bool(ship.shield_on) and ship.alive and ship.energy >= self.game.shield_cost
            if ship.shield:
                ship.energy -= self.game.shield_cost

    def turn_ships(self) -> None:
        for ship in self.ships:
            ship.spin = round(ship.spin * self.game.spin_kept + self.game.turn_gain[ship.turn])
            ship.angle = (ship.angle + ship.spin) % 2**32

    def drag_ships(self) -> None:
        for ship in self.ships:
            ship.vx *= self.game.drag
            ship.vy *= self.game.drag

    def thrust_ships(self) -> None:
        game, rules = self.game, self.game.rules
        forward, backward = rules.thrust_forward * DT / 100, rules.thrust_backward * DT / 100
        left = rules.thrust_side * DT / 100
        for ship in self.ships:
            cosine, sine = ship.direction()
            if ship.thrust:
                hundredths = min(abs(ship.thrust), ship.energy // game.thrust_cost)
                ship.energy -= hundredths * game.thrust_cost
                gain = hundredths * (forward if ship.thrust > 0 else -backward)
                ship.vx += gain * cosine
                ship.vy += gain * sine
            if ship.strafe:
                hundredths = min(abs(ship.strafe), ship.energy // game.thrust_cost)
                ship.energy -= hundredths * game.thrust_cost
                gain = hundredths * (left if ship.strafe > 0 else -left)
                ship.vx -= gain * sine
                ship.vy += gain * cosine

    def move_bodies(self) -> None:
        for ship in self.ships:
            ship.x += ship.vx * DT
            ship.y += ship.vy * DT

    def move_shots(self) -> None:
        edge = self.game.rules.arena_radius * self.game.rules.arena_radius
        for shot in self.shots:
            shot.x += shot.vx * DT
            shot.y += shot.vy * DT
            shot.moves -= 1
            shot.struck = self._hits(shot, self.ships[1 - shot.owner], edge)
        self.shots = [
            shot for shot in self.shots if shot.struck or (shot.moves and shot.x * shot.x + shot.y * shot.y <= edge)
        ]

    def _hits(self, shot: PlainShot, ship: PlainShip, edge: float) -> bool:
        radius = self.game.rules.ship_radius
        mx, my = (shot.vx - ship.vx) * DT, (shot.vy - ship.vy) * DT
        dx, dy = shot.x - ship.x - mx, shot.y - ship.y - my
        a, b, c = mx * mx + my * my, dx * mx + dy * my, dx * dx + dy * dy - radius * radius
        inner = b * b - a * c
        if c <= 0:
            u = 0.0
        elif b < 0 and inner >= 0:
            u = (-b - sqrt(inner)) / max(a, 1e-12)
        else:
            return False
        hx, hy = shot.x - shot.vx * DT * (1 - u), shot.y - shot.vy * DT * (1 - u)
        return u <= 1 and hx * hx + hy * hy <= edge

    def collide_ships(self) -> None:
        rules, sums = self.game.rules, [[0, 0, 0, 0], [0, 0, 0, 0]]
        one, two = self.ships
        reach, most = 2 * rules.ship_radius, rules.arena_radius - rules.ship_radius
        dx, dy = two.x - one.x, two.y - one.y
        if one.alive and two.alive and dx * dx + dy * dy < reach * reach:
            distance = sqrt(dx * dx + dy * dy)
            nx, ny = (dx / distance, dy / distance) if distance > 0 else (0.0, 0.0)
            closing = max((one.vx - two.vx) * nx + (one.vy - two.vy) * ny, 0.0)
            impulse, push = closing * ((1 + rules.collision_restitution) / 2), (reach - distance) * 0.5
            _add(sums[0], -impulse, -push, nx, ny)
            _add(sums[1], impulse, push, nx, ny)
            for ship in self.ships:
                self._wound(ship, closing, self.game.collision_damage)
        for ship, total in zip(self.ships, sums, strict=True):
            if ship.alive and ship.x * ship.x + ship.y * ship.y > most * most:
                distance = sqrt(ship.x * ship.x + ship.y * ship.y)
                nx, ny = ship.x / distance, ship.y / distance
                closing = max(ship.vx * nx + ship.vy * ny, 0.0)
                _add(total, -closing * (1 + rules.wall_restitution), most - distance, nx, ny)
                self._wound(ship, closing, self.game.wall_damage)
        for ship, (vx, vy, x, y) in zip(self.ships, sums, strict=True):
            ship.vx += vx * (1 / _GRAIN)
            ship.vy += vy * (1 / _GRAIN)
            ship.x += x * (1 / _GRAIN)
            ship.y += y * (1 / _GRAIN)

    def _wound(self, ship: PlainShip, closing: float, damage: float) -> None:
        ship.other_wounds += min(round(damage * max(closing - self.game.rules.collision_free_speed, 0.0)), _MOST)

    def burn_ships(self) -> None:
        rules = self.game.rules
        since = min(max(self.tick + 1 - rules.zone_start, 0), rules.zone_end - rules.zone_start)
        shrinks = rules.zone_end - rules.zone_start
        safe = rules.arena_radius - (rules.arena_radius - rules.zone_radius) * since / shrinks
        for ship in self.ships:
            if ship.alive and ship.x * ship.x + ship.y * ship.y > safe * safe:
                ship.other_wounds += self.game.zone_damage

    def land_damage(self) -> None:
        for shot in self.shots:
            if shot.struck:
                damage = self.game.shot_damage[shot.power * self.game.shot_life + shot.moves]
                self.ships[1 - shot.owner].shot_wounds += damage
        for s, ship in enumerate(self.ships):
            absorbed = 0
            if ship.shield:
                payable = ship.energy * 100 // self.game.rules.shield_drain
                absorbed = min(ship.shot_wounds * self.game.rules.shield_percent // 100, payable)
            ship.energy -= absorbed * self.game.rules.shield_drain // 100
            ship.hull -= ship.shot_wounds - absorbed + ship.other_wounds
            ship.loud = ship.loud or ship.shot_wounds > 0
            self.sides[1 - s].dealt += ship.shot_wounds - absorbed
            ship.shot_wounds = ship.other_wounds = 0
        for shot in self.shots:
            shooter = self.ships[shot.owner]
            if shot.struck and shooter.alive:
                shooter.energy = min(shooter.energy + self.game.hit_refund[shot.power], self.game.energy)
        self.shots = [shot for shot in self.shots if not shot.struck]

    def remove_dead(self) -> None:
        for ship in self.ships:
            if ship.alive and ship.hull <= 0:
                ship.die()

    def in_beacon(self, ship: PlainShip) -> bool:
        x, y, radius = ship.x - self.beacon[0], ship.y - self.beacon[1], self.game.rules.beacon_radius
        return bool(x * x + y * y < radius * radius)

    def score_beacon(self) -> None:
        held = [ship.alive and self.in_beacon(ship) for ship in self.ships]
        if held[0] != held[1]:
            self.sides[held.index(True)].score += self.game.beacon_rate

    def judge(self) -> None:
        after = self.tick + 1
        for ship, side in zip(self.ships, self.sides, strict=True):
            if not ship.alive and side.fell == NEVER:
                side.fell = after
        living = sum(ship.alive for ship in self.ships)
        won = any(side.score >= self.game.beacon_points for side in self.sides)
        if not self.ended and (living <= 1 or won or after >= self.game.max_ticks):
            self.ended = after


def _add(total: list[int], impulse: float, push: float, nx: float, ny: float) -> None:
    for place, value in enumerate((impulse * nx, impulse * ny, push * nx, push * ny)):
        total[place] += round(value * _GRAIN)
