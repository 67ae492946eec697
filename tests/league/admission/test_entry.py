"""From a submission to a bot in the league's folder: complete, owned, and only once."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import league.admission.entry
import league.admission.submissions
from engine.log import read_log
from league.admission.entry import AdmittedBot, Refusal, enter, withdraw
from league.admission.owners import UNLIMITED, SubmissionLimits
from league.admission.submissions import SMOKE, PlaySmoke, Submission, read_bytes, read_path
from league.bots.archives import write_zip
from league.bots.roster import Entry, read_folder
from league.cli.errors import LeagueError
from league.storage.opening import default_path, reading, writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from sandbox.modules.parser import MAX_MODULE
from systems.setup import Setup

IDLE = b"def tick(ship):\n    pass\n"
LOUD = b"def tick(ship):\n    ship.log('hello')\n"


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make smoke matches short, where the store has no run."""
    monkeypatch.setattr(league.admission.submissions, "SMOKE", replace(SMOKE, max_ticks=60))


def send(
    folder: Path, name: str, data: bytes, owner: str = "ann", terms: SubmissionLimits = UNLIMITED
) -> AdmittedBot | Refusal:
    return enter(read_bytes(name, data), owner, folder, terms)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".league")


def code(found: AdmittedBot | Refusal) -> str:
    assert isinstance(found, Refusal)
    (problem,) = found.problems
    assert problem.fix
    return problem.code


def card(found: AdmittedBot | Refusal) -> AdmittedBot:
    assert isinstance(found, AdmittedBot), found
    return found


def test_a_good_bot_is_in_the_folder_and_in_the_store(tmp_path: Path) -> None:
    found = card(send(tmp_path, "ace.py", IDLE))
    assert (found.name, found.version, found.new, found.owner, found.place) == ("ace", 1, True, "ann", 1)
    assert found.load_fuel > 0
    assert found.tick_fuel_max
    assert found.smoke["how"] in ("time", "elimination")
    assert (tmp_path / "ace.py").read_bytes() == IDLE
    (entry,) = read_folder(tmp_path)
    assert entry.identity == found.sha256
    with reading(default_path(tmp_path)) as store:
        version = store.current("ace")
        assert version
        assert version.identity == found.sha256
        assert store.program(found.sha256) == entry.files


