# fuel: endless loop
import collections
import itertools


def bot_main(o):
    collections.deque(itertools.repeat(0), maxlen=0)
    return {}
