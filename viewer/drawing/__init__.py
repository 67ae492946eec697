"""Drawing with OpenGL: painter, pictures and clips.

The one package that imports arcade; imported by window and commands.
"""
