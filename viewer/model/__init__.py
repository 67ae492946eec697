"""What the viewer knows of a match: recording, frames, history, sidecar, seats. Needs no GL.

Imports nothing else of the viewer; imported by views, shapes, panels and drawing.
"""
