"""Commands that read a league and change nothing in it.

Imported by `league.__main__` only; needs neither workers nor tournaments.
"""
