"""Execution of batches: worker processes on this machine, or a Dask cluster.

Imports `match` and `cli`; imported by tournament, verify, commands and discord.
"""
