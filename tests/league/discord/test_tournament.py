"""A tournament that a host asks for is played once, also after a restart, and its standings are posted."""

from __future__ import annotations

from pathlib import Path

from driving import GUNNER, IDLE, driving, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import HOST, RESULTS

from league.bots.roster import read_folder
from league.host.state import Tournament, open_host_state
from league.storage.opening import default_path, reading, writing


def test_the_standings_of_a_tournament_are_posted(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "bots", ticks=60)
    for name, text in (("ace", GUNNER), ("bob", IDLE)):
        (settings.folder / f"{name}.py").write_bytes(text)
    with writing(default_path(settings.folder)) as store:
        store.sync(read_folder(settings.folder))
    with open_host_state(settings.folder) as state:  # asked for before a restart
        state.set_ladder("duel", reported=0, tournament=Tournament("round-robin", 1))

    async def test(fake: FakeDiscord) -> None:
        async with driving(settings) as driven:
            (post,) = await until(lambda: [one for one in fake.posts(RESULTS) if "Standings" in text_of(one)])
            assert "Standings of run 1: round-robin" in text_of(post)
            rows = [line.split()[1:3] for line in text_of(post).splitlines() if " v1 " in line]
            assert sorted(rows) == [["ace", "v1"], ["bob", "v1"]]
            assert driven.host_state.ladder("duel").tournament is None
            for options, why in (
                ({"format": "gauntlet"}, "a gauntlet needs bot:"),
                ({"format": "swiss", "mode": "chess"}, "it plays duel"),
                ({"format": "swiss", "bot": "ace"}, "is for a gauntlet"),
            ):
                answer = await fake.command(HOST, "tournament", **options)
                found = await until(lambda answer=answer: answer.original or answer.followups)
                assert why in text_of(found if isinstance(found, dict) else found[0])
            refused = await fake.command(11, "tournament", format="swiss")
            await until(lambda: refused.original)
            assert "Only hosts" in text_of(refused.original or {})

    with_fake(test)
    with reading(default_path(settings.folder)) as store:
        assert store.last_run(format="round-robin") is not None
