"""The build hook: wheels and editable installs come with the sandbox's guest, which is never in git, wheels also with
the built-in opponents."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GuestHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds sandbox/guest.wasm and sandbox/guest.json where they are not those of the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a target is built; the sdist holds sources alone."""
        if self.target_name != "wheel":
            return
        path = Path(self.root, "sandbox", "build.py")  # by its path: the packages' own needs are not installed here
        spec = importlib.util.spec_from_file_location("spacecode_guest_build", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if module.build():
            self.app.display_info(f"built {module.describe()}")
        if version == "editable":
            return  # a checkout reads them where they are
        for bot in sorted(Path(self.root, "examples").glob("*/*.py")):  # not the leagues that were played there
            build_data["force_include"][str(bot)] = f"botkit/opponents/{bot.parent.name}/{bot.name}"
