"""What a ship works out from what it senses: threats, where others will be, and the orders that follow."""

from __future__ import annotations

from botkit import check
from botkit.contact import Asteroid, Contact, Own, Projectile, ShipContact
from botkit.motion import Pass
from botkit.senses import Senses
from botkit.state import SideState
from botkit.threat import NEAR, Escape, Threat, find, passes, state_of
from botkit.vec import Vec

FORESEEN = 10.0  # s
SURE = 1.0  # m from a ship's hull at which a shot is taken to miss
AROUND = 60.0  # m from a ship at which shots pass that it may run into when it sidesteps another
ROOM = 5.0  # m from a ship's hull to bodies, and to the edge


class Tactics(Senses):
    """What follows from what a ship senses: a base of `botkit.ship.Ship`."""

    __slots__ = ("_strafe", "_threats", "_thrust")

    _thrust: float
    _strafe: float

    def __init__(self, side: SideState) -> None:
        super().__init__(side)
        self._threats: tuple[Own | None, list[Threat]] = (None, [])  # of the state in which they were found

    @property
    def threats(self) -> list[Threat]:
        """Shots of other sides that hit it, or pass within 2 m, if it glides on without thrust, soonest first."""
        own, side = self._own, self._side
        if self._threats[0] is not own:
            self._threats = own, find(side.tracks.motion, own, side.match.side, self.projectiles)
        return self._threats[1]

    def predict(self, contact: Contact, seconds: float) -> Vec:
        """Return where a contact will be in that time, at most 10 s ahead, m.

        Enemies go on thrusting and turning as in their `track`, allies glide, and shots and asteroids fly on; drag and
        the pull of a star are those of the game. Walls and collisions are ignored.
        """
        if not isinstance(contact, Contact):
            check.fail(TypeError, "ship.predict(contact)", "a contact", contact, check.one_of_list(contact))
        seconds = check.number_between(seconds, 0.0, FORESEEN, "ship.predict(seconds)")
        tracks = self._side.tracks
        ticks = seconds / tracks.motion.dt
        if isinstance(contact, ShipContact):
            track = contact.track
            return track._after(ticks + tracks.tick - track._states[-1][0])
        velocity, pos = contact.velocity, contact.pos
        if isinstance(contact, Asteroid):
            return pos + velocity * seconds
        return Vec(*tracks.motion.shot_after((pos.x, pos.y, velocity.x, velocity.y), ticks))

    def sidestep(self, threat: Threat | Projectile) -> bool:
        """Leave the path of a shot by full thrust, sideways or along the heading or both, as suits the heading.

        It takes the side on which other shots, bodies and the edge of the safe circle are in the way less, and the ship
        is out of the path sooner. Sets both thrust and strafe, and leaves the turn free to aim.

        Returns:
            Whether the ship is out of its path in time, if it goes on; if not, a shield may help.
        """
        motion, own = self._side.tracks.motion, self._own
        if isinstance(threat, Threat):
            passing = threat._passing
        elif isinstance(threat, Projectile):
            found = passes(motion, own, threat, motion.rules.ship_radius + NEAR)
            if found is None:
                return True
            passing = found
        else:
            meant = "a list: take one item, as in ship.threats[0]" if isinstance(threat, list) else ""
            meant = "an empty list: nothing threatens the ship now" if threat == [] else meant
            check.fail(TypeError, "ship.sidestep(threat)", "a threat or a shot", threat, meant)
        side = self._side.match.side
        shots = [shot for shot in self.projectiles if shot.side != side]
        others = [(shot.power, way) for shot in shots if (way := passes(motion, own, shot, AROUND)) is not None]
        ways = [Escape(motion, own, passing, left) for left in (True, False)]
        best = min(ways, key=lambda way: (self._harm(way, passing.time, others), -way.clearance(passing)))
        self._thrust, self._strafe = best.thrust, best.strafe
        return best.clearance(passing) > SURE and own["energy"] >= best.cost(passing.time)

    def _harm(self, way: Escape, time: float, shots: list[tuple[int, Pass]]) -> float:
        """Return the damage of the shots that would hit, and 1 more if the ship would come near an edge or a body."""
        side, motion = self._side, self._side.tracks.motion
        damage = motion.rules.shot_damage
        harm = sum(damage[power - 1] for power, passing in shots if way.clearance(passing) <= SURE)
        x, y = motion.ship_after(state_of(self._own), time / motion.dt)
        moved, room = way.moved(time), motion.rules.ship_radius + ROOM
        at = Vec(x + moved.real, y + moved.imag)
        discs = [(body.pos, body.radius) for body in side.match.arena.bodies]
        discs += [(rock.pos + rock.velocity * time, rock.radius) for rock in self.asteroids]
        near = any(pos.distance(at) < radius + room for pos, radius in discs)
        return harm + (near or at.length > min(side.now["safe_radius"], side.match.arena.radius) - room)

    def keep_range(self, contact: Contact, distance: float) -> None:
        """Move to that distance from a contact (m), straight towards or away from it, and keep it as it moves.

        Sets both thrust and strafe, whatever the heading. Facing the contact, that is thrust alone, and a later
        `strafe` circles it.
        """
        if not isinstance(contact, Contact):
            meant = "move_to takes points" if isinstance(contact, (Vec, tuple)) else check.one_of_list(contact)
            check.fail(TypeError, "ship.keep_range(contact)", "a contact", contact, meant)
        distance = check.number_between(distance, 0.0, 1e6, "ship.keep_range(distance)")
        goal, velocity, late = contact.pos, contact.velocity, getattr(contact, "age", 0)
        if late:
            goal += velocity * (late * self._side.tracks.motion.dt)
        self._thrust, self._strafe = self._side.steering.keep(self._own, goal, velocity, distance)
