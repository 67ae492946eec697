"""The protocol with programs: sensing, observations, orders.

Imports the components and `engine`; imported by replay, and by the match manager of the league.
"""
