"""The schedule of a tick of duel, melee and fleet."""

from __future__ import annotations

from engine.schedule import Schedule
from systems.step.asteroids import bounce_asteroids
from systems.step.beacon import move_beacon
from systems.step.bodies import drag_ships, move_bodies, pull_bodies, thrust_ships, turn_ships
from systems.step.contacts import collide_ships
from systems.step.damage import burn_ships, land_damage, remove_dead
from systems.step.guns import fire_guns, move_shots, raise_shields, recharge
from systems.step.judging import judge, judge_faults, score_beacon

COMBAT = Schedule(
    judge_faults,
    recharge,
    fire_guns,
    raise_shields,
    turn_ships,
    drag_ships,
    thrust_ships,
    pull_bodies,
    move_bodies,
    move_shots,
    collide_ships,
    bounce_asteroids,
    burn_ships,
    land_damage,
    remove_dead,
    move_beacon,
    score_beacon,
    judge,
)
