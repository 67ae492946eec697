# raised: SystemExit: 3
import sys


def bot_main(o):
    sys.exit(3)
    return {}
