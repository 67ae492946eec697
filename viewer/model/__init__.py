"""The viewer's data about a match: recording, frames, history, sidecar, seats. Needs no OpenGL.

Imports nothing else of the viewer; imported by views, shapes, panels and drawing.
"""
