from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import pytest

from engine.log import MAX_BYTES, DamagedLog, NotALog
from league.logs import layout
from league.logs.files import read_log_bytes, read_log_file, read_sidecar_bytes
from league.logs.layout import DEFLATED, DICTIONARY, PLAIN, START, NotAPack, encode
from league.logs.paths import logs_at
from league.logs.reading import has, names_in
from league.logs.writing import PackedLog, PackWriter

GOLDEN = Path(__file__).parents[2] / "systems" / "golden"
LOGS = [path.read_bytes() for path in sorted(GOLDEN.glob("*.bin"))]


def pack_of(path: Path, *logs: tuple[str, bytes, bytes]) -> Path:
    with PackWriter(path) as writer:
        writer.append([PackedLog(*log) for log in logs])
    return path


def read(pack: Path, name: str) -> tuple[bytes, bytes | None]:
    return read_log_bytes(pack / f"{name}.bin"), read_sidecar_bytes(pack / f"{name}.bin")


def test_any_logs_come_back_byte_for_byte(tmp_path: Path) -> None:
    logs = {f"game-{number}": log for number, log in enumerate([*LOGS, b"", b"no log", bytes(5000)])}
    pack = pack_of(tmp_path / "run-0001.pack", *((name, log, b"") for name, log in logs.items()))
    assert {path.stem: read_log_bytes(path) for path in logs_at(pack)} == logs
    assert pack.stat().st_size < sum(map(len, logs.values()))


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_appended_and_killed_what_was_synced_is_there(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    path, kept = tmp_path / "run-0001.pack", dict[str, tuple[bytes, bytes | None]]()
    for _ in range(12):
        with PackWriter(path) as writer:
            for _ in range(dice.randrange(4)):
                logs = [dice.choice([*LOGS, dice.randbytes(dice.randrange(3000))]) for _ in range(dice.randrange(5))]
                logs = [dice.choice([*LOGS, dice.randbytes(dice.randrange(3000))]) for _ in range(dice.randrange(5))]
                batch = {f"g{dice.randrange(40)}": (log, dice.randbytes(99)) for log in logs}
                writer.append([PackedLog(name, *each) for name, each in batch.items()])
                kept |= batch
            if kept and dice.random() < 0.3:
                for name in dice.sample(sorted(kept), dice.randrange(len(kept))):
                    del kept[name]
                writer.keep_only(kept)
        synced = path.stat().st_size
        with PackWriter(path) as writer:  # killed amid an append: any part of it has been written, or zeros
            writer.append([PackedLog("lost", LOGS[0], b"sidecar"), PackedLog("lost2", LOGS[0], b"")])
        whole = path.read_bytes()
        cut = dice.randrange(synced, len(whole))
        path.write_bytes(whole[:cut] + dice.choice([b"", bytes(len(whole) - cut), bytes(3)]))
        with PackWriter(path) as writer:
            assert set(writer.names) - {"lost"} == set(kept) - {"lost"}
            if "lost" in writer.names:  # it was written whole
                kept["lost"] = LOGS[0], b"sidecar"
        assert {name: read(path, name) for name in names_in(path)} == kept


def test_a_reader_sees_what_is_appended_while_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "run-0001.pack"
    with PackWriter(path) as writer:
        for number in range(20):
            assert len(names_in(path)) == number
            writer.append([PackedLog(f"g{number}", b"%d" % number, b"")])
            assert read_log_bytes(path / f"g{number}.bin") == b"%d" % number
        writer.keep_only({"g3", "g7"})
        assert names_in(path) == ["g3", "g7"]
        writer.append([PackedLog("g20", b"20", b"")])
        assert [read(path, name)[0] for name in names_in(path)] == [b"3", b"7", b"20"]


def test_the_last_of_two_logs_of_one_name_counts(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "run-0001.pack", ("g1", b"old", b""), ("g2", b"other", b""), ("g1", b"new", b"s"))
    assert names_in(pack) == ["g1", "g2"]
    assert read(pack, "g1") == (b"new", b"s")


def test_damage_costs_the_log_that_it_hits_and_no_other(tmp_path: Path) -> None:
    logs = {f"g{number}": LOGS[number % len(LOGS)] for number in range(12)}
    pack = pack_of(tmp_path / "run-0001.pack", *((name, log, b"") for name, log in logs.items()))
    whole = pack.read_bytes()
    for at in range(len(START), len(whole), 97):
        pack = tmp_path / f"{at}.pack"
        pack.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        wrong = 0
        for name, log in logs.items():
            try:
                wrong += read_log_bytes(pack / f"{name}.bin") != log
            except (OSError, DamagedLog) as error:
                assert str(error)
                wrong += 1
        if DICTIONARY not in {record.kind for record in _records(pack) if record.start <= at < record.end}:
            assert wrong == 1, at
        with PackWriter(pack) as writer:  # which does not cut anything off but a damaged last one
            assert len(writer.names) >= len(logs) - 1


def _records(pack: Path) -> list[layout.PackRecord]:
    with pack.open("rb") as file:
        return list(layout.records(file))


def test_a_pack_cut_anywhere_has_all_logs_before(tmp_path: Path) -> None:
    logs = {f"g{number}": LOGS[0] for number in range(3)}
    pack = pack_of(tmp_path / "run-0001.pack", *((name, log, b"") for name, log in logs.items()))
    whole, ends = pack.read_bytes(), [record.end for record in _records(pack) if record.kind != DICTIONARY]
    for size in range(len(START), len(whole), 41):
        pack.write_bytes(whole[:size])
        assert len(names_in(pack)) == sum(end <= size for end in ends)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SPACEPAK",
        b"SPACEPAK\x02\x00",
        b"SPACELOG\x01\x00",
        b"\0" * 5000,
    ],
)
def test_another_file_is_no_pack(tmp_path: Path, data: bytes) -> None:
    pack = tmp_path / "x.pack"
    pack.write_bytes(data)
    with pytest.raises(NotALog, match="pack"):
        read_log_bytes(pack / "g1.bin")
    with pytest.raises(NotALog, match="pack"):
        read_log_file(pack)
    assert not has(pack, "g1")


