"""The post of a run: the ladder and its changes, first results of new bots, the upset of the day with its clip."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from driving import IDLE, Driven, driving, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import RESULTS
from wat_bots import MODULE

from league.admission.submissions import read_bytes, smoke
from league.bots.roster import Entry
from league.discord.settings import DiscordSettings
from league.host.report import RunReport, report_run
from league.host.settings import LadderSettings
from league.host.state import open_host_state
from league.storage.opening import default_path, writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store
from league.tournament.run import Options
from league.workers.replies import decode, encode
from systems.setup import DEFAULT_TICKS, Setup

STRONG, MIDDLE, WEAK, NEW = 1, 2, 3, 4
SHORT = Setup("duel", 20_260_101, max_ticks=600)
ASKED = Options("duel", ("open",), "ladder", None, 1, None, DEFAULT_TICKS)


def run(store: Store, results: list[tuple[int, int]], log: str) -> int:
    """Record a finished run in which the first of each two won; only its last game has a log."""
    players = sorted({player for pair in results for player in pair})
    count = len(results)
    row = store.begin_run("..", "ladder", "duel", ASKED.text(), ASKED.rules(), "g", None, players, count)
    store.add_round(row.id, [Pairing(n, 1, "open", 40 + n, pair) for n, pair in enumerate(results, 1)])
    for n, (winner, loser) in enumerate(results, 1):
        seats = (SeatResult(winner, 1, 1.0, 30.0, 9.0, 0), SeatResult(loser, 2, 0.0, 0.0, 3.0, 1))
        where = log if n == count else None
        store.record([GameRecord(row.id, n, "a", "time", 600, "d", where, None, seats)])
    store.finish_run(row.id)
    return row.id


def league_of_two_runs(folder: Path) -> DiscordSettings:
    """Strong beats middle beats weak; then weak beats strong, and a newcomer plays."""
    settings = settings_for(folder)
    with writing(default_path(folder)) as store:
        names = ("strong", "middle", "weak", "new")
        entries = [Entry(name, Path(name), (("main.py", name),), name) for name in names]
        store.sync(entries[:3])
        store.connection.execute("UPDATE bots SET owner = '77' WHERE name = 'weak'")
        run(store, [(STRONG, MIDDLE), (MIDDLE, WEAK), (STRONG, WEAK), (MIDDLE, WEAK)] * 5, "one.bin")
        store.sync(entries)
        run(store, [(NEW, WEAK), (NEW, WEAK), (WEAK, NEW), (WEAK, STRONG)], "two.bin")
        (store.path.parent / "two.bin").write_bytes(smoke(read_bytes("idle.py", IDLE), SHORT).log)
    return settings


def test_what_a_run_came_to(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")
    found = report_run(settings.folder, 2, {"strong": (1, 1700.0), "middle": (2, 1500.0), "weak": (3, 1300.0)})
    assert (found.run, found.games, found.void) == (2, 4, 0)
    assert decode(RunReport, encode(found)) == found  # as a worker sends it
    assert found.rows[0].bot == "strong"
    (debut,) = found.debuts
    assert (debut.bot, debut.wins, debut.draws, debut.losses) == ("new", 2, 0, 1)
    assert found.upset is not None
    assert (found.upset.winner, found.upset.loser, found.upset.game.seed) == ("weak", "strong", 44)
    assert found.upset.gap > 100
    assert set(found.places) == {"strong", "middle", "weak", "new"}


def test_an_upset_that_was_shown_is_not_shown_again(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")
    with writing(default_path(settings.folder)) as store:
        run(store, [(STRONG, MIDDLE)], "three.bin")
    assert report_run(settings.folder, 3, {}).upset is None


def test_the_post_has_the_chart_and_the_upsets_clip(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")
    with open_host_state(settings.folder) as state:  # of a host that told of the first run
        places = {"strong": (1, 1700.0), "middle": (3, 1500.0), "weak": (2, 1300.0)}
        state.set_ladder("duel", reported=1, places=places)

    async def test(fake: FakeDiscord) -> None:
        async with driving(settings):
            (post,) = await until(lambda: fake.posts(RESULTS))
        text = text_of(post)
        assert "Run 2: 4 games" in text
        line = {row.split()[2]: row.split()[1] for row in text.splitlines() if row[2:3].isdigit()}
        assert line["strong"] == "="
        assert line["new"] == "new"
        assert "▲" in text
        assert "▼" in text
        assert "**new** v1: 2 won, 0 drawn, 1 lost" in text
        assert "**weak** beat **strong**" in text
        assert "Seed: `44`" in text
        assert "`/why 2-4a`" in text
        assert "`botkit run idle idle --seed 20260101 --ticks 600 --sandbox`" in text
        files = {one["filename"]: fake.files[one["id"]] for one in post["attachments"]}
        assert files["ladder.png"].startswith(b"\x89PNG")
        assert files["clip.gif"].startswith(b"GIF89a")
        assert [embed["image"]["url"] for embed in post["embeds"]] == [
            "attachment://ladder.png",
            "attachment://clip.gif",
        ]

    with_fake(test)


def test_of_several_ladders_each_run_has_its_post(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")
    sumo = LadderSettings("sumo", "sumo", placement=0)
    settings = replace(settings, host=replace(settings.host, ladders=(*settings.host.ladders, sumo)))
    with writing(default_path(settings.folder)) as store:
        row = store.begin_run("..", "ladder", "sumo", ASKED.text(), sumo.rules, "g", None, [STRONG, WEAK], 1)
        store.add_round(row.id, [Pairing(1, 1, "open", 40, (STRONG, WEAK))])
        seats = (SeatResult(STRONG, 1, 1.0, 30.0, 9.0, 0), SeatResult(WEAK, 2, 0.0, 0.0, 3.0, 1))
        store.record([GameRecord(row.id, 1, "a", "time", 600, "d", None, None, seats)])
        store.finish_run(row.id)
    with open_host_state(settings.folder) as state:
        for ladder in settings.host.ladders:
            state.set_ladder(ladder.name, reported=1)

    async def test(fake: FakeDiscord) -> None:
        async with driving(settings):
            await until(lambda: len(fake.posts(RESULTS)) == 2)
        titles = sorted(post["embeds"][0]["title"] for post in fake.posts(RESULTS))
        assert titles == ["Run 2 (duel): 4 games", "Run 3 (sumo): 1 game"]

    with_fake(test)


def test_a_report_that_can_not_be_made_is_a_short_one(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")

    async def test(fake: FakeDiscord) -> None:
        driven = Driven(settings)
        driven.host_state.set_ladder("duel", reported=1)
        driven.runner._reporter._worker = None  # type: ignore[assignment]
        try:
            (post,) = await until(lambda: fake.posts(RESULTS))
            assert "4 games" in text_of(post)
            message = await fake.say(11, fake.attachment("idle.wasm", MODULE))
            await until(lambda: fake.replies(message))  # everything else continues
        finally:
            await driven.stop()

    with_fake(test)


def test_runs_from_before_there_was_a_bot_are_history(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")

    async def test(fake: FakeDiscord) -> None:
        async with driving(settings) as driven:
            await until(lambda: driven.host_state.ladder("duel").reported == 2)
            assert not fake.posts(RESULTS)

    with_fake(test)
