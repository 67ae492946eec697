"""The state of a view: time, camera, selection, keys. Needs no OpenGL.

Imports `viewer.model`; imported by shapes, panels, drawing, window and commands.
"""