def forged(path: Path, *records: bytes) -> Path:
    path.write_bytes(START + b"".join(records))
    return path


def head(kind: int, name: bytes, size: int, packed: int, sidecar: int, crc: int = 0) -> bytes:
    start = struct.pack("<4sBBIIIII", b"\xf0LOG", kind, len(name), size, packed, sidecar, crc, 0)[:-4]
    return start + struct.pack("<I", zlib.crc32(start + name)) + name


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(100 << 20), 9)
    pack = forged(tmp_path / "x.pack", encode(DEFLATED, "bomb", 1000, bomb))
    with pytest.raises(DamagedLog):
        read_log_bytes(pack / "bomb.bin")


def test_sizes_are_checked_before_anything_is_read(tmp_path: Path) -> None:
    huge = 2**32 - 1
    for size, packed, sidecar in ((huge, 4, 0), (4, huge, 0), (4, 4, huge), (MAX_BYTES + 1, 4, 0), (4, 5, 0)):
        pack = forged(tmp_path / "x.pack", head(PLAIN, b"g", size, packed, sidecar), b"abcd")
        with pytest.raises((FileNotFoundError, DamagedLog)):
            read_log_bytes(pack / "g.bin")
        pack.unlink()


class CountingFile(io.BytesIO):
    """Counts what is read."""

    reads = bytes_read = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.reads += 1
        self.bytes_read += len(data)
        return data


MARKS = b"\xf0LOG" * (1 << 18)


