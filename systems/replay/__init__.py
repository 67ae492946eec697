"""A match simulated again from its log, and what can be told of it: events, and why it ended so.

The top of `systems`: imported by the league, the tools and the viewer.
"""
