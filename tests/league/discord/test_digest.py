"""What decided a match is told from the log as it is simulated, not as somebody's footer has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from driving import IDLE

from engine.log import BLOCK_TICKS, LogWriter, read_log
from league.admission.submissions import read_bytes, smoke
from league.cli.errors import LeagueError
from league.discord.cards import matches
from league.discord.posts.digest import digest


@pytest.fixture(scope="module")
def played() -> bytes:
    return smoke(read_bytes("idle.py", IDLE)).log


def forged(data: bytes, forge: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a log with another footer."""
    log, out = read_log(data), bytearray()
    assert log.footer is not None
    forge(log.footer)
    writer = LogWriter(out.extend, log.header, log.inputs.shape[1])
    for start in range(0, len(log.inputs), BLOCK_TICKS):
        ticks = slice(start, start + BLOCK_TICKS)
        writer.block(log.inputs[ticks], log.digests[ticks])
    writer.close(log.footer)
    return bytes(out)


def forged_digest(data: bytes, path: Path, forge: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    path.write_bytes(forged(data, forge))
    return matches.why("f1", digest(path))


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("winner", 7, "another winner"),
        ("winner", 99, "another winner"),
        ("ranks", [1], "another ranks"),
        ("how", "@everyone", "another how"),
        ("ticks", 1, "another ticks"),
        ("seats", [], "another number of seats"),
        ("seats", [7, 7], "another"),
        ("seats", None, "another number of seats"),
    ],
)
def test_a_forged_result_is_refused(played: bytes, tmp_path: Path, key: str, value: Any, told: str) -> None:
    with pytest.raises(LeagueError, match=rf"^forged.bin: .*{told}"):
        forged_digest(played, tmp_path / "forged.bin", lambda footer: footer["result"].update({key: value}))


@pytest.mark.parametrize("result", [None, [], 7, {}])
def test_a_result_of_another_shape_is_refused(played: bytes, tmp_path: Path, result: Any) -> None:
    with pytest.raises(LeagueError, match=r"^forged.bin: the recorded result has another"):
        forged_digest(played, tmp_path / "forged.bin", lambda footer: footer.update(result=result))


@pytest.mark.parametrize("fuel", ["much", [], -1.5, True])
def test_fuel_that_is_no_number_is_not_shown(played: bytes, tmp_path: Path, fuel: Any) -> None:
    def forge(footer: dict[str, Any]) -> None:
        footer["result"]["seats"][0]["fuel_max"] = fuel

    card = forged_digest(played, tmp_path / "forged.bin", forge)
    assert "most expensive" not in card["fields"][0]["value"]
    assert "most expensive" in card["fields"][1]["value"]


@pytest.mark.parametrize("message", [None, 7, ["\x1b[31m"], "m" * 9999])
def test_a_message_is_cleaned(tmp_path: Path, message: Any) -> None:
    def forge(footer: dict[str, Any]) -> None:
        for fault in footer["result"]["seats"][0]["faults"]:
            fault["message"] = message

    faulty = smoke(read_bytes("bad.py", b"def tick(ship):\n    1 / 0\n")).log
    card = forged_digest(faulty, tmp_path / "forged.bin", forge)
    assert "raised: " in card["fields"][0]["value"]
    assert "\x1b" not in card["fields"][0]["value"]
    assert len(card["fields"][0]["value"]) <= 1024
