"""The trainer of the examples: what it does in a few generations of small populations."""

from __future__ import annotations

import argparse
import csv
import importlib
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from rich.progress import Progress

from botkit.network import Network

FOLDER = Path(__file__).parents[3] / "examples" / "learning"


class HereAndNow:
    """Does what a pool of processes does, in this one."""

    def __enter__(self) -> HereAndNow:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def starmap(self, function: Callable[..., Any], jobs: Sequence[Any], chunksize: int) -> list[Any]:
        return [function(*job) for job in jobs]


@pytest.fixture
def train(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module("train")
    for name in ("train", "curve"):
        del sys.modules[name]


def strategy_of(train: ModuleType, pairs: int, **options: Any) -> Any:
    usual = {"processes": 1, "seed": 1, "opponents": "first,hunter,hunter,self", "start": None}
    return train.Strategy(argparse.Namespace(pairs=pairs, **usual | options), HereAndNow())


def test_the_trainer_is_short() -> None:
    assert len((FOLDER / "train.py").read_text(encoding="utf-8").splitlines()) < 200


def test_a_seed_and_a_number_of_generations_determine_the_network(
    train: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(train, "TICKS", 60)
    texts = []
    for processes, seed in ((1, 1), (2, 1), (1, 2)):
        strategy = strategy_of(train, 2, processes=processes, seed=seed)
        for _ in range(2):
            strategy.step()
        strategy.save(tmp_path / "policy.json")
        texts.append((tmp_path / "policy.json").read_text(encoding="utf-8"))
    assert texts[0] == texts[1] != texts[2]


def test_it_learns_to_destroy_what_does_nothing(train: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "MATCHES", 2)
    monkeypatch.setattr(train, "TICKS", 240)
    strategy = strategy_of(train, 16, opponents="idle")

    def harm() -> float:
        seeds = 10**6 + np.arange(64).reshape(32, 2)
        return float(strategy.play(np.tile(strategy.mean, (32, 1)), seeds, 240)[1].mean())

    before = harm()
    for _ in range(20):
        strategy.step()
    assert harm() > before + 0.05


def test_a_network_does_in_a_mirror_what_the_mirror_shows(train: ModuleType) -> None:
    rng = np.random.default_rng(0)
    layers = train.layers_of(rng.normal(size=(3, train.SIZE)))
    seen = rng.normal(size=(12, len(train.SEEN))).astype(np.float32)
    assert np.allclose(train.act(layers, seen * train.SEEN), train.act(layers, seen) * train.DONE, atol=1e-4)


def test_what_is_saved_acts_as_what_was_trained(train: ModuleType, tmp_path: Path) -> None:
    strategy = strategy_of(train, 1)
    strategy.save(tmp_path / "policy.json")
    network = Network.load(tmp_path / "policy.json")
    seen = np.random.default_rng(0).uniform(-1, 1, (200, network.size)).astype(np.float32)
    trained = np.clip(train.act(train.layers_of(strategy.mean[None]), seen), [-1, -1, 0, 0, -1], 1)
    difference = np.abs(trained - network(seen))
    assert (difference[:, :2] < 0.02).mean() > 0.99
    assert (difference[:, 2] < 0.18).mean() > 0.99


def test_training_continues_from_a_network(train: ModuleType, tmp_path: Path) -> None:
    strategy = strategy_of(train, 1, seed=3)
    strategy.save(tmp_path / "policy.json")
    continued = strategy_of(train, 1, start=tmp_path / "policy.json")
    continued.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "policy.json").read_bytes()
    assert np.allclose(continued.mean, strategy.mean, atol=1e-3)


def test_it_writes_the_network_and_its_curve(
    train: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shares = iter([{"first": 0.0, "hunter": 0.0}, {"first": 0.75, "hunter": 0.5}, {"first": 0.75, "hunter": 0.75}])
    monkeypatch.setattr(train.Strategy, "check", lambda self: next(shares))
    monkeypatch.setattr(train, "TICKS", 3)
    monkeypatch.setattr(train, "CHECK", 2)
    out = tmp_path / "policy.json"
    with Progress(disable=True) as progress:
        train.train(strategy_of(train, 1), argparse.Namespace(generations=3, start=None, out=out), progress)
    assert Network.load(out).widths == (len(train.SEEN), 2 * train.HIDDEN, 5)
    with (tmp_path / "policy.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["generation"], row["first"], row["hunter"]) for row in rows] == [
        ("0", "0.0", "0.0"),
        ("2", "0.75", "0.5"),
        ("3", "0.75", "0.75"),
    ]
    lines = ElementTree.parse(tmp_path / "policy.svg").getroot().findall("{http://www.w3.org/2000/svg}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [3, 3]

    shares = iter(
        [{"aggressive": 0.0, "first": 0.75, "hunter": 0.75}, {"aggressive": 1.0, "first": 0.5, "hunter": 0.5}]
    )
    with Progress(disable=True) as progress:
        train.train(strategy_of(train, 1), argparse.Namespace(generations=1, start=out, out=out), progress)
    rows = train.read_curve(out)
    assert [row["generation"] for row in rows] == [0, 2, 3, 3, 4]
    assert "aggressive" not in rows[2] and rows[-1]["aggressive"] == 1
    lines = ElementTree.parse(tmp_path / "policy.svg").getroot().findall("{http://www.w3.org/2000/svg}polyline")
    assert sorted(len(line.attrib["points"].split()) for line in lines) == [2, 5, 5]


def test_an_interrupt_keeps_the_network(
    train: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(strategy: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train.Strategy, "check", interrupt)
    monkeypatch.setattr(train, "get_context", lambda method: argparse.Namespace(Pool=lambda *_: HereAndNow()))
    monkeypatch.setattr(sys, "argv", ["train.py", "--out", str(tmp_path / "policy.json")])
    with pytest.raises(SystemExit) as stopped:
        train.main()
    assert stopped.value.code == 130
    assert "interrupted after 0 generations" in capsys.readouterr().err
    Network.load(tmp_path / "policy.json")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("--minutes 0", "must be positive"),
        ("--minutes nan", "must be positive"),
        ("--generations 0", "must be positive"),
        ("--seed -1", "not negative"),
        ("--out nowhere/policy.json", "No such file or directory: 'nowhere/policy.json'"),
        ("--start nothing.json", "No such file or directory: 'nothing.json'"),
        ("--opponents nobody --out OUT", "opponent 'nobody' is not one of: "),
        (
            "--start OTHER",
            "other.json: <Network 41-5, activation 'tanh', actions 'box'> is not one that this program wrote",
        ),
    ],
)
def test_a_bad_argument_is_refused(
    train: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: str,
    reason: str,
) -> None:
    monkeypatch.setattr(train, "get_context", lambda method: argparse.Namespace(Pool=lambda *_: HereAndNow()))
    out, other = tmp_path / "policy.json", tmp_path / "other.json"
    out.write_text("kept")
    Network.from_layers(train.LAYOUT, [(np.zeros((5, train.LAYOUT.size)), np.zeros(5))]).save(other)
    arguments = arguments.replace("OUT", str(out)).replace("OTHER", str(other))
    monkeypatch.setattr(sys, "argv", ["train.py", *arguments.split()])
    with pytest.raises(SystemExit) as stopped:
        train.main()
    assert stopped.value.code == 2
    assert reason in capsys.readouterr().err.splitlines()[-1]
    assert out.read_text() == "kept"
