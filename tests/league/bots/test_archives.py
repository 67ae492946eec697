"""Zip archives of bots: what is accepted, and every known hostile kind."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from league.bots.archives import MAX_ARCHIVE, read_zip
from league.bots.bounds import MAX_FILE, MAX_FILES, MAX_TOTAL
from league.bots.roster import read_entry
from league.cli.errors import Refused

MAIN = "def tick(ship):\n    pass\n"


def zipped(files: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED, **about: int | bytes) -> bytes:
    """Return an archive; `about` are attributes of every entry."""
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w", how) as archive:
        warnings.simplefilter("ignore")  # of duplicate names
        for name, text in files.items():
            info = zipfile.ZipInfo(name.replace("#", ""))
            info.compress_type = how
            for key, value in about.items():
                setattr(info, key, value)
            archive.writestr(info, text)
    return data.getvalue()


def refused(data: bytes) -> Refused:
    with pytest.raises(Refused) as raised:
        read_zip(data)
    return raised.value


def test_an_archive_of_a_bot_is_read() -> None:
    data = zipped({"main.py": MAIN, "aim/lead.py": "X = 1", "notes.md": "no", "aim/data.bin": b"\0"})
    assert read_zip(data) == (("aim/lead.py", "X = 1"), ("main.py", MAIN))
    assert read_zip(zipped({"main.py": "\ufeff" + MAIN}, zipfile.ZIP_STORED)) == (("main.py", MAIN),)


def test_other_extra_fields_are_ignored() -> None:
    assert read_zip(described(TIMES)) == (("main.py", MAIN), ("other.py", ""))


def test_the_folder_may_be_packed_with_what_is_in_it() -> None:
    data = zipped({"ace/": "", "ace/main.py": MAIN, "ace/aim/lead.py": "", "__MACOSX/ace/._main.py": "x"})
    assert [path for path, _ in read_zip(data)] == ["aim/lead.py", "main.py"]


def test_a_league_takes_an_archive_for_a_bot(tmp_path: Path) -> None:
    (tmp_path / "ace.zip").write_bytes(zipped({"main.py": MAIN}))
    (tmp_path / "ace.py").write_text(MAIN)
    packed, plain = read_entry(tmp_path / "ace.zip"), read_entry(tmp_path / "ace.py")
    assert (packed.problem, packed.name, packed.identity) == (None, "ace", plain.identity)
    (tmp_path / "bad.zip").write_bytes(b"PK")
    assert (read_entry(tmp_path / "bad.zip").code, read_entry(tmp_path / "bad.zip").files) == ("archive", ())


def test_the_system_s_zip_makes_such_archives(tmp_path: Path) -> None:
    """With extra fields, and entries whose sizes follow their content, as written by streaming tools."""
    (tmp_path / "main.py").write_text(MAIN)
    with zipfile.ZipFile(tmp_path / "ace.zip", "w") as archive:
        archive.write(tmp_path / "main.py", "main.py")
    assert len(read_zip((tmp_path / "ace.zip").read_bytes())) == 1

    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("main.py", MAIN)
        archive.writestr("other.py", "x = 1\n" * 99)
    assert len(read_zip(stream.getvalue())) == 2


def overlapping() -> bytes:
    """Return an archive with two entries for the same bytes."""
    data = bytearray(zipped({"main.py": MAIN, "mine.py": MAIN}, zipfile.ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    first = data.index(b"main.py", data.index(b"PK\x01\x02"))
    data[first : first + 7] = b"main.py"
    return bytes(data)


def lying() -> bytes:
    """Return an archive that claims 10 bytes, and has 20 MB."""
    data = bytearray(zipped({"main.py": b"#" * 20_000_000}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(signature) + at
        data[start : start + 4] = struct.pack("<I", 10)
    return bytes(data)


def crowded() -> bytes:
    """Return an archive of 60,000 empty entries."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(60_000):
            archive.writestr(zipfile.ZipInfo(f"{number:x}"), b"")
    return data.getvalue()


def renamed(name: str, before: bytes = b"") -> bytes:
    """Return the extra fields by which zipfile of Python 3.12 takes `other.py` for `name`."""
    path = struct.pack("<BL", 1, zlib.crc32(b"other.py")) + name.encode()
    return before + struct.pack("<HH", 0x7075, len(path)) + path


def described(extra: bytes) -> bytes:
    """Return an archive of `main.py` and `other.py`, both with these extra fields."""
    return zipped({"main.py": MAIN, "other.py": ""}, extra=extra)


