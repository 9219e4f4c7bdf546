"""Draw a series in time: where it is cut, and what was forecast of it."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing.canvas import DPI, PALETTE, WIDTH

# Line and colour both tell the forecasts apart, so that grey print works.
_STYLES = [
    (":", PALETTE["black"]),
    ("--", PALETTE["vermillion"]),
    ("-.", PALETTE["green"]),
    ("-", PALETTE["blue"]),
]


def draw_split(
    months: np.ndarray, series: ArrayLike, cut: int, name: str
) -> tuple[Figure, str]:
    """Draw a series, and which part of it is kept for the test.

    Parameters
    ----------
    months, series
        The months as ``datetime64[M]`` and a number for each, both (length,).
    cut
        Index of the first month of the test, between 1 and length - 1.
    name
        What the numbers are, for the axis and the alternative text.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        The two lengths differ, or the cut leaves one part empty.
    """
    series = np.asarray(series)
    if months.ndim != 1 or months.shape != series.shape:
        raise ValueError(
            f"months has shape {months.shape} and series {series.shape}; "
            "give a number for each month."
        )
    if not 0 < cut < len(series):
        raise ValueError(
            f"cut is {cut}; give a month between 1 and {len(series) - 1}."
        )
    fig, ax = _axes(2.8)
    top = series.max() * 1.12
    parts = [
        (slice(None, cut), PALETTE["blue"], "to learn from"),
        (slice(cut, None), PALETTE["vermillion"], "to test on"),
    ]
    for part, color, words in parts:
        ax.plot(months[part], series[part], color=color, linewidth=0.8)
        ax.text(months[part][0], top, f" {words}", color=color, weight="bold")
    ax.axvline(months[cut], color="black", linewidth=1, linestyle="--")
    ax.set(ylabel=name, ylim=(0, top * 1.12))
    alt = (
        f"Monthly {name}, from {months[0]} to {months[-1]}: the model learns "
        f"from the months before {months[cut]}, and the rest is kept for the "
        f"test. The numbers lie between {series.min():.1f} and "
        f"{series.max():.1f}."
    )
    return fig, alt


def draw_forecasts(
    past: ArrayLike,
    truth: ArrayLike,
    forecasts: Mapping[str, ArrayLike],
    name: str,
) -> tuple[Figure, str]:
    """Draw what was known, what came, and what was forecast.

    Parameters
    ----------
    past
        The last numbers that were known, (months,).
    truth
        The numbers that came, (horizon,).
    forecasts
        For each method its forecast, (horizon,); at most four methods.
    name
        What the numbers are, for the axis and the alternative text.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        A forecast has not the length of the truth, or there are too many.
    """
    past, truth = np.asarray(past), np.asarray(truth)
    if not 1 <= len(forecasts) <= len(_STYLES):
        raise ValueError(
            f"There are {len(forecasts)} forecasts; give one to "
            f"{len(_STYLES)}."
        )
    for method, forecast in forecasts.items():
        if np.shape(forecast) != truth.shape or truth.ndim != 1:
            raise ValueError(
                f"The forecast {method!r} has shape {np.shape(forecast)}, "
                f"what came {truth.shape}; give one number a month."
            )
    fig, ax = _axes(3.6)
    ahead = np.arange(1, len(truth) + 1)
    known = np.arange(1 - len(past), 1)
    ax.plot(known, past, "o-", color="0.65", markersize=4, label="known")
    ax.plot(ahead, truth, "ko-", markersize=4, label="what came")
    for (line, color), (method, forecast) in zip(
        _STYLES, forecasts.items(), strict=False
    ):
        ax.plot(ahead, forecast, line, color=color, label=method)
    ax.axvline(0.5, color="black", linewidth=1)
    ax.set(xlabel="months from the moment of the forecast", ylabel=name)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    ends = [f"{method} {f[-1]:.0f}" for method, f in forecasts.items()]
    alt = (
        f"Forecasts of the {name} for {len(truth)} months, and what came: "
        f"between {truth.min():.0f} and {truth.max():.0f}. In the last month "
        f"the forecasts are {', '.join(ends)}; what came is "
        f"{truth[-1]:.0f}."
    )
    return fig, alt


def _axes(height: float) -> tuple[Figure, Axes]:
    fig = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    return fig, fig.add_subplot()
