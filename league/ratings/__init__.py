"""Ratings and sequential tests as pure functions of results.

Imports nothing of the project; imported by storage and above.
"""
