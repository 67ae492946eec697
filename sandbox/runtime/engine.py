"""wasmtime's engines, one for the guest and one for untrusted modules, with all options that affect compiled code."""

from __future__ import annotations

from collections.abc import Mapping

from wasmtime import Config, Engine

from sandbox.runtime.abi import ffi

Options = Mapping[str, bool | int | str]

_OFF = (  # WebAssembly proposals that neither the guest nor compilers' usual output needs
    "compact_imports",
    "component_model_async",
    "component_model_implements",
    "component_model_map",
    "custom_page_sizes",
    "exceptions",
    "function_references",
    "gc",
    "memory64",
    "multi_memory",
    "relaxed_simd",
    "stack_switching",
    "tail_call",
    "threads",
    "wide_arithmetic",
)
_COMMON: Options = {
    "consume_fuel": True,
    "epoch_interruption": True,
    "cranelift_nan_canonicalization": True,
    "cranelift_opt_level": "speed",
    "max_wasm_stack": 1 << 20,  # wasmtime would abort the process above 2 MiB
    **{f"wasm_{name}": False for name in _OFF},
}
# componentize-py's output is a component, and needs bulk memory and reference types.
GUEST_OPTIONS: Options = {**_COMMON, "wasm_multi_value": False, "wasm_simd": False}
MODULE_OPTIONS: Options = {**_COMMON, "parallel_compilation": False, "wasm_component_model": False}


def make_engine(options: Options) -> Engine:
    """Return an engine whose Config has these options."""
    config = Config()
    for name, value in options.items():
        if hasattr(Config, name):
            setattr(config, name, value)
        else:  # an option that wasmtime-py does not wrap
            getattr(ffi, f"wasmtime_config_{name}_set")(config.ptr(), value)
    return Engine(config)
