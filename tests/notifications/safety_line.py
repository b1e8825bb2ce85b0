"""A partnership's line on what to do when a child is at risk now, as the settings hold it."""

SAFETY_LINE = (
    "If you are concerned about a child or young person now, call 0345 603 7627. In immediate danger call 999."
)
