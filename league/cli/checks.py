"""What `league doctor` looks at: one finding each, and what to do where something is wrong."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """A finding.

    Attributes:
        name: what was looked at.
        found: what was seen there.
        fix: what to do about it; None if all is well.
    """

    name: str
    found: str
    fix: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the finding for JSON."""
        return {**asdict(self), "ok": self.fix is None}
