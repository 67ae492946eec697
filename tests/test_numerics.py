"""What engine/ and systems/ may compute with, so that the same inputs give the same digests on every machine.

The checker walks their syntax trees. numpy names that are not on the list fail, as do ways around it.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for room in ("engine", "systems") for path in (ROOT / room).rglob("*.py"))


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMPY = (
    words("bool_ dtype float64 int8 int16 int32 int64 intp ndarray uint8 uint16 uint32 uint64 inf")
    | words("arange array ascontiguousarray concatenate empty frombuffer full ones repeat stack triu_indices zeros")
    | words("abs add maximum minimum rint round sqrt where any isin divmod")
    | words("count_nonzero flatnonzero lexsort searchsorted")
    | words("maximum.at minimum.at maximum.reduce minimum.reduce")
    | words("add.at subtract.at add.accumulate add.reduce add.reduceat bincount")  # for integers, each named below
)
MATH = words("isfinite tau")
MODULES = words(
    "__future__ collections.abc dataclasses enum functools hashlib itertools json math numpy numpy.typing re struct"
    " typing zlib"
)
RELEASE = ("systems/release.py", "importlib")  # the one module that asks for more: no state comes of it
SUMMING = words("sum cumsum add.at subtract.at add.accumulate add.reduce add.reduceat bincount")
INTEGER_SUMS = {  # functions with sums, all of integers, checked by hand, and why
    "engine/digest.py": {"fold"},  # uint64, wrapping
    "engine/log.py": {"_decode_block"},  # int8, wrapping
    "engine/broad_phase.py": {"_windows"},  # counts of pairs
    "engine/world.py": {"_rows"},  # counts of rows
    "systems/step/contacts.py": {"add", "collide_ships", "_bounce_off_asteroids"},  # int64 of 2^-20; int32
    "systems/step/damage.py": {"_land_shots", "_pay_back", "_absorb"},  # int32 and int64 units
    "systems/step/guns.py": {"_reach"},  # speeds in the order of the tables: a reach, no state
    "systems/step/judging.py": {"score_beacon", "judge"},  # counts of sides
    "systems/step/ring.py": {"score_nearest"},  # counts of sides
    "systems/protocol/budget.py": {"_parts"},  # counts of characters
    "systems/protocol/rows.py": {"__init__", "places"},  # counts of rows
    "systems/replay/statistics/energy.py": {"_refund"},  # int32 units
    "systems/replay/statistics/games.py": {"total", "_faults"},  # int64 units and counts
    "systems/replay/statistics/gunnery.py": {"_hit", "end"},  # counts of shots
    "systems/replay/statistics/motion.py": {"_place"},  # counts of ticks
    "systems/results.py": {"ranks", "_hull", "ending"},  # int32 units; counts of sides
}
METHODS = words("argpartition argsort cumprod dot mean partition prod sort std trace var")  # of arrays
METHODS |= words("__pow__ __rpow__ __ipow__ __matmul__ __rmatmul__ __imatmul__")
NAMES = words("__import__ eval exec getattr hash pow")
GETATTR = {"engine/component.py", "systems/rules.py", "systems/setup.py", "systems/worlds.py"}  # of fields, by name


def dotted(node: ast.AST) -> str | None:
    """Return `np.add.at` as text, or None if the node is not a chain of names."""
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return None if head is None else f"{head}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else None


class Checker(ast.NodeVisitor):
    """Collects violations in one source."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[str] = []
        self._function = ""

    def problem(self, node: ast.AST, what: str) -> None:
        self.problems.append(f"{self.name}:{getattr(node, 'lineno', 0)}: {what}")

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._module(node, alias.name)
            if alias.name == "numpy" and alias.asname != "np":
                self.problem(node, "numpy is imported under another name than np")
            if alias.name == "math" and alias.asname:
                self.problem(node, "math is imported under another name")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        self._module(node, module)
        if any(alias.name in ("np", "numpy", "math") for alias in node.names):
            self.problem(node, f"a module is taken out of {module}")
        if module == "numpy" or (module == "math" and any(alias.name not in MATH for alias in node.names)):
            self.problem(node, f"names are imported from {module}")

    def _module(self, node: ast.AST, module: str) -> None:
        if (self.name, module) == RELEASE:
            return
        if module not in MODULES and module.split(".")[0] not in ("engine", "systems"):
            self.problem(node, f"{module} is imported")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outside, self._function = self._function, node.name
        self.generic_visit(node)
        self._function = outside

    def visit_Attribute(self, node: ast.Attribute) -> None:
        chain = dotted(node)
        if chain and chain.startswith("np."):
            if chain[3:] not in NUMPY:
                self.problem(node, chain)
            self._sum(node, chain[3:])
            return
        if chain and chain.startswith("math."):
            if chain[5:] not in MATH:
                self.problem(node, chain)
            return
        if node.attr in METHODS:
            self.problem(node, f".{node.attr}")
        self._sum(node, node.attr)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in ("np", "math"):
            self.problem(node, f"{node.id} under another name")
        if node.id in NAMES and not (node.id == "getattr" and self.name in GETATTR):
            self.problem(node, node.id)
        self._sum(node, node.id)

    def _sum(self, node: ast.AST, name: str) -> None:
        if name in SUMMING and self._function not in INTEGER_SUMS.get(self.name, ()):
            self.problem(node, f"{name} in {self._function or 'the module'}, which is not among the integer sums")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self._operator(node, node.op, node.left, node.right)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._operator(node, node.op, node.target, node.value)
        self.generic_visit(node)

    def _operator(self, node: ast.AST, op: ast.operator, left: ast.expr, right: ast.expr) -> None:
        if isinstance(op, ast.MatMult):
            self.problem(node, "@")
        if isinstance(op, ast.Pow):
            power = right.operand if isinstance(right, ast.UnaryOp) else right
            constant = isinstance(left, ast.Constant) and isinstance(power, ast.Constant)
            # a square of one of the rules is a square of a Python float, not of a column
            square = (dotted(left) or "").rpartition(".")[0].endswith("rules") and ast.unparse(right) == "2"
            if not (constant or square):
                self.problem(node, f"** in {ast.unparse(node)}")

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, complex):
            self.problem(node, "a complex number")

    def visit_For(self, node: ast.For) -> None:
        self._iterated(node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self._iterated(node.iter)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if dotted(node.func) in ("list", "tuple", "iter", "enumerate", "np.array"):
            for argument in node.args:
                self._iterated(argument)
        self.generic_visit(node)

    def _iterated(self, node: ast.expr) -> None:
        made = isinstance(node, ast.Call) and dotted(node.func) in ("set", "frozenset")
        if made or isinstance(node, (ast.Set, ast.SetComp)):
            self.problem(node, "iteration over a set")


def problems(source: str, name: str = "planted.py") -> list[str]:
    checker = Checker(name)
    checker.visit(ast.parse(source))
    return checker.problems


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_source_computes_with_what_is_the_same_everywhere(path: Path) -> None:
    assert problems(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()) == []


def test_every_reviewed_sum_is_still_there() -> None:
    for name, functions in INTEGER_SUMS.items():
        names = {n.name for n in ast.walk(ast.parse((ROOT / name).read_text())) if isinstance(n, ast.FunctionDef)}
        assert functions <= names


@pytest.mark.parametrize(
    "planted",
    [
        "import numpy as np\ndef f(x): return np.sin(x)",
        "import numpy as np\ndef f(x): return np.cos(x)",
        "import numpy as np\ndef f(x, y): return np.arctan2(x, y)",
        "import numpy as np\ndef f(x): return np.exp(x) + np.log(x)",
        "import numpy as np\ndef f(x): return np.power(x, 2)",
        "import numpy as np\ndef f(x): return np.hypot(x, x)",
        "import numpy as np\ndef f(x): return np.cbrt(x)",
        "import numpy as np\ndef f(x): return np.dot(x, x)",
        "import numpy as np\ndef f(x): return np.einsum('i,i', x, x)",
        "import numpy as np\ndef f(x): return np.linalg.norm(x)",
        "import numpy as np\ndef f(x): return np.random.default_rng(1)",
        "import numpy as np\ndef f(x): return np.argpartition(x, 2)",
        "import numpy as np\ndef f(x): return np.sort(x)",
        "import numpy as np\ndef f(x): return np.argsort(x)",
        "import numpy as np\ndef f(x, y): return np.add.at(x, y, 0.5)",
        "import numpy as np\ndef f(x): return np.add.reduce(x)",
        "import numpy as np\ndef f(x): return np.bincount(x, weights=x)",
        "import numpy\ndef f(x): return numpy.sin(x)",
        "import numpy as xp\ndef f(x): return xp.sin(x)",
        "from numpy import sin",
        "import numpy as np\nq = np\ndef f(x): return q.sin(x)",
        "from engine.world import np as xp\ndef f(x): return xp.sin(x)",
        "def f(x): return x.__pow__(2)",
        "from numpy.random import default_rng",
        "def f(x): return x @ x",
        "def f(x): x @= x",
        "def f(x): return x ** 2",
        "def f(x): return x ** 0.5",
        "def f(x): return 2 ** x",
        "def f(x): x **= 2",
        "def f(x): return pow(x, 2)",
        "def f(x): return x.sum()",
        "def f(x): return sum(x)",
        "def f(x): return x.cumsum()",
        "def f(x): return x.mean()",
        "def f(x): return x.dot(x)",
        "def f(x): return x.argsort()",
        "def f(x): x.sort()",
        "def f(x): return x.argpartition(3)",
        "def f(x): return getattr(x, 's' 'um')()",
        "import math\ndef f(x): return math.sin(x)",
        "import math as m\ndef f(x): return m.sin(x)",
        "from math import hypot",
        "import random",
        "import time",
        "from datetime import datetime",
        "import os",
        "def f(x): return x * 1j",
        "def f(): return [x for x in {1, 2}]",
        "def f(y):\n    for x in set(y):\n        pass",
        "def f(y): return list({x for x in y})",
        "def f(y): return hash(y)",
    ],
)
def test_the_checker_sees(planted: str) -> None:
    assert problems(planted)


def test_the_checker_lets_pass_what_is_exact() -> None:
    source = """
import math
import numpy as np
BIG = 2.0**32 - 2**-53
def f(x, y, rules):
    u = np.sqrt(np.maximum(x * x + y * y, 0.0)) / rules.radius**2
    return np.rint(u).astype(np.int64), math.isfinite(BIG), np.lexsort((x, y)), x.nonzero(), x.any()
"""
    assert problems(source) == []
