"""The build hook: adds the sandbox's guest, which is not in git, and the built-in opponents to wheels.

Editable installs get the guest, too.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OPPONENTS = ("bots", "melee", "fleet", "sumo")  # folders of examples: see league/bots/opponents.py


class GuestHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds sandbox/guest.wasm and sandbox/guest.json if they are missing or outdated."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare a build target, as hatchling's hook; an sdist contains only sources."""
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)  # the packages are not installed here, nor are their dependencies
        from sandbox import build

        if build.build():
            self.app.display_info(f"built {build.describe()}")
        if version == "editable":
            return  # a checkout reads them in place
        for bot in sorted(Path(self.root, "examples").glob("*/*.py")):
            if bot.parent.name not in OPPONENTS:
                continue
            build_data["force_include"][str(bot)] = f"botkit/opponents/{bot.parent.name}/{bot.name}"
