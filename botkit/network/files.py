"""The file of a network: JSON text, checked before anything is computed from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from botkit.network.arithmetic import BIAS_LIMIT, MAX_LAYERS, MAX_WIDTH, SHIFT_LIMIT, WEIGHT_LIMIT
from botkit.network.layer import Layer

FORMAT = "spacecode network 2"
_FORMER = "spacecode network 1"
MAX_BYTES = 8 << 20  # of a file
_KEYS = {"format", "inputs", "activation", "actions", "layers"}

Inputs = dict[str, tuple[int, tuple[str, ...]]]


def text_of(
    inputs: Mapping[str, tuple[int, Iterable[str]]], layers: Iterable[Layer], activation: str, actions: str
) -> str:
    """Return the text of a file, with a line for each row of weights."""
    blocks = [{"block": name, "rows": rows, "fields": list(fields)} for name, (rows, fields) in inputs.items()]
    head = {"format": FORMAT, "inputs": blocks, "activation": activation, "actions": actions}
    written = []
    for layer in layers:
        rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in layer.weight.tolist())
        bias = json.dumps(layer.bias.tolist())
        written.append(f'{{"shift": {layer.shift},\n"bias": {bias},\n"weight": [\n{rows}\n]}}')
    return json.dumps(head)[:-1] + ',\n"layers": [\n' + ",\n".join(written) + "\n]}\n"


def parse(data: bytes) -> tuple[Inputs, tuple[Layer, ...], str, str]:
    """Return inputs, layers, activation and actions, given a file's bytes, or its first `MAX_BYTES` + 1.

    Raises:
        ValueError: it is not a file of a network, is too large, or a part is missing, unknown or of another type.
    """
    if len(data) > MAX_BYTES:
        raise ValueError(f"a network's file has at most {MAX_BYTES >> 20} MB")
    try:
        whole = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError("it is not the JSON text of a network") from None
    if isinstance(whole, dict) and whole.get("format") == _FORMER:
        raise ValueError("it is a network of format 1, whose actions lack strafe: train it again")
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise ValueError(f'it is not a network: it lacks "format": "{FORMAT}"')
    if whole.keys() != _KEYS:
        raise ValueError(f"its keys are not {', '.join(sorted(_KEYS))}")
    layers = whole["layers"]
    if not isinstance(layers, list) or not 0 < len(layers) <= MAX_LAYERS:
        raise ValueError(f"layers are not a list of 1 .. {MAX_LAYERS}")
    parsed = tuple(_layer(number, layer) for number, layer in enumerate(layers))
    for name in ("activation", "actions"):
        if not isinstance(whole[name], str) or len(whole[name]) > 20:
            raise ValueError(f"{name} is not a name")
    return _inputs(whole["inputs"]), parsed, whole["activation"], whole["actions"]


def _inputs(blocks: Any) -> Inputs:
    wrong = ValueError("inputs are not a list of blocks, each with the keys block, rows and fields")
    if not isinstance(blocks, list) or len(blocks) > MAX_WIDTH:
        raise wrong
    found: Inputs = {}
    for block in blocks:
        if not isinstance(block, dict) or block.keys() != {"block", "rows", "fields"}:
            raise wrong
        name, rows, fields = block["block"], block["rows"], block["fields"]
        if type(rows) is not int or not 0 < rows <= MAX_WIDTH or not isinstance(fields, list):
            raise wrong
        if len(fields) > MAX_WIDTH or not all(isinstance(text, str) and len(text) <= 20 for text in (name, *fields)):
            raise wrong
        if name in found:
            raise ValueError(f"inputs have the block {name!r} twice")
        found[name] = rows, tuple(fields)
    return found


def _layer(number: int, layer: Any) -> Layer:
    where = f"layer {number}"
    if not isinstance(layer, dict) or layer.keys() != {"shift", "bias", "weight"}:
        raise ValueError(f"{where}: its keys are not bias, shift and weight")
    shift, bias, weight = layer["shift"], layer["bias"], layer["weight"]
    if type(shift) is not int or not 0 <= shift <= SHIFT_LIMIT:
        raise ValueError(f"{where}: shift is not an integer of 0 .. {SHIFT_LIMIT}")
    if not isinstance(weight, list) or not 0 < len(weight) <= MAX_WIDTH or not isinstance(weight[0], list):
        raise ValueError(f"{where}: weight is not a list of 1 .. {MAX_WIDTH:,} rows")
    width = len(weight[0])
    if not 0 < width <= MAX_WIDTH:
        raise ValueError(f"{where}: a row of weights has not 1 .. {MAX_WIDTH:,} numbers")
    for row in weight:
        _check_numbers(f"{where}: a row of weights", row, width, WEIGHT_LIMIT)
    _check_numbers(f"{where}: bias", bias, len(weight), BIAS_LIMIT)
    return Layer(np.array(weight, np.int64), np.array(bias, np.int64), shift)


def _check_numbers(what: str, numbers: Any, count: int, limit: int) -> None:
    if not isinstance(numbers, list) or len(numbers) != count:
        raise ValueError(f"{what} is not a list of {count:,} numbers")
    if not all(type(number) is int and -limit <= number <= limit for number in numbers):
        raise ValueError(f"{what} has a number that is not an integer of -{limit:,} .. {limit:,}")
