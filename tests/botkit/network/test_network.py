"""A network computes in integers what one of floats computes nearly, and is stored in a file that is checked."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from botkit.network import Layer, Network, files
from botkit.network.arithmetic import ONE, TANH_PLACES, TANH_STEPS, tanh_table


@dataclass
class Block:
    rows: int
    fields: tuple[str, ...]


class Layout:
    blocks = {"own": Block(1, ("a", "b", "c")), "foes": Block(2, ("d", "e"))}  # noqa: RUF012


def layers_of(*widths: int, seed: int = 1) -> list[tuple[Any, Any]]:
    rng = np.random.default_rng(seed)
    return [
        (rng.normal(size=(outputs, inputs)) / math.sqrt(inputs), rng.normal(size=outputs))
        for inputs, outputs in pairwise(widths)
    ]


def network_of(*hidden: int, activation: str = "tanh", actions: str = "box") -> Network:
    widths = 7, *hidden, {"box": 5, "multidiscrete": 21}[actions]
    return Network.from_layers(Layout(), layers_of(*widths), activation, actions)


def observations(count: int = 500, limit: float = 2.0) -> Any:
    return np.random.default_rng(2).uniform(-limit, limit, (count, 7)).astype(np.float32)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_it_computes_what_a_network_of_floats_does_nearly(activation: str) -> None:
    act = np.tanh if activation == "tanh" else lambda x: np.maximum(x, 0)
    seen = observations()
    for hidden in [(), (16,), (64, 32)]:
        values: Any = seen.astype(np.float64)
        layers = layers_of(7, *hidden, 5)
        for weight, bias in layers[:-1]:
            values = act(values @ weight.T + bias)
        values = values @ layers[-1][0].T + layers[-1][1]
        network = Network.from_layers(Layout(), layers, activation)
        assert np.abs(network(seen)[:, :2] - np.clip(values[:, :2], -1, 1)).max() < 0.01


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("actions", ["box", "multidiscrete"])
def test_python_s_integers_give_the_same(activation: str, actions: str) -> None:
    network, table = network_of(32, 16, activation=activation, actions=actions), tanh_table()
    for seen in (observations(50), observations(50, 10.0)):
        assert (np.tile(network(seen), (50, 1)) == network(np.tile(seen, (50, 1)))).all()
        for row, found in zip(seen.tolist(), network(seen).tolist(), strict=True):
            values = [round(number * ONE) for number in row]
            for layer in network.layers:
                sums = [
                    sum(w * v for w, v in zip(weights, values, strict=True)) + bias
                    for weights, bias in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
                ]
                assert max(map(abs, sums)) < 2**52
                if layer is not network.layers[-1] and activation == "tanh":
                    steps = [total >> layer.shift + 12 - TANH_PLACES for total in sums]
                    values = [table[min(max(step, -TANH_STEPS), TANH_STEPS - 1) + TANH_STEPS] for step in steps]
                elif layer is not network.layers[-1]:
                    values = [min(max(total >> layer.shift, 0), (1 << 20) - 1) for total in sums]
            outputs = [total / (1 << 12 + layer.shift) for total in sums]
            if actions == "box":
                thrust, turn, fire, shield, strafe = (min(max(output, -1), 1) for output in outputs)
                assert found == [
                    round(100 * thrust) / 100,
                    round(100 * turn) / 100,
                    round(3 * max(fire, 0)) / 3,
                    shield > 0.5,
                    round(100 * strafe) / 100,
                ]
            else:
                assert found[3] == (outputs[17] > outputs[16])
                assert found[4] == outputs[18:].index(max(outputs[18:])) - 1
                assert found[0] == outputs.index(max(outputs[:3])) - 1


def test_its_actions_are_those_of_its_choices_and_keep_the_shape() -> None:
    network = network_of(8, actions="multidiscrete")
    seen = observations(60).reshape(20, 3, 7)
    assert network(seen).shape == network.choose(seen).shape == (20, 3, 5)
    assert (network(seen)[..., 0] == network.choose(seen)[..., 0] - 1).all()
    assert (network(seen[4, 2]) == network(seen)[4, 2]).all()
    assert network(seen[:0]).shape == (0, 3, 5)
    assert (network(seen.astype(np.float64)) == network(seen)).all()
    assert network(np.zeros((2, 7), np.int64)).shape == (2, 5)
    with pytest.raises(ValueError, match="actions are 'box'"):
        network_of(8).choose(seen)


def test_tanh_is_rounded_alike_by_every_machine_and_ends_at_one() -> None:
    table = tanh_table()
    assert len(table) == 2 * TANH_STEPS and table[-1] == ONE and table == [-value for value in reversed(table)]
    exact = [math.tanh((step + 0.5) / 2**TANH_PLACES) * ONE for step in range(TANH_STEPS)]
    assert min(abs(value % 1 - 0.5) for value in exact) > 1e-5


def test_a_file_has_the_network(tmp_path: Path) -> None:
    for network in (network_of(12, 5), network_of(actions="multidiscrete"), network_of(9, activation="relu")):
        network.save(tmp_path / "policy.json")
        again = Network.load(tmp_path / "policy.json")
        assert (again.inputs, again.widths, again.activation) == (network.inputs, network.widths, network.activation)
        assert (again(observations()) == network(observations())).all()
        again.save(tmp_path / "again.json")
        assert (tmp_path / "again.json").read_bytes() == (tmp_path / "policy.json").read_bytes()


@pytest.mark.parametrize(
    ("layers", "error"),
    [
        ([], "0 layers are not within 1 .. 8"),
        (layers_of(6, 5), "layer 0 has 6 inputs, not 7"),
        (layers_of(7, 4), "actions 'box' take 5 outputs, not 4"),
        (layers_of(7, 3, 5)[::-1], "layer 0 has 3 inputs"),
        ([(np.full((5, 7), np.nan), np.zeros(5))], "finite numbers"),
        ([(np.full((5, 7), 1e9), np.zeros(5))], "finite numbers"),
        ([(np.zeros((5, 7)), np.zeros(3))], "are not \\[outputs, inputs\\]"),
        ([(np.zeros((5, 7)), np.full(5, np.inf))], "finite numbers"),
        (layers_of(7, 2000, 5), "within 1 .. 1,024"),
        (layers_of(7, 1024, 1024, 5), "1,062,917 weights and biases are more than 1,048,576"),
    ],
)
def test_layers_that_do_not_fit_are_refused(layers: Any, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        Network.from_layers(Layout(), layers)


def test_sums_that_would_not_be_exact_are_refused() -> None:
    layer = Layer(np.full((5, 7), 32767), np.array([2**51, 0, 0, 0, 0]), 0)
    inputs = {"own": (1, tuple("abcdefg"))}
    Network(inputs, (layer,))
    wide = Layer(np.full((5, 7), 1 << 51), np.zeros(5, np.int64), 0)
    with pytest.raises(ValueError, match="layer 0: a weight is beyond 32,767"):
        Network(inputs, (wide,))


def test_observations_that_do_not_fit_are_refused() -> None:
    network = network_of(4)
    for seen, error in [
        (np.zeros((3, 8)), "not \\[..., 7\\]"),
        (np.zeros(()), "not \\[..., 7\\]"),
        (np.full((2, 7), np.nan), "NaN"),
        (np.full((2, 7), 10.5), "NaN or beyond -10 .. 10"),
    ]:
        with pytest.raises(ValueError, match=error):
            network(seen)


def changed(**changes: Any) -> Any:
    whole = json.loads(files.text_of(network_of(3).inputs, network_of(3).layers, "tanh", "box"))
    for key, value in changes.items():
        *path, last = key.split("__")
        part = whole
        for name in path:
            part = part[int(name) if name.isdigit() else name]
        part[int(last) if last.isdigit() else last] = value
    return whole


HOSTILE = [
    (b"", "not the JSON text"),
    (b"\xff\xfe", "not the JSON text"),
    (b"[" * 100_000, "not the JSON text"),
    (b"9" * 5000, "not the JSON text"),
    (b" " * (files.MAX_BYTES + 1), "at most 8 MB"),
    (b"[]", "not a network"),
    (b'{"format": 1}', "not a network"),
    (changed(format="spacecode network 1"), "it is a network of format 1, whose actions lack strafe: train it again"),
    (changed(more=1), "its keys are not"),
    (changed(layers={}), "layers are not a list of 1 .. 8"),
    (changed(layers=[{}] * 9), "layers are not a list of 1 .. 8"),
    (changed(layers=[3]), "layer 0: its keys"),
    (changed(layers__0__shift=True), "shift is not an integer of 0 .. 24"),
    (changed(layers__0__shift=25), "shift is not an integer of 0 .. 24"),
    (changed(layers__1__weight=[]), "layer 1: weight is not a list"),
    (changed(layers__1__weight=[7]), "layer 1: weight is not a list"),
    (changed(layers__0__weight__1=[1, 2]), "is not a list of 7 numbers"),
    (changed(layers__0__weight__1__0=1.5), "is not an integer of -32,767 .. 32,767"),
    (changed(layers__0__weight__1__0=True), "is not an integer"),
    (changed(layers__0__weight__1__0=10**30), "is not an integer"),
    (changed(layers__0__bias__0=float("nan")), "layer 0: bias has a number"),
    (changed(layers__0__bias=[1]), "bias is not a list of 3"),
    (changed(inputs={}), "inputs are not a list of blocks"),
    (changed(inputs__0__rows=-1), "inputs are not a list of blocks"),
    (changed(inputs__0__rows=10**9), "inputs are not a list of blocks"),
    (changed(inputs__0__fields=[1]), "inputs are not a list of blocks"),
    (changed(inputs__0__block="foes"), "the block 'foes' twice"),
    (changed(inputs__0__rows=2), "layer 0 has 7 inputs, not 10"),
    (changed(activation=["tanh"]), "activation is not a name"),
    (changed(activation="sin"), "'sin' is not one of: tanh, relu"),
    (changed(actions="none"), "'none' are not one of: box, multidiscrete"),
]


@pytest.mark.parametrize(("content", "error"), HOSTILE, ids=[error for _, error in HOSTILE])
def test_a_file_with_anything_else_is_refused_on_one_line(content: Any, error: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(ValueError, match=error) as caught:
        Network.load(path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200
