"""Settings of `league host`: a TOML file, validated as a whole at startup."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.log import MAX_TICKS
from league.cli.errors import LeagueError
from league.host.tables import (
    SettingsFile,
    choice,
    choices,
    integer,
    location,
    read_table,
    refuse_unknown,
    settings_of,
    switch,
    text,
    values_of,
)
from league.tournament.run import rules_hash
from systems.arenas import ARENAS
from systems.modes import MODES, mode_of
from systems.setup import DEFAULT_TICKS, Setup

PAGE = "docs/host.md"
MAX_LADDERS = 32
LEAST_BOUND = 10  # Elo
FORMATS = ("ladder", "round-robin", "swiss")  # of scheduled runs; a gauntlet is of one bot


@dataclass(frozen=True)
class LadderSettings:
    """A ladder that the host plays; docs/host.md documents each setting."""

    name: str = text(
        "", r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", "duel-belt", "letters, digits, - and _"
    )  # default: the mode
    mode: str = choice(MODES, "duel")
    arenas: tuple[str, ...] = choices(ARENAS, ("open",), "arena")  # played in turn
    format: str = choice(FORMATS, "ladder")
    ships: int = integer(0, 100, 0)  # per side; 0: the mode's default
    rounds: int = integer(1, 10_000, 4)  # per run
    ticks: int = integer(1, MAX_TICKS, DEFAULT_TICKS)  # length limit of a match
    placement: int = integer(0, 600, 120)  # ± Elo to which a new version is placed when it comes; 0: in whole runs

    @property
    def places(self) -> bool:
        """Whether a new version gets a placement of its own, not a run of everybody."""
        return self.placement > 0 and self.format == "ladder" and MODES[self.mode].paired

    @property
    def rules(self) -> str:
        """SHA-256 (hex) of the rules, which with the mode identify the ladder in the store."""
        return rules_hash(self.mode, self.ships or MODES[self.mode].usual_ships, self.ticks)

    @property
    def least_bots(self) -> int:
        """Fewest bots that can play it."""
        return MODES[self.mode].sides[0]


@dataclass(frozen=True)
class ClusterSettings:
    """The Dask cluster that plays the games, and the files by which TLS authenticates this host."""

    address: str = text(
        pattern=r"(?:tcp|tls)://[^\s/]+:[0-9]{1,5}", example="tls://10.0.0.5:8786", what="a scheduler's address"
    )
    ca_file: Path | None = location(None)
    cert_file: Path | None = location(None)
    key_file: Path | None = location(None)

    def environment(self) -> dict[str, str]:
        """Return the variables by which Dask finds the files."""
        if self.ca_file is None:
            return {}
        prefix = "DASK_DISTRIBUTED__COMM__"
        return {
            f"{prefix}REQUIRE_ENCRYPTION": "True",
            f"{prefix}TLS__CA_FILE": str(self.ca_file),
            f"{prefix}TLS__CLIENT__CERT": str(self.cert_file),
            f"{prefix}TLS__CLIENT__KEY": str(self.key_file),
        }


@dataclass(frozen=True)
class MetricsSettings:
    """The port of /healthz and /metrics, on the loopback address."""

    port: int = integer(1, 65_535)


@dataclass(frozen=True)
class HostSettings:
    """Settings of a host; docs/host.md documents each."""

    folder: Path = location()  # of bots; relative paths start at the settings file's folder
    every: int = integer(1, 10_080, 60)  # minutes from one run's start to the next of its ladder
    settle: int = integer(0, 3600, 60)  # s from a new version to the next run
    workers: int = integer(1, 1024, 1)  # processes that play a run
    keep_logs: int = integer(0, 10**9, 2000)  # newest logs to keep
    debug: bool = switch(True)  # whether to keep what bots printed and drew
    site: Path | None = location(None)  # folder of the league's pages, brought up to date after each run
    site_url: str | None = text(  # where a web server serves them
        None,
        r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?",
        "https://league.example/duels",
        "an address",
    )
    ladders: tuple[LadderSettings, ...] = (LadderSettings(name="duel"),)
    cluster: ClusterSettings | None = None
    metrics: MetricsSettings | None = None


def host_settings(file: SettingsFile, others: Collection[str] = ()) -> HostSettings:
    """Return the settings of a host in a file.

    Args:
        others: tables that belong to others, and are not checked here.

    Raises:
        LeagueError: a setting is missing, unknown or out of range, or two ladders are one.
    """
    tables = ("ladder", "cluster", "metrics")
    refuse_unknown(file, "", file.values, (*settings_of(HostSettings), *tables, *others))
    settings = HostSettings(**values_of(file, "", file.values, HostSettings))
    if "ladder" in file.values:
        settings = replace(settings, ladders=tuple(_ladders(file, file.values["ladder"])))
    if "cluster" in file.values:
        settings = replace(settings, cluster=read_table(file, "cluster", file.values["cluster"], ClusterSettings))
        if "workers" in file.values:
            raise LeagueError(f"{file.shown}: workers is for runs on this machine: remove it, or [cluster]")
    if "metrics" in file.values:
        settings = replace(settings, metrics=read_table(file, "metrics", file.values["metrics"], MetricsSettings))
    check_host(file, settings)
    return settings


def _ladders(file: SettingsFile, found: object) -> Iterable[LadderSettings]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise LeagueError(f"{file.shown}: ladders are written as tables that begin with [[ladder]]; see {PAGE}")
    if not 1 <= len(found) <= MAX_LADDERS:
        raise LeagueError(f"{file.shown}: there must be from 1 to {MAX_LADDERS} ladders, not {len(found)}")
    for number, table in enumerate(found, 1):
        where = f"[[ladder]] {number}: "
        refuse_unknown(file, where, table, settings_of(LadderSettings))
        yield one_ladder(file, where, values_of(file, where, table, LadderSettings))


def one_ladder(file: SettingsFile, where: str, values: dict[str, Any]) -> LadderSettings:
    """Return a ladder of checked values, by default named after its mode.

    Raises:
        LeagueError: the mode cannot be played so.
    """
    ladder = LadderSettings(**values)
    mode = MODES[ladder.mode]
    for arena in ladder.arenas:
        try:
            mode_of(Setup(ladder.mode, 0, arena, sides=mode.sides[0], ships=ladder.ships or mode.usual_ships))
        except ValueError as error:
            raise LeagueError(f"{file.shown}: {where}{error}") from None
    if 0 < ladder.placement < LEAST_BOUND:
        raise LeagueError(f"{file.shown}: {where}placement must be 0, or an integer from {LEAST_BOUND} to 600")
    if not mode.paired and ladder.format != "ladder":
        raise LeagueError(f"{file.shown}: {where}{ladder.mode} is played at rotating tables: remove format")
    return replace(ladder, name=ladder.name or ladder.mode)


def check_host(file: SettingsFile, settings: HostSettings) -> None:
    """Raise LeagueError if settings do not fit each other."""
    if settings.site_url and settings.site is None:
        raise LeagueError(f"{file.shown}: site_url is set, but not site, the folder of its pages")
    names = [ladder.name.casefold() for ladder in settings.ladders]
    for number, ladder in enumerate(settings.ladders):
        if ladder.name.casefold() in names[:number]:
            raise LeagueError(f"{file.shown}: two ladders are called {ladder.name}: give one of them another name")
        for other in settings.ladders[:number]:
            if (other.mode, other.rules) == (ladder.mode, ladder.rules):
                raise LeagueError(
                    f"{file.shown}: {other.name} and {ladder.name} are one ladder, of equal mode, ships and ticks:"
                    " write them as one [[ladder]] with the arenas of both"
                )
    cluster = settings.cluster
    if cluster is None:
        return
    files = (cluster.ca_file, cluster.cert_file, cluster.key_file)
    if any(files) and not all(files):
        raise LeagueError(f"{file.shown}: [cluster]: TLS needs ca_file, cert_file and key_file")
    if any(files) and not cluster.address.startswith("tls://"):
        raise LeagueError(f"{file.shown}: [cluster]: with TLS files, the address must begin with tls://")
