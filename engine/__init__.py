"""The ECS and its time: worlds, tables, schedules, draws, digests, logs. It knows no game."""
