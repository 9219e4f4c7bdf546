"""How much work a run does: `preset` in the parameters of a long lesson.

"quick" only shows that everything runs, and its numbers mean nothing;
"lesson" is what the saved outputs come from; "full" is for a machine that
may think for longer.
"""

from typing import TypeVar

Value = TypeVar("Value")
PRESETS = ("quick", "lesson", "full")


def choose(preset: str, *, quick: Value, lesson: Value, full: Value) -> Value:
    """Return the one of three values that belongs to the preset.

    >>> choose("lesson", quick=1, lesson=8, full=30)
    8

    Raises
    ------
    ValueError
        There is no such preset.
    """
    if not isinstance(preset, str) or preset not in PRESETS:
        raise ValueError(
            f"preset is {preset!r}; give 'quick', 'lesson' or 'full'."
        )
    return dict(zip(PRESETS, (quick, lesson, full), strict=True))[preset]
