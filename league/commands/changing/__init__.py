"""Commands that change which bots a league has, or which of its results count.

Imported by `league.__main__` only.
"""
