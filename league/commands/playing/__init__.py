"""Commands that play or simulate matches in worker processes, and `doctor`, which inspects such processes.

Imported by `league.__main__` only.
"""
