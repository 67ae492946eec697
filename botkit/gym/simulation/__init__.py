"""Matches of one setup in one world set, which restart when they end; it knows no opponents."""
