"""What the stored games say: ladders, and the standings of a run.

Imports `storage` and what is below it; imported by tournament, reports, commands and discord.
"""