@pytest.mark.parametrize(
    ("mode", "options", "told"),
    [
        ("fleet", {"arenas": ["belt"], "ships": 4, "ticks": 30}, ("fleet", "belt", 2, 4, 30)),
        ("melee", {"arenas": ["well"], "ships": 1, "ticks": 30}, ("melee", "well", 3, 1, 30)),
        ("chess", {"arenas": ["open"], "ships": 1, "ticks": 30}, ("duel", "open", 2, 1, 60)),
        ("duel", {}, ("duel", "open", 2, 1, 60)),
    ],
)
def test_the_smoke_match_is_like_those_of_the_last_run(
    tmp_path: Path, mode: str, options: dict[str, object], told: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    setups = []

    def smoke(bot: Submission, setup: Setup | None, play: PlaySmoke | None) -> Submission:
        found = league.admission.submissions.smoke(bot, setup, play)
        setups.append(Setup.from_dict(read_log(found.log).header["setup"]))
        return found

    monkeypatch.setattr(league.admission.entry, "smoke", smoke)
    with writing(default_path(tmp_path)) as store:
        entries = [Entry(name, Path(name), (("main.py", name),), name) for name in ("bob", "eve")]
        players = [version.id for version in store.sync(entries)]
        store.begin_run("..", "ladder", mode, json.dumps(options), "r", "g", None, players, 1)
    card(send(tmp_path, "ace.py", IDLE))
    (setup,) = setups
    assert (setup.mode, setup.arena, setup.sides, setup.ships, setup.max_ticks) == told


def test_the_smoke_match_has_as_many_sides_as_a_match_of_the_last_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setups = []

    def smoke(bot: Submission, setup: Setup | None, play: PlaySmoke | None) -> Submission:
        setups.append(setup)
        return league.admission.submissions.smoke(bot, setup, play)

    monkeypatch.setattr(league.admission.entry, "smoke", smoke)
    with writing(default_path(tmp_path)) as store:
        entries = [Entry(str(n), Path(str(n)), (("main.py", str(n)),), str(n)) for n in range(5)]
        players = [version.id for version in store.sync(entries)]
        options = {"arenas": ["open"], "ships": 1, "ticks": 30}
        run = store.begin_run("..", "ladder", "melee", json.dumps(options), "r", "g", None, players, 1)
        store.add_round(run.id, [Pairing(1, 1, "open", 7, tuple(players))])
    card(send(tmp_path, "ace.py", IDLE))
    assert [setup.sides for setup in setups if setup] == [5]


def test_a_new_version_takes_the_place_of_the_old_one_which_is_kept(tmp_path: Path) -> None:
    first = card(send(tmp_path, "ace.py", IDLE))
    second = card(send(tmp_path, "Ace.zip", write_zip((("main.py", LOUD.decode()), ("part.py", "")))))
    assert (second.version, second.new) == (2, True)
    assert names(tmp_path) == ["Ace.zip"]
    third = card(send(tmp_path, "ace.py", LOUD))
    assert names(tmp_path) == ["ace.py"]
    back = card(send(tmp_path, "ace.py", IDLE))
    assert (third.version, back.version, back.new) == (3, 1, False)
    with reading(default_path(tmp_path)) as store:
        for version in (first, second, third):
            assert store.program(version.sha256)


def test_what_was_not_sent_as_it_is_read_is_written_as_it_was_read(tmp_path: Path) -> None:
    archive = write_zip((("main.py", IDLE.decode()),))
    found = card(send(tmp_path, "ace.zip", archive))
    assert names(tmp_path) == ["ace.py"]
    assert read_folder(tmp_path)[0].identity == found.sha256
    card(send(tmp_path, "bee.py", b"\xef\xbb\xbf" + IDLE))
    assert (tmp_path / "bee.py").read_bytes() == IDLE
    folder = tmp_path / "elsewhere" / "cat"
    folder.mkdir(parents=True)
    (folder / "main.py").write_text("import part\ntick = part.tick\n")
    (folder / "part.py").write_bytes(IDLE)
    found = card(enter(read_path(folder), "ann", tmp_path))
    assert (tmp_path / "cat.zip").is_file()
    assert next(entry for entry in read_folder(tmp_path) if entry.name == "cat").identity == found.sha256


@pytest.mark.parametrize(
    ("name", "data", "refused"),
    [
        ("ace.py", b"def tick(ship:\n", "start"),
        ("ace.py", b"\xff", "encoding"),
        ("ace.zip", b"PK\x03\x04 nothing", "archive"),
        ("ace.wasm", b"\0asm" + bytes(MAX_MODULE), "module"),
        ("../ace.py", IDLE, "name"),
        ("ace.exe", IDLE, "kind"),
    ],
)
def test_nothing_is_kept_of_what_did_not_pass(tmp_path: Path, name: str, data: bytes, refused: str) -> None:
    assert code(send(tmp_path, name, data)) == refused
    assert names(tmp_path) == []
    if refused != "start":
        assert not default_path(tmp_path).exists()  # an unreadable submission does not create a league
    card(send(tmp_path, "other.py", IDLE, owner="eve"))
    assert code(send(tmp_path, name, data)) == refused
    with reading(default_path(tmp_path)) as store:
        assert store.current("ace") is None
        assert store.connection.execute("SELECT count(*) FROM files").fetchone() == (1,)
    card(send(tmp_path, "ace.py", IDLE, owner="bob"))  # a name that was never admitted is free


def test_a_name_is_its_owner_s(tmp_path: Path) -> None:
    (tmp_path / "drone.py").write_bytes(IDLE)
    (tmp_path / "eve").mkdir()
    (tmp_path / "eve" / "main.py").write_bytes(IDLE)
    card(send(tmp_path, "ace.py", IDLE))
    for name, refused in (
        ("ace.py", "taken"), ("ACE.py", "taken"), ("a-ce.py", "alike"), ("drone.py", "taken"), ("dr0ne.py", "alike"),
        ("eve.py", "taken"),
    ):  # fmt: skip
        assert code(send(tmp_path, name, LOUD, owner="bob")) == refused
    assert names(tmp_path) == ["ace.py", "drone.py", "eve"]
    assert (tmp_path / "ace.py").read_bytes() == IDLE


def test_the_terms_are_kept(tmp_path: Path) -> None:
    assert send(tmp_path, "ace.py", IDLE, terms=SubmissionLimits(bots=1)).ok
    assert send(tmp_path, "ace.py", LOUD, terms=SubmissionLimits(bots=1)).ok
    assert code(send(tmp_path, "bee.py", IDLE, terms=SubmissionLimits(bots=1))) == "many"
    assert (
        code(send(tmp_path, "bad.py", b"(", terms=SubmissionLimits(an_hour=4))) == "start"
    )  # a refused one counts, too …
    assert code(send(tmp_path, "bee.py", IDLE, terms=SubmissionLimits(an_hour=4))) == "often"
    assert code(send(tmp_path, "bee.py", IDLE, terms=SubmissionLimits(an_hour=4))) == "often"
    assert send(tmp_path, "bee.py", IDLE, terms=SubmissionLimits(an_hour=5)).ok  # … but not one refused for its pace


def test_versions_have_a_quota(tmp_path: Path) -> None:
    card(send(tmp_path, "ace.py", IDLE))
    more = IDLE + b"# another version\n"
    own, all_of_them = SubmissionLimits(stored=len(more)), SubmissionLimits(stored_in_all=len(IDLE) + len(more))
    assert code(send(tmp_path, "ace.py", more, terms=own)) == "quota"
    assert send(tmp_path, "ace.py", IDLE, terms=own).ok  # equal files are stored once
    withdraw("ace", "ann", tmp_path)
    assert code(send(tmp_path, "bee.py", more, terms=own)) == "quota"  # its versions are kept
    assert send(tmp_path, "cat.py", more, owner="bob", terms=own).ok
    assert code(send(tmp_path, "dog.py", LOUD, owner="eve", terms=all_of_them)) == "full"
    assert send(tmp_path, "dog.py", more, owner="eve", terms=all_of_them).ok


def test_a_withdrawn_bot_is_gone_and_its_name_is_not_free(tmp_path: Path) -> None:
    card(send(tmp_path, "ace.py", IDLE))
    with pytest.raises(LeagueError, match="bob has no such bot"):
        withdraw("ace", "bob", tmp_path)
    withdraw("ACE", "ann", tmp_path)
    assert names(tmp_path) == []
    with pytest.raises(LeagueError, match="ann has no such bot"):
        withdraw("ace", "ann", tmp_path)
    assert code(send(tmp_path, "ace.py", IDLE, owner="bob")) == "taken"
    assert card(send(tmp_path, "ace.py", IDLE)).version == 1
    with pytest.raises(LeagueError, match="no league"):
        withdraw("ace", "ann", tmp_path / "elsewhere")


def test_a_door_that_died_before_the_rename_is_put_right_by_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card(send(tmp_path, "ace.py", IDLE))
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):

        def die(self: Path, target: Path) -> None:
            raise KeyboardInterrupt

        dying.setattr(Path, "replace", die)
        send(tmp_path, "ace.py", LOUD)
    assert (tmp_path / "ace.py").read_bytes() == IDLE
    assert card(send(tmp_path, "ace.py", LOUD)).version == 2
    assert (tmp_path / "ace.py").read_bytes() == LOUD
    assert names(tmp_path) == ["ace.py"]


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card(send(tmp_path, "ace.py", IDLE))

    def full(path: Path, data: bytes) -> Path:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(league.admission.entry, "stage", full)
    with pytest.raises(LeagueError, match=r"ace\.py: No space left on device"):
        send(tmp_path, "ace.py", LOUD)
    with reading(default_path(tmp_path)) as store:
        version = store.current("ace")
        assert version
        assert version.number == 1


