"""Drawing with OpenGL: painter, images and clips.

The one package that imports arcade; imported by window and commands.
"""
