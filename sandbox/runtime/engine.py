"""wasmtime's engines, one for the guest and one for untrusted modules, with all options that affect compiled code."""

from __future__ import annotations

from collections.abc import Mapping

from wasmtime import Config, Engine

Options = Mapping[str, bool | int | str]

_COMMON: Options = {
    "consume_fuel": True,
    "epoch_interruption": True,
    "cranelift_nan_canonicalization": True,
    "cranelift_opt_level": "speed",
    "wasm_threads": False,
    "wasm_relaxed_simd": False,
    "wasm_memory64": False,
    "max_wasm_stack": 1 << 20,  # wasmtime would abort the process above 2 MiB
}
GUEST_OPTIONS: Options = {**_COMMON}
MODULE_OPTIONS: Options = {  # features that compilers do not use by default are disabled
    **_COMMON,
    "parallel_compilation": False,
    "wasm_component_model": False,
    "wasm_multi_memory": False,
    "wasm_tail_call": False,
    "wasm_exceptions": False,
    "wasm_gc": False,
    "wasm_function_references": False,
    "wasm_stack_switching": False,
    "wasm_custom_page_sizes": False,
    "wasm_wide_arithmetic": False,
}


def make_engine(options: Options) -> Engine:
    """Return an engine whose Config has these options."""
    config = Config()
    for name, value in options.items():
        setattr(config, name, value)
    return Engine(config)
