"""An entity-component-system with fixed ticks: worlds, tables, schedules, RNG, digests, logs. It knows no game.

Imports no other package; imported by all but `sandbox` and the botkit SDK.
"""