TIMES = struct.pack("<HHBL", 0x5455, 5, 1, 0)  # an extra field of Info-ZIP
LINK = (stat.S_IFLNK | 0o777) << 16
PIPE = (stat.S_IFIFO | 0o777) << 16
GOOD = zipped({"main.py": MAIN})
HOSTILE: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("nothing", lambda: b"", "archive", "not a zip"),
    ("an empty one", lambda: zipped({}), "archive", "not a zip"),
    ("text", lambda: b"def tick(ship): pass", "archive", "not a zip"),
    ("a bomb", lambda: zipped({"main.py": b"\0" * 40_000_000}), "size", "main.py: more than 256 KB"),
    ("a bomb that lies", lying, "archive", "damaged"),
    ("bzip2", lambda: zipped({"main.py": MAIN}, zipfile.ZIP_BZIP2), "archive", "neither stored nor"),
    ("lzma", lambda: zipped({"main.py": MAIN}, zipfile.ZIP_LZMA), "archive", "neither stored nor"),
    ("a crowd", crowded, "size", "more than 1024 KB"),
    ("a small crowd", lambda: zipped({f"{n:x}": b"" for n in range(2000)}), "count", "1000"),
    ("many files", lambda: zipped({f"m{n}.py": "" for n in range(MAX_FILES)} | {"main.py": ""}), "count", "64"),
    ("overlapping", overlapping, "archive", "overlaps"),
    ("twins", lambda: zipped({"main.py": MAIN, "#main.py": "x"}), "archive", "twice"),
    ("twins on a Mac", lambda: zipped({"main.py": MAIN, "Main.py": "x"}), "archive", "twice"),
    ("a NUL", lambda: GOOD.replace(b"main.py", b"m\0in.py"), "path", "invalid name"),
    ("a drive", lambda: zipped({"C:\\main.py": MAIN}), "path", "invalid name"),
    ("backslashes", lambda: zipped({"main.py": MAIN}).replace(b"main.py", b"a\\in.py"), "path", "invalid name"),
    ("out of it", lambda: zipped({"../main.py": MAIN}), "path", "leads out"),
    ("absolute", lambda: zipped({"/main.py": MAIN}), "path", "leads out"),
    ("odd", lambda: zipped({"main.py": MAIN, "a b.py": ""}), "path", "invalid name"),
    ("deep", lambda: zipped({"main.py": MAIN, "a/" * 9 + "b.py": ""}), "path", "deeper"),
    ("right to left", lambda: zipped({"main.py": MAIN, "\u202eyp.py": ""}), "path", "invalid name"),
    ("two names", lambda: described(renamed("main.py")), "path", "has a second name"),
    ("two names, later", lambda: described(renamed("x.py", TIMES)), "path", "has a second name"),
    ("a link", lambda: zipped({"main.py": "/etc/passwd"}, create_system=3, external_attr=LINK), "link", "symbolic"),
    ("a pipe", lambda: zipped({"main.py": ""}, create_system=3, external_attr=PIPE), "kind", "regular"),
    ("prefixed", lambda: b"#!/bin/sh\n" + GOOD, "archive", "not a zip"),
    ("prefixed by a zip", lambda: GOOD + GOOD, "archive", "does not start"),
    ("followed", lambda: GOOD + b"x", "archive", "data after it"),
    ("commented", lambda: GOOD[:-2] + b"\x01\x00x", "archive", "comment"),
    ("no main", lambda: zipped({"ace.py": MAIN}), "main", "no main.py"),
    ("two folders", lambda: zipped({"a/main.py": MAIN, "b/main.py": MAIN}), "main", "no main.py"),
    ("not text", lambda: zipped({"main.py": b"\xff"}), "encoding", "not UTF-8"),
    ("utf-7", lambda: zipped({"main.py": "# coding: utf-7\n+AGE-"}), "encoding", "declares the encoding utf-7"),
    ("escaped", lambda: zipped({"main.py": "\n# -*- coding: unicode_escape -*-"}), "encoding", "unicode_escape"),
    ("heavy", lambda: zipped({f"m{n}.py": b"#" * MAX_FILE for n in range(MAX_TOTAL // MAX_FILE + 1)} | {"main.py": ""}),
     "size", "1024 KB in all"),
    ("too large", lambda: b"PK\x03\x04" + bytes(MAX_ARCHIVE), "size", "archive of more than"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code", "words"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE])
def test_a_hostile_archive_is_refused(make: Callable[[], bytes], code: str, words: str) -> None:
    found = refused(make())
    assert (found.code, words in str(found)) == (code, True), str(found)
    assert found.fix


def test_an_encrypted_one_is_refused() -> None:
    data = bytearray(GOOD)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    assert "encrypted" in str(refused(bytes(data)))


def test_a_bomb_is_never_in_memory() -> None:
    import tracemalloc

    data = zipped({"main.py": b"\0" * 40_000_000})
    tracemalloc.start()
    refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_a_damaged_archive_is_refused_or_read_in_bounds(data: st.DataObject) -> None:
    whole = bytearray(zipped({"main.py": MAIN, "aim/lead.py": "X = 1\n" * 50}))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for candidate in (bytes(whole), bytes(whole[:cut])):
        try:
            files = read_zip(candidate)
        except Refused:
            continue
        assert sum(len(text.encode()) for _, text in files) <= MAX_TOTAL
