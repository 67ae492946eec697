"""What is drawn over the arena: HUD, timeline, inspector, graphs, labels. Needs no OpenGL.

Imports model, views and shapes; imported by drawing.
"""
