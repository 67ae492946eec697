"""The metrics of a host, in Prometheus's format. Needs the extra `metrics`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric

import league
from league.host.settings import HostSettings
from league.host.vitals import Vitals

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Values = Mapping[Any, float]  # by the values of the labels


class HostMetrics:
    """Metrics of a host, read from its vitals when somebody asks; a collector of prometheus_client."""

    def __init__(self, settings: HostSettings, vitals: Vitals) -> None:
        self._settings = settings
        self._vitals = vitals
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def text(self) -> bytes:
        """Return all metrics as text."""
        return bytes(generate_latest(self._registry))

    def collect(self) -> Iterator[Metric]:
        """Yield the host's own metrics."""
        vitals = self._vitals
        yield _gauge("spacecode_info", "Version of this host.", {(league.__version__,): 1.0}, "version")
        games = {key: float(count) for key, count in sorted(vitals.games.items())}
        yield _counter("spacecode_games", "Games recorded in the store, attempts counted.", games, "mode", "result")
        failures = {(ladder.name,): float(vitals.failures[ladder.name]) for ladder in self._settings.ladders}
        yield _counter("spacecode_run_failures", "Failed runs since the start.", failures, "ladder")
        playing = {(ladder.name,): float(ladder.name == vitals.ladder) for ladder in self._settings.ladders}
        yield _gauge("spacecode_run_in_progress", "1 while a run of the ladder is played.", playing, "ladder")
        last = {(name,): run for name, run in sorted(vitals.last.items())}
        ended = {key: run.ended for key, run in last.items()}
        yield _gauge("spacecode_last_run_end_seconds", "End of the last run, since 1970 UTC.", ended, "ladder")
        took = {key: run.took for key, run in last.items()}
        yield _gauge("spacecode_last_run_duration_seconds", "Duration of the last run.", took, "ladder")
        for name, help, value in (
            ("spacecode_games_left", "Games that the run in progress has left.", vitals.left),
            ("spacecode_bots", "Bots in the folder.", vitals.bots),
            ("spacecode_submissions_waiting", "Submissions that wait for an answer.", vitals.submissions),
            ("spacecode_loop_age_seconds", "Time since the loop last turned.", vitals.age),
        ):
            yield GaugeMetricFamily(name, help, value=value)


def _gauge(name: str, help: str, values: Values, *labels: str) -> Metric:
    found = GaugeMetricFamily(name, help, labels=labels)
    for key, value in values.items():
        found.add_metric(key, value)
    return found


def _counter(name: str, help: str, values: Values, *labels: str) -> Metric:
    found = CounterMetricFamily(name, help, labels=labels)
    for key, value in values.items():
        found.add_metric(key, value)
    return found
