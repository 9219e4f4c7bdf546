"""An exercise that asks for a seasonal forecast, made by hand."""

from collections.abc import Sequence

from helpers.checking.answers import (
    MOST_AXES,
    OddAnswer,
    read_number,
    refuse_odd,
)
from helpers.checking.verdicts import NO_SLIP, check_sizes, hint_for, judge

Numbers = tuple[float, ...]


def seasonal_forecast(
    answer: object,
    *,
    exercise: int,
    series: Sequence[float],
    period: int,
    horizon: int,
) -> None:
    """Check a forecast that repeats what was one period before.

    Parameters
    ----------
    answer
        The learner's numbers, in order of time.
    exercise
        Its number in the lesson.
    series
        What is known, in order of time: at least two periods.
    period, horizon
        Steps after which the series repeats, and steps to forecast; the
        horizon is no longer than the period, and at most 8.

    Raises
    ------
    ValueError
        The exercise itself is wrong: a size does not fit.
    """
    check_sizes(exercise=exercise, period=period, horizon=horizon)
    if horizon > min(period, MOST_AXES) or len(series) < 2 * period:
        raise ValueError(
            f"series has {len(series)} numbers, period is {period}, horizon "
            f"{horizon}; give two periods, and a horizon within one."
        )
    start = len(series) - period
    right = tuple(series[start : start + horizon])
    slips = _slips(tuple(series), period, horizon, start)
    otherwise = (
        f"{NO_SLIP} Stand on the first step to forecast, go back one whole "
        "period, and read from there."
    )
    judge(
        exercise,
        answer,
        lambda given: hint_for(_read(given), right, slips, otherwise),
    )


def _slips(series, period, horizon, start) -> list[tuple[Numbers, str]]:
    right = series[start : start + horizon]
    earlier, later = start - 1, start + 1
    mean = sum(series) / len(series)
    return [
        (
            (series[-1],) * horizon,
            "That is persistence: it repeats the last number. A seasonal "
            "forecast goes back one period.",
        ),
        (
            series[-horizon:],
            "Those are the last numbers that are known: they would repeat "
            "only with a shorter period.",
        ),
        (
            series[start - period : start - period + horizon],
            "You went back two periods: one is enough.",
        ),
        (
            series[earlier : earlier + horizon],
            "You went back one step too far.",
        ),
        (
            series[later : later + horizon],
            "You did not go back far enough: one step is missing.",
        ),
        (right[::-1], "The right numbers, but time runs backwards in yours."),
        (
            series[start:],
            "That is a whole period: how many steps are to be forecast?",
        ),
        (
            (mean,) * horizon,
            "That is the mean of all: the rhythm is gone from it.",
        ),
        (
            right[:1],
            "That is the first of them: one number for each step is asked "
            "for.",
        ),
    ]


def _read(answer: object) -> Numbers:
    refuse_odd(answer, "a list of numbers")
    if not isinstance(answer, (list, tuple)):
        try:
            answer = list(answer)
        except TypeError:
            raise OddAnswer(
                "Your answer is no list: write the numbers in brackets, with "
                "commas between them."
            ) from None
    if not 0 < len(answer) <= MOST_AXES:
        raise OddAnswer(
            "Your list is empty or long: it needs one number for each step "
            "to forecast."
        )
    return tuple(read_number(number) for number in answer)
