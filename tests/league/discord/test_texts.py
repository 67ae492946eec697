"""Members see names without escapes, and no command that only hosts can run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from driving import settings_for

from league.admission.entry import AdmittedBot, Refusal
from league.admission.submissions import Problem
from league.discord.cards import bots, matches, notices, runs, submissions
from league.discord.cards.help import _HOSTS, help_card
from league.discord.posts.digest import Digest
from league.discord.text import owner
from league.host.report import Debut, RunReport
from league.ladder.ladders import Scope
from league.ladder.table import Ladder, Row
from league.storage.records import Version

NAME = "a_b__c_"  # bots may be called so
HOSTS_ONLY = re.compile(rf"({'|'.join(_HOSTS)})\b|`league ")


def cards(settings: Any) -> list[dict[str, Any]]:
    """Return cards that members see."""
    counts: dict[str, Any] = {"games": 4, "wins": 2, "draws": 1, "losses": 1, "faults": 0, "active": True}
    row = Row(1, NAME, 1, "11", 1500.0, 1400.0, 1600.0, **counts)
    scope = Scope("duel", "abc", 4)
    found = RunReport(
        1, 4, 0, 0, 9, scope, (row,), ("it is *odd*",), {NAME: (2, 1.0)}, (Debut(NAME, 1, "11", 1, 0, 0, 0),), None
    )
    seats: list[Any] = [{"seat": n, "points": 1.0, "hull": 2.0, "faults": [], "fuel_max": 5} for n in range(2)]
    result: Any = {"winner": 0, "ranks": [1, 2], "how": "time", "ticks": 60, "seats": seats}
    digest = Digest((NAME, NAME), "duel", "open", 1, result, (), (5, 5), (0, 9), f"botkit run {NAME} {NAME}", (1, 2))
    admitted = AdmittedBot(NAME, 1, True, "11", "0" * 64, 5, 5, 9, result, 1, "x")
    people = {"11": NAME}
    return [
        help_card(settings, is_host=False),
        bots.ladder(Ladder(scope, (row,)), 0, 20, 1, 1),
        bots.bot(bots.BotCard(Version(1, NAME, 1, "0" * 64), owner("11", people), Ladder(scope, (row,)), [], [])),
        bots.mine([NAME, "other"], Ladder(scope, (row,)), 5),
        runs.progress(1, 2, 4, 2),
        runs.bare(1, 4),
        runs.report(found, "now", None, people=people),
        notices.mentions(1, notices.notices(found, [11]), None),
        matches.friendly("f1", digest, None),
        matches.why("1-1a", digest),
        submissions.accepted(admitted, owner("11", people), "now"),
        submissions.refused(Refusal(NAME, "11", (Problem("x", 1, NAME, "run `botkit check`, it tells more"),))),
    ]


def test_no_card_escapes_a_name_or_tells_members_of_commands_for_hosts(tmp_path: Path) -> None:
    for card in cards(settings_for(tmp_path / "bots")):
        text = json.dumps(card, ensure_ascii=False).replace("\\n", "\n").replace('\\"', '"')
        assert not re.search(r"\\+[_`]", text), text
        assert not HOSTS_ONLY.search(text), text
    assert HOSTS_ONLY.search(str(help_card(settings_for(tmp_path / "bots"), is_host=True)))
