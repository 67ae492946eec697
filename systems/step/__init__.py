"""The systems of a tick, and the schedule that orders them.

Imports the components and `engine`; imported by modes and worlds.
"""
