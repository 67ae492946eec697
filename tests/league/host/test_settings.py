"""Settings of a host: one clear line for anything wrong in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documented import defaults, documented
from small import ROOT

from league.cli.errors import LeagueError
from league.host.settings import ClusterSettings, HostSettings, LadderSettings, MetricsSettings, host_settings
from league.host.tables import read_toml

FOLDER = 'folder = "bots"\n'
TLS = 'ca_file = "ca.pem"\ncert_file = "league.pem"\nkey_file = "league.key"\n'


def read(tmp_path: Path, text: str) -> HostSettings:
    path = tmp_path / "host.toml"
    path.write_text(text)
    return host_settings(read_toml(path, "docs/host.md"))


def test_without_ladders_there_is_one_of_duels(tmp_path: Path) -> None:
    assert read(tmp_path, FOLDER) == HostSettings(tmp_path / "bots", ladders=(LadderSettings("duel"),))


def test_ladders_a_cluster_and_metrics(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        FOLDER + 'every = 5\n[[ladder]]\narenas = ["open", "belt", "open"]\nformat = "swiss"\n'
        '[[ladder]]\nmode = "fleet"\nname = "big-fleet"\nships = 7\nrounds = 2\nticks = 900\n'
        f'[cluster]\naddress = "tls://10.0.0.5:8786"\n{TLS}[metrics]\nport = 9188\n',
    )
    assert found.ladders == (
        LadderSettings("duel", "duel", ("open", "belt"), "swiss"),
        LadderSettings("big-fleet", "fleet", ("open",), "ladder", 7, 2, 900),
    )
    assert found.metrics == MetricsSettings(9188)
    assert found.cluster is not None
    assert found.cluster.environment()["DASK_DISTRIBUTED__COMM__TLS__CA_FILE"] == str(tmp_path / "ca.pem")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("every = 5\n", "the setting folder is missing; see docs/host.md"),
        (FOLDER + "evry = 5\n", "unknown setting 'evry'; did you mean every?"),
        (FOLDER + '[[lader]]\nmode = "duel"\n', "unknown setting 'lader'; did you mean ladder?"),
        (FOLDER + 'mode = "duel"\n', "unknown setting 'mode'"),
        (FOLDER + '[ladder]\nmode = "duel"\n', "written as tables that begin with [[ladder]]"),
        (FOLDER + "ladder = []\n", "from 1 to 32 ladders, not 0"),
        (FOLDER + '[[ladder]]\n[[ladder]]\nmod = "sumo"\n', "[[ladder]] 2: unknown setting 'mod'; did you mean mode?"),
        (FOLDER + '[[ladder]]\nmode = "chess"\n', "[[ladder]] 1: mode 'chess' is not one of: duel"),
        (FOLDER + '[[ladder]]\nname = "a b"\n', "[[ladder]] 1: name must be letters"),
        (
            FOLDER + '[[ladder]]\nmode = "melee"\nformat = "swiss"\n',
            "melee is played at rotating tables",
        ),
        (FOLDER + '[[ladder]]\nformat = "gauntlet"\n', "format 'gauntlet' is not one of: ladder, round-robin, swiss"),
        (FOLDER + "[[ladder]]\n[[ladder]]\nticks = 60\n", "two ladders are called duel"),
        (FOLDER + '[[ladder]]\n[[ladder]]\nname = "b"\narenas = ["belt"]\n', "duel and b are one ladder"),
        (FOLDER + "[[ladder]]\nplacement = 5\n", "placement must be 0, or an integer from 10 to 600"),
        (FOLDER + "ladder = [1]\n", "written as tables"),
        (FOLDER + "metrics = 9188\n", "metrics must be a table, which begins with [metrics]"),
        (FOLDER + "[metrics]\n", "[metrics]: the setting port is missing"),
        (FOLDER + "[metrics]\nport = 0\n", "[metrics]: port must be an integer from 1 to 65535"),
        (FOLDER + '[cluster]\naddress = "10.0.0.5"\n', "[cluster]: address must be a scheduler's address"),
        (
            FOLDER + '[cluster]\naddress = "tls://x:1"\nca_file = "ca.pem"\n',
            "TLS needs ca_file, cert_file",
        ),
        (FOLDER + f'[cluster]\naddress = "tcp://x:1"\n{TLS}', "the address must begin with tls://"),
        (FOLDER + 'workers = 2\n[cluster]\naddress = "tcp://x:1"\n', "workers is for runs on this machine"),
        (FOLDER + "debug = 0\n", "debug must be true or false"),
        (FOLDER + 'site_url = "https://x"\n', "site_url is set, but not site"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LeagueError, match=re.escape(words)) as error:
        read(tmp_path, text)
    assert "\n" not in str(error.value)


def test_the_docs_have_every_setting_with_its_default() -> None:
    page = (ROOT / "docs" / "host.md").read_text(encoding="utf-8")
    kinds = (HostSettings, LadderSettings, ClusterSettings, MetricsSettings)
    assert documented(page) == [defaults(kind) for kind in kinds]
