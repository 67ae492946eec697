# raised: SystemExit
import sys


def bot_main(o):
    try:
        sys.exit("a\x1b[2J")
    finally:
        sys.exit(sys.exit)
