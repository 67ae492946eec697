"""What a bot may import of the standard library: what costs little and works without files, threads and processes.

There are no files in the guest: what is not imported while it is built does not exist there. The guest is built twice:
Python's compiler leaves its working memory in pieces all over the image, so the first build compiles, and keeps what it
compiled for the second, whose image is a third smaller and has what lives together side by side.
"""

from __future__ import annotations

import importlib
import marshal
from importlib.machinery import SourceFileLoader
from types import CodeType

NAMES = """
__future__ _pylong _strptime abc argparse array ast base64 binascii bisect calendar cmath code codecs codeop
collections collections.abc colorsys configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal
difflib encodings.ascii encodings.base64_codec encodings.cp1252 encodings.hex_codec encodings.idna encodings.latin_1
encodings.punycode encodings.rot_13 encodings.utf_16 encodings.utf_32 encodings.utf_8 encodings.utf_8_sig enum errno
fractions functools gc getopt graphlib gzip hashlib heapq hmac html importlib importlib.abc importlib.machinery
importlib.util inspect io ipaddress itertools json keyword linecache logging math numbers operator optparse os pathlib
pickle pickletools pkgutil platform pprint queue random re reprlib sched secrets shlex signal statistics string
string.templatelib struct symtable sys textwrap threading time timeit tokenize tomllib traceback types typing
unicodedata urllib.parse uuid warnings weakref zlib
"""


COMPILED = __file__.removesuffix(".py") + "_compiled"  # a folder


def _get_code(loader: SourceFileLoader, fullname: str) -> CodeType:
    kept = f"{COMPILED}/{fullname}"
    try:
        code: CodeType = marshal.loads(loader.get_data(kept))
    except FileNotFoundError:
        path = loader.get_filename(fullname)
        code = compile(loader.get_data(path), path, "exec", dont_inherit=True, optimize=2)
        loader.set_data(kept, marshal.dumps(code))
    return code


def import_bare() -> None:
    """From here on what is imported has neither docstrings nor assertions, and only the first build compiles it."""
    SourceFileLoader.get_code = _get_code  # type: ignore[assignment, method-assign]


def load() -> None:
    """Import all of them, and all that they import."""
    for name in NAMES.split():
        importlib.import_module(name)
