"""An entity-component-system with fixed ticks: worlds, tables, schedules, RNG, digests, logs. It knows no game."""
