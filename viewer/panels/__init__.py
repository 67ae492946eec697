"""What is drawn over the arena: HUD, timeline, inspector, graphs, labels. Needs no GL.

Imports model, views and shapes; imported by drawing.
"""
