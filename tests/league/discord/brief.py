"""Admission with a short smoke match, for tests of the code around it; importable in a worker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import league.admission.submissions
from league.admission.entry import AdmittedBot, Refusal
from league.discord.intake import submissions

SMOKE = replace(league.admission.submissions.SMOKE, max_ticks=20)


def examine(*args: Any) -> AdmittedBot | Refusal:
    """Run admission, in a worker, whose own module is not replaced."""
    league.admission.submissions.SMOKE = SMOKE
    return submissions._examine(*args)
