"""Stands where it started."""


def tick(ship):
    pass
