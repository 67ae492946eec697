"""What a spectator looks at and how they move through it: time, camera, selection, keys. Needs no GL.

Imports `viewer.model`; imported by shapes, panels, drawing, window and commands.
"""
