"""The hint for a wrong shape: for the slip, or for the axis that is off."""

from helpers.checking.verdicts import NO_SLIP, hint_for

Shape = tuple[int, ...]
Slips = list[tuple[Shape, str]]


def shape_hint(
    given: Shape, right: Shape, slips: Slips, axes: tuple[str, ...]
) -> str | None:
    """Return the hint for a shape, None if it is right.

    `axes` names the axes of the right shape; where no slip fits, the hint
    tells which of them is wrong.
    """
    differ = [
        name
        for name, size, wanted in zip(axes, given, right, strict=False)
        if size != wanted
    ]
    otherwise = (
        f"{NO_SLIP} Go through the axes one by one: what does each of them "
        "count?"
    )
    if len(given) != len(right):
        word = "few" if len(given) < len(right) else "many"
        otherwise = (
            f"Your shape has too {word} axes. Ask of each what it counts."
        )
    elif len(differ) == 1:
        otherwise = (
            f"All but one is right: look again at the size of the {differ[0]} "
            "axis."
        )
    return hint_for(given, right, slips, otherwise)
