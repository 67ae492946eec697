"""Settings: one clear line for anything wrong in them, and a token that is kept secret."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from documented import defaults, documented

from league.cli.errors import LeagueError
from league.discord.settings import TOKEN, DiscordSettings, read_host, read_settings, take_token
from league.host.settings import HostSettings

from small import ROOT, command  # isort: skip

LEAST = 'guild = 1\nsubmissions = 2\nresults = 3\nfolder = "bots"\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "discord.toml"
    path.write_text(text)
    return path


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    found = read_settings(written(tmp_path, LEAST))
    assert found == DiscordSettings(1, 2, 3, host=HostSettings(tmp_path / "bots"))


@pytest.mark.parametrize("nested", ["a=" + "[" * 2000, "a=" + "{b=" * 1000])
def test_deep_nesting_is_refused(tmp_path: Path, nested: str) -> None:
    with pytest.raises(LeagueError, match="not TOML: nested too deeply"):
        read_settings(written(tmp_path, nested))


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    with pytest.raises(LeagueError, match="larger than 8,192 bytes"):
        read_settings(written(tmp_path, LEAST + ".".join("a" * 30_000) + " = 1"))


def test_all_of_them(tmp_path: Path) -> None:
    more = (
        'hosts = [5, 6]\ntoken_file = "token"\nmode = "fleet"\narenas = ["open", "belt"]\nships = 3\nrounds = 2\n'
        "workers = 2\nevery = 30\nsettle = 5\nkeep_logs = 10\nsubmissions_an_hour = 4\nbots_each = 2\n"
        "clip_bytes = 500000\nstored_bytes_each = 100\nstored_bytes = 1000\n"
        'site = "public"\nsite_url = "https://league.example/duels"\n'
    )
    found = read_settings(written(tmp_path, LEAST + more))
    (ladder,), host = found.host.ladders, found.host
    assert (found.hosts, ladder.arenas, found.token_file) == ((5, 6), ("open", "belt"), tmp_path / "token")
    assert (ladder.name, ladder.mode, ladder.ships, host.every) == ("fleet", "fleet", 3, 30)
    assert (host.site, host.site_url) == (tmp_path / "public", "https://league.example/duels")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("guild = ", "not TOML"),
        (LEAST + "evry = 5\n", "did you mean every?"),
        (LEAST.replace("guild = 1\n", ""), "the setting guild is missing"),
        (LEAST.replace('folder = "bots"\n', ""), "the setting folder is missing"),
        (LEAST.replace("guild = 1", 'guild = "1"'), "guild must be an integer"),
        (LEAST + 'site = "x"\nsite_url = "ftp://x"\n', "site_url must be an address"),
        (LEAST + 'site = "x"\nsite_url = "https://x/) [y"\n', "site_url must be an address"),
        (LEAST + 'site_url = "https://x"\n', "site_url is set, but not site"),
        (LEAST + "every = 0\n", "every must be an integer from 1 to 10080"),
        (LEAST + "every = true\n", "every must be an integer"),
        (LEAST + "hosts = 5\n", "hosts must be a list"),
        (LEAST + 'hosts = ["5"]\n', "hosts must be a list"),
        (LEAST + 'mode = "chess"\n', "mode 'chess' is not one of: duel"),
        (LEAST + 'arenas = ["moon"]\n', "arena 'moon' is not one of"),
        (LEAST + "arenas = []\n", "arenas must be a list"),
        (LEAST + 'mode = "sumo"\narenas = ["belt"]\n', "sumo is played in"),
        (LEAST + "ships = 5\n", "duel takes 1 ship a side, not 5"),
        (LEAST + "token_file = 5\n", "token_file must be a non-empty string"),
        (LEAST + "[discord]\n", "it has a table [discord]: start it with `league host"),
        (LEAST + "[metrics]\nport = 1\n", "unknown setting 'metrics'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LeagueError, match=re.escape(words)) as error:
        read_settings(written(tmp_path, text))
    assert "\n" not in str(error.value)


def test_the_bot_of_a_host_has_a_table(tmp_path: Path) -> None:
    table = "[discord]\nguild = 1\nsubmissions = 2\nresults = 3\nbots_each = 9\n"
    host, bot = read_host(written(tmp_path, 'folder = "bots"\nevery = 7\n' + table))
    assert bot == DiscordSettings(1, 2, 3, bots_each=9, host=host)
    assert (host.folder, host.every) == (tmp_path / "bots", 7)
    assert read_host(written(tmp_path, 'folder = "bots"\n'))[1] is None
    with pytest.raises(LeagueError, match=re.escape("[discord]: unknown setting 'bots_ech'; did you mean bots_each?")):
        read_host(written(tmp_path, 'folder = "bots"\n' + table.replace("bots_each", "bots_ech")))
    with pytest.raises(LeagueError, match=re.escape("[discord]: the setting guild is missing; see docs/discord.md")):
        read_host(written(tmp_path, 'folder = "bots"\n[discord]\n'))


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    for config, words in (
        (tmp_path / "none.toml", "No such file"),
        (written(tmp_path, LEAST), f"no token: set {TOKEN}"),
    ):
        done = subprocess.run(command("discord", "--config", config), capture_output=True, text=True, cwd=ROOT)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert words in done.stderr


def test_the_token(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, LEAST + 'token_file = "token"\n'))
    file = tmp_path / "token"
    environment = {TOKEN: " an.environments.token\n", "HOME": "/"}
    assert take_token(settings, environment, environment.pop) == "an.environments.token"
    assert environment == {"HOME": "/"}  # child processes started later do not inherit it
    with pytest.raises(LeagueError, match="No such file"):
        take_token(settings, environment, environment.pop)
    file.write_text("a.files.token\n")
    for mode in (0o644, 0o640, 0o604, 0o660):
        file.chmod(mode)
        with pytest.raises(LeagueError, match=f"mode {mode:o}.*chmod 600") as error:
            take_token(settings, environment, environment.pop)
        assert "files.token" not in str(error.value)
    file.chmod(0o600)
    assert take_token(settings, environment, environment.pop) == "a.files.token"
    for wrong in ("", "two words", "\x00", "é"):
        file.write_text(wrong)
        with pytest.raises(LeagueError, match="not a bot token") as error:
            take_token(settings, environment, environment.pop)
        assert "two" not in str(error.value)


def test_the_docs_have_every_setting_with_its_default() -> None:
    page = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
    assert documented(page) == [defaults(DiscordSettings)]