def test_many_at_the_door_at_once(tmp_path: Path) -> None:
    """The first ones create the store; of those that want one name, one gets it."""

    def one(number: int) -> AdmittedBot | Refusal:
        return send(tmp_path, f"{'same' if number % 2 else f'bot{number}'}.py", IDLE, owner=f"person-{number}")

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(one, range(6)))
    assert sum(each.ok for each in found[1::2]) == 1
    assert all(each.ok for each in found[::2])
    assert names(tmp_path) == ["bot0.py", "bot2.py", "bot4.py", "same.py"]


def test_the_door_is_open_while_a_run_is_at_work(tmp_path: Path) -> None:
    with writing(default_path(tmp_path)):
        card(send(tmp_path, "ace.py", IDLE))


def test_a_store_that_is_held_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card(send(tmp_path, "ace.py", IDLE))
    monkeypatch.setattr("league.storage.sqlite.schema.BUSY", 0.1)
    holder = sqlite3.connect(default_path(tmp_path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LeagueError, match="locked by another program"):
        send(tmp_path, "ace.py", LOUD)
    holder.close()


def forfeit(folder: Path, mode: str, times: int) -> None:
    """The only version forfeits `times` games of a mode, or plays one if that is 0."""
    with writing(default_path(folder)) as store:
        run = store.begin_run("..", "ladder", mode, "{}", "r", "g", None, [1], 0).id
        store.add_round(run, [Pairing(number, number, "open", 1, (1,)) for number in range(1, 4)])
        seats = (SeatResult(1, 1, forfeited=times > 0),)
        store.record([GameRecord(run, n, "a", "time", 1, "d", None, None, seats) for n in range(1, max(times, 1) + 1)])


def test_a_version_that_is_out_must_be_changed(tmp_path: Path) -> None:
    card(send(tmp_path, "ace.py", IDLE))
    forfeit(tmp_path, "duel", 2)
    assert card(send(tmp_path, "ace.py", IDLE)).version == 1
    forfeit(tmp_path, "duel", 1)
    assert code(send(tmp_path, "ace.py", IDLE)) == "out"
    assert card(send(tmp_path, "ace.py", LOUD)).version == 2


def test_a_version_that_is_out_of_one_mode_alone_may_come_in(tmp_path: Path) -> None:
    card(send(tmp_path, "ace.py", IDLE))
    forfeit(tmp_path, "sumo", 3)
    forfeit(tmp_path, "duel", 0)
    assert card(send(tmp_path, "ace.py", IDLE)).version == 1
    forfeit(tmp_path, "duel", 3)
    assert code(send(tmp_path, "ace.py", IDLE)) == "out"


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(LeagueError, match="no such folder"):
        send(tmp_path / "none", "ace.py", IDLE)
    assert names(tmp_path) == []
