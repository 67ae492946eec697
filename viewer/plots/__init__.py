"""Plots of a match as text and as a picture, without GL; imported by the commands of the viewer."""