@pytest.mark.parametrize(
    "spam",
    [
        MARKS,
        b"".join(encode(PLAIN, "g", 0, b"") + b"\xf0LOG" for _ in range(30_000)),
        b"".join(head(PLAIN, b"g", 1 << 20, 1 << 20, 16 << 20) for _ in range(30_000)),  # beyond the end
    ],
    ids=["marks", "marks between records", "heads without content"],
)
def test_marks_without_records_are_read_once_and_refused(tmp_path: Path, spam: bytes) -> None:
    file = CountingFile(START + spam)
    with pytest.raises(NotAPack, match="more than 10,000 damaged records"):
        list(layout.records(file))
    assert file.reads < 100
    assert file.bytes_read < 3 << 20
    pack = forged(tmp_path / "x.pack", spam)
    with pytest.raises(NotAPack, match="damaged records"):
        names_in(pack)
    with pytest.raises(NotAPack, match="damaged records"):
        PackWriter(pack)
    assert pack.stat().st_size == len(START + spam)
    assert not has(pack, "g")


@pytest.mark.parametrize(
    "damage", [bytes(3 << 20), MARKS[:16_000], b"\xf0LO" * 900_000], ids=["zeros", "marks", "parts"]
)
def test_a_writer_goes_on_behind_a_damaged_middle(tmp_path: Path, damage: bytes) -> None:
    first, last = encode(PLAIN, "first", 3, b"abc"), encode(PLAIN, "last", 3, b"xyz", b"sidecar")
    pack = forged(tmp_path / "x.pack", first, damage, last, damage)
    with PackWriter(pack) as writer:
        assert list(writer.names) == ["first", "last"]
        assert pack.stat().st_size == len(START + first + damage + last)
        writer.append([PackedLog("more", b"more", b"")])
    assert {name: read(pack, name)[0] for name in names_in(pack)} == {"first": b"abc", "last": b"xyz", "more": b"more"}


@pytest.mark.parametrize("name", [b"../evil", b"", b".hidden", b"a/b", b"a\0b", b"\xff\xfe", b"a b", b"-x"])
def test_a_name_is_no_path(tmp_path: Path, name: bytes) -> None:
    pack = forged(tmp_path / "x.pack", head(PLAIN, name, 0, 0, 0), encode(PLAIN, "good", 0, b""))
    assert names_in(pack) == ["good"]
    with PackWriter(tmp_path / "y.pack") as writer, pytest.raises(ValueError, match="no log that a pack can have"):
        writer.append([PackedLog(name.decode(errors="replace"), b"", b"")])


def test_a_dictionary_of_another_pack_is_noticed(tmp_path: Path) -> None:
    log = bytes(range(256)) * 4
    packed = layout.deflated(log, log)
    one = encode(DICTIONARY, "d", len(log), layout.deflated(log))
    other = encode(DICTIONARY, "d", len(log), layout.deflated(log[::-1]))
    good = forged(tmp_path / "good.pack", one, encode(DEFLATED, "g", len(log), packed))
    assert read_log_bytes(good / "g.bin") == log
    bad = forged(tmp_path / "bad.pack", other, encode(DEFLATED, "g", len(log), packed))
    none = forged(tmp_path / "none.pack", encode(DEFLATED, "g", len(log), packed))
    for pack in (bad, none):
        with pytest.raises(DamagedLog):
            read_log_bytes(pack / "g.bin")


def test_a_sidecar_that_is_none_is_an_error_and_not_a_crash(tmp_path: Path) -> None:
    forged = b"SPACEDBC" + b"\1\0\xff\0\0\0" + bytes(50)
    pack = pack_of(tmp_path / "x.pack", ("g", LOGS[0], forged), ("h", b"no log", forged))
    for name in "gh":
        with pytest.raises(ValueError, match=r".+"):
            read_sidecar_bytes(pack / f"{name}.bin")


def test_a_pack_alone_says_what_to_name(tmp_path: Path) -> None:
    pack = pack_of(tmp_path / "run-0001.pack", *((f"run-0001-pair-{n:04}-a", LOGS[0], b"") for n in range(1, 9)))
    with pytest.raises(NotALog, match=r"of 8 logs: name one of them, such as run-0001\.pack/run-0001-pair-0001-a"):
        read_log_file(pack)
    with pytest.raises(FileNotFoundError):
        read_log_file(pack / "run-0001-pair-0009-a.bin")
