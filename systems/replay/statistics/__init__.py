"""Statistics of many matches at once, from the simulation of their logs: how ships fly, shoot, and use their energy.

Imports the other modules of `systems.replay`; imported by the tools and the benchmarks.
"""
