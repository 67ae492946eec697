# fuel: endless loop
import sys


def profile(*_):
    while True:
        pass


def bot_main(o):
    sys.setprofile(profile)
    return {}
