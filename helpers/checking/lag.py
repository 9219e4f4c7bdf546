"""An exercise that asks how many steps a forecast comes late."""

from collections.abc import Sequence

from helpers.checking.answers import OddAnswer, read_number
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge


def lag(
    answer: object,
    *,
    exercise: int,
    came: Sequence[float],
    forecast: Sequence[float],
) -> None:
    """Check by how many steps a forecast lags behind what came.

    Parameters
    ----------
    answer
        The learner's number of steps.
    exercise
        Its number in the lesson.
    came, forecast
        What came, and what had been forecast of the same steps; from some
        step on the forecast repeats what came, one step late or more.

    Raises
    ------
    ValueError
        The exercise itself is wrong: the lists differ in length, or the
        forecast repeats nothing, or more than once.
    """
    check_sizes(exercise=exercise)
    came, forecast = tuple(came), tuple(forecast)
    fits = [
        late
        for late in range(1, len(came) // 2 + 1)
        if forecast[late:] == came[:-late]
    ]
    if len(came) != len(forecast) or len(fits) != 1:
        raise ValueError(
            f"came has {len(came)} numbers, forecast {len(forecast)}, and it "
            f"repeats them with the lags {fits}; give two lists of the same "
            "length, the second late by one number of steps."
        )
    right = fits[0]
    slips = [
        (
            0,
            "Then the two lists would agree in each place: compare them one "
            "by one.",
        ),
        (
            -right,
            "The size is right, but a lag is counted forwards: the forecast "
            "comes after what it repeats.",
        ),
        (
            right - 1,
            "Your lag is one step short: pick a peak of what came, and count "
            "the steps until the forecast has it.",
        ),
        (
            right + 1,
            "Your lag is one step too long: from a peak to its repetition, "
            "count the steps, not the numbers.",
        ),
        (
            len(came) - right,
            "That is how many numbers agree once the lists are shifted: by "
            "how many steps did you shift?",
        ),
        (len(came), "That is the length of the lists."),
    ]
    otherwise = (
        f"{NO_SLIP} Pick a peak of what came, and look for it in the forecast."
    )

    def find_hint(given: object) -> str | None:
        number = read_number(given)
        if not isinstance(number, int):
            raise OddAnswer("A lag is a whole number of steps.")
        return hint_for(number, right, slips, otherwise)

    judge(exercise, answer, find_hint)
