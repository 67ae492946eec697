"""What a bot may import of the standard library: what costs little and works without files, threads and processes.

There are no files in the guest: what is not imported while it is built does not exist there.
"""

from __future__ import annotations

import importlib
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


class _Bare(SourceFileLoader):
    def source_to_code(self, data: bytes, path: str, *_: object) -> CodeType:  # type: ignore[override]
        code: CodeType = compile(data, path, "exec", dont_inherit=True, optimize=2)
        return code


def leave_docstrings_out() -> None:
    """From here on what is imported has neither docstrings nor assertions: less to map into each instance."""
    SourceFileLoader.source_to_code = _Bare.source_to_code  # type: ignore[assignment, method-assign]


def load() -> None:
    """Import all of them, and all that they import."""
    for name in NAMES.split():
        importlib.import_module(name)
