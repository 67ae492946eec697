"""A network as a policy: from observations to actions, in numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from botkit.network import files
from botkit.network.arithmetic import (
    ACTIVATIONS,
    INPUT_LIMIT,
    LEVELS,
    MAX_LAYERS,
    MAX_PARAMETERS,
    ONE,
    OUTPUTS,
    PLACES,
    RELU_LIMIT,
    TANH_PLACES,
    TANH_STEPS,
    tanh_table,
)
from botkit.network.layer import Layer

Inputs = dict[str, tuple[int, tuple[str, ...]]]  # by block, in order: its rows and fields
Floats = NDArray[np.float64]

_STARTS = np.cumsum([0, *map(len, LEVELS)]).tolist()
_TOGETHER = 1 << 15  # values of a layer that are computed at once, 256 KB
_LEVELS = [np.array(levels) for levels in LEVELS]
_SHARES = [0, 1, 4]  # of the numbers of an action: thrust, turn and strafe


class _Layout(Protocol):
    @property
    def blocks(self) -> Mapping[str, Any]: ...  # each with rows and fields


def inputs_of(layout: _Layout) -> Inputs:
    """Return the inputs that are all of a layout."""
    return {name: (block.rows, tuple(block.fields)) for name, block in layout.blocks.items()}


@dataclass(frozen=True, eq=False)
class Network:
    """A multilayer perceptron in integer arithmetic: a policy that acts everywhere alike, bit for bit.

    Attributes:
        inputs: the blocks of the observation that it takes, in order, with their rows and fields.
        layers: the first takes the observation; each but the last is followed by the activation.
        activation: `tanh` or `relu`.
        actions: `box`, with an output for each number of an action, or `multidiscrete`, with one for each of its
            levels, of which the largest is taken.

    Raises:
        ValueError: a number is beyond its bounds, or parts do not fit each other.
    """

    inputs: Inputs
    layers: tuple[Layer, ...]
    activation: str = "tanh"
    actions: str = "box"

    def __post_init__(self) -> None:
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"activation {self.activation!r} is not one of: {', '.join(ACTIVATIONS)}")
        if self.actions not in OUTPUTS:
            raise ValueError(f"actions {self.actions!r} are not one of: {', '.join(OUTPUTS)}")
        if not 0 < len(self.layers) <= MAX_LAYERS:
            raise ValueError(f"{len(self.layers)} layers are not within 1 .. {MAX_LAYERS}")
        if self.parameters > MAX_PARAMETERS:
            raise ValueError(f"{self.parameters:,} weights and biases are more than {MAX_PARAMETERS:,}")
        width, most = self.size, round(INPUT_LIMIT * ONE)
        for number, layer in enumerate(self.layers):
            if layer.weight.shape[1] != width:
                raise ValueError(f"layer {number} has {layer.weight.shape[1]} inputs, not {width}")
            try:
                layer.check(most)
            except ValueError as error:
                raise ValueError(f"layer {number}: {error}") from None
            width, most = len(layer.bias), ONE if self.activation == "tanh" else RELU_LIMIT
        if width != OUTPUTS[self.actions]:
            raise ValueError(f"actions {self.actions!r} take {OUTPUTS[self.actions]} outputs, not {width}")

    @classmethod
    def from_layers(
        cls, layout: _Layout, layers: Iterable[Sequence[Any]], activation: str = "tanh", actions: str = "box"
    ) -> Network:
        """Return the network nearest to one of floats.

        Args:
            layout: of the observations, a `botkit.gym.Layout`.
            layers: weight `[outputs, inputs]` and bias `[outputs]` of each.
            activation: see `Network`.
            actions: see `Network`.

        Raises:
            ValueError: a number is too large, or parts do not fit each other.
        """
        quantised = tuple(Layer.quantised(weight, bias) for weight, bias in layers)
        return cls(inputs_of(layout), quantised, activation, actions)

    @classmethod
    def load(cls, path: str | Path) -> Network:
        """Return the network in a file that `save` has written.

        Raises:
            ValueError: it is not such a file, is too large, or its contents are not valid.
            OSError: it cannot be read.
        """
        path = Path(path)
        with path.open("rb") as file:
            data = file.read(files.MAX_BYTES + 1)
        try:
            return cls(*files.parse(data))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from None

    def save(self, path: str | Path) -> None:
        """Write the network to a JSON text file; raise OSError if that fails."""
        Path(path).write_text(files.text_of(self.inputs, self.layers, self.activation, self.actions), encoding="utf-8")

    def __repr__(self) -> str:
        widths = "-".join(map(str, self.widths))
        return f"<Network {widths}, activation {self.activation!r}, actions {self.actions!r}>"

    @property
    def size(self) -> int:
        """The numbers of an observation, N."""
        return sum(rows * len(fields) for rows, fields in self.inputs.values())

    @property
    def widths(self) -> tuple[int, ...]:
        """The numbers of inputs, hidden units and outputs."""
        return self.size, *(len(layer.bias) for layer in self.layers)

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum(layer.weight.size + layer.bias.size for layer in self.layers)

    def __call__(self, observations: Any) -> Floats:
        """Return actions of the kind `box`, as they are ordered: thrust, turn and strafe in hundredths, fire in thirds.

        Args:
            observations: `[…, N]`.

        Returns:
            `[…, 5]`.

        Raises:
            ValueError: the observations have another size, or a number that is NaN or beyond -10 .. 10.
        """
        shape = np.shape(observations)[:-1]
        if self.actions == "multidiscrete":
            chosen = self._choose(observations)
            found = np.stack([levels[row] for levels, row in zip(_LEVELS, chosen, strict=True)])
        else:
            found = self._outputs(observations)
            np.clip(found, np.array([[-1.0], [-1.0], [0.0], [0.0], [-1.0]]), 1.0, out=found)
            found[_SHARES] = np.rint(100.0 * found[_SHARES]) / 100.0
            found[2] = np.rint(3.0 * found[2]) / 3.0
            found[3] = found[3] > 0.5
        return found.T.reshape(*shape, len(LEVELS))

    def choose(self, observations: Any) -> NDArray[np.int64]:
        """Return actions of the kind `multidiscrete`, for networks of that kind: indices of levels, `[…, 5]`.

        Raises:
            ValueError: as for a call, or the network's actions are of the other kind.
        """
        if self.actions != "multidiscrete":
            raise ValueError(f"the network's actions are {self.actions!r}")
        return np.stack(self._choose(observations), axis=-1).reshape(*np.shape(observations)[:-1], len(LEVELS))

    def _choose(self, observations: Any) -> list[NDArray[np.int64]]:
        """Return the index of the first largest output for each number of an action, `[M]`."""
        outputs = self._outputs(observations)
        return [outputs[start:end].argmax(axis=0) for start, end in pairwise(_STARTS)]

    def _outputs(self, observations: Any) -> Floats:
        """Return the outputs, `[outputs, M]`."""
        given = np.asarray(observations)
        if given.ndim < 1 or given.shape[-1] != self.size:
            raise ValueError(f"observations have the shape {given.shape}, not [..., {self.size}]")
        if given.dtype.kind != "f":
            given = given.astype(np.float64)
        if given.size and not (given.min() >= -INPUT_LIMIT and given.max() <= INPUT_LIMIT):
            raise ValueError(f"an observation has a number that is NaN or beyond -{INPUT_LIMIT:g} .. {INPUT_LIMIT:g}")
        rows = given.reshape(-1, self.size)
        result = np.empty((OUTPUTS[self.actions], len(rows)))
        step = max(_TOGETHER // max(self.widths), 1)
        for start in range(0, len(rows), step):
            result[:, start : start + step] = self._sums(rows[start : start + step])
        return result

    def _sums(self, observations: NDArray[Any]) -> Floats:
        """Return the outputs for observations, `[M, N]`, so few that what is computed of them stays in the caches."""
        whole = observations.T * observations.dtype.type(ONE)
        values: Floats = np.rint(whole, out=whole).astype(np.float64)
        *hidden, last = self._matrices
        for weight, bias in hidden:
            values = weight @ values
            values += bias
            if self.activation == "tanh":
                values = self._tanh.take(values.astype(np.intp), mode="clip")
            else:
                np.floor(values, out=values)
                np.clip(values, 0.0, RELU_LIMIT, out=values)
        weight, bias = last
        values = weight @ values
        values += bias
        return values

    @cached_property
    def _matrices(self) -> list[tuple[Floats, Floats]]:
        """The weights and biases of layers, `[outputs, inputs]` and `[outputs, 1]`, scaled for what takes their sums.

        That is an index into the table of tanh, an activation `relu` as an integer, or an output.
        """
        tanh = self.activation == "tanh"
        found = []
        for number, layer in enumerate(self.layers):
            last = number == len(self.layers) - 1
            unit = 2.0 ** ((0 if last else TANH_PLACES if tanh else PLACES) - PLACES - layer.shift)
            middle = TANH_STEPS if tanh and not last else 0
            found.append((layer.weight * np.float64(unit), layer.bias[:, None] * np.float64(unit) + middle))
        return found

    @cached_property
    def _tanh(self) -> Floats:
        return np.array(tanh_table(), np.float64)
