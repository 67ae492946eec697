"""The colours of the lines in a history."""

COLORS = (
    "#3b82f6", "#ef4444", "#10b981", "#f59e0b", "#8b5cf6", "#ec4899",
    "#14b8a6", "#a16207", "#64748b", "#84cc16", "#f97316", "#06b6d4",
)  # fmt: skip
LINES = len(COLORS)  # bots whose history is drawn
