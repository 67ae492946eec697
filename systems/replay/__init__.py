"""Simulation of a match from its log, its events, and the reasons of its result.

The top of `systems`: imported by the league, the tools and the viewer.
"""
