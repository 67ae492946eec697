"""Who plays whom, and when a run ends: formats, rounds, scheduling, sequential comparison.

Imports `storage`, `workers` and what is below them; imported by commands and discord.
"""
