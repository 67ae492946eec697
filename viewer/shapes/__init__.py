"""The arena and text as arrays of quads and glyph cells, ready to be drawn. Needs no GL.

Imports model and views; imported by panels and drawing.
"""
