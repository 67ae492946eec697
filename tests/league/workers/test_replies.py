"""Replies of workers: what is sent arrives, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from league.admission.entry import AdmittedBot, Refusal, enter
from league.admission.submissions import read_bytes
from league.match.batch import Job, play_batch
from league.match.manager import MatchOutcome, Seat
from league.workers.replies import BadReply, decode, encode
from systems.results import Ending
from systems.setup import Setup

IDLE = b"def tick(ship):\n    pass\n"


def test_what_workers_return_arrives(tmp_path: Path) -> None:
    seats = (Seat("idle", (("main.py", IDLE.decode()),)),) * 2
    played = play_batch([Job(0, Setup("duel", 3, max_ticks=5), seats)])
    assert decode(list[MatchOutcome], encode(played)) == played
    for bot, kind in (("ace.py", AdmittedBot), ("bad.txt", Refusal)):
        found = enter(read_bytes(bot, IDLE), "ann", tmp_path)
        assert isinstance(found, kind)
        assert decode(AdmittedBot | Refusal, encode(found)) == found
    assert decode(Path, encode(tmp_path)) == tmp_path
    assert decode(object, encode({"a": [1, "\ud800"]})) == {"a": [1, "\ud800"]}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, True),
        (int, "1"),
        (float, "nan"),
        (str, None),
        (bytes, "§"),
        (Ending, "victory"),
        (list[int], {"0": 1}),
        (list[int], [1, "2"]),
        (tuple[int, str], [1]),
        (tuple[int, ...], ["a"]),
        (dict[str, int], {"a": None}),
        (int | None, "x"),
        (Refusal, {"name": "x"}),
        (Refusal, {"name": "x", "owner": "y", "problems": [], "ok": False, "__class__": "os.system"}),
        (Refusal, {"name": "x", "owner": "y", "problems": [{"code": 1}], "ok": False}),
    ],
)
def test_what_is_not_of_the_type_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(BadReply):
        decode(kind, json.dumps(value).encode())


@pytest.mark.parametrize("data", [b"", b"\x80\x04.", b"[" * 100_000, b"\xff", b"9" * 5000])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(BadReply):
        decode(int, data)


def test_what_can_not_be_sent_is_an_error_of_the_sender() -> None:
    with pytest.raises(TypeError, match="set cannot be sent"):
        encode({1, 2})
