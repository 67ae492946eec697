"""What a bot may import in the sandbox besides its own modules."""

from __future__ import annotations

# Of Python 3.14, by first names; sandbox/guest/guest_library.py is what puts them there.
_NAMES = """
__future__ abc annotationlib argparse array ast atexit base64 binascii bisect botkit builtins calendar cmath code codecs
codeop collections colorsys compression configparser contextlib contextvars copy copyreg csv dataclasses datetime
decimal difflib dis encodings enum errno faulthandler fnmatch fractions functools gc genericpath getopt gettext glob
graphlib gzip hashlib heapq hmac html importlib inspect io ipaddress itertools json keyword linecache locale logging
marshal math ntpath numbers opcode operator optparse os pathlib pickle pickletools pkgutil platform posix posixpath
pprint pyexpat queue random re reprlib runpy sched secrets select shlex signal site stat statistics string stringprep
struct symtable sys textwrap threading time timeit token tokenize tomllib traceback types typing unicodedata urllib uuid
warnings weakref zipimport zlib
"""
LIBRARY = frozenset(_NAMES.split())
_ABSENT = frozenset(["urllib.request", "importlib.metadata", "importlib.resources"])  # whose packages are there


def in_library(name: str) -> bool:
    """Return whether the sandbox has a module."""
    head = name.partition(".")[0]
    return name not in _ABSENT and (head in LIBRARY or head.startswith("_"))
