"""Draw forecasts of a series over what came, one panel for each of them."""

from collections.abc import Mapping

import numpy as np
from matplotlib.dates import AutoDateLocator
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.drawing.canvas import DPI, PALETTE, WIDTH

MOST_PANELS = 4
_DOTS = 60  # so many months, or fewer, get a dot each


def draw_over_truth(
    months: np.ndarray,
    truth: ArrayLike,
    forecasts: Mapping[str, ArrayLike],
    name: str,
) -> tuple[Figure, str]:
    """Draw each forecast over what came in the same months.

    Parameters
    ----------
    months, truth
        The months as ``datetime64[M]`` and what came in each, both (length,).
    forecasts
        For each method what it had forecast of these months, (length,); at
        most four methods.
    name
        What the numbers are, for the axis and the alternative text.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        A length differs, or there is no forecast, or too many.
    """
    truth = np.asarray(truth, dtype=float)
    if truth.ndim != 1 or months.shape != truth.shape:
        raise ValueError(
            f"months has shape {months.shape} and truth {truth.shape}; give "
            "a number for each month."
        )
    if not 1 <= len(forecasts) <= MOST_PANELS:
        raise ValueError(
            f"There are {len(forecasts)} forecasts; give one to {MOST_PANELS}."
        )
    for method, forecast in forecasts.items():
        if np.shape(forecast) != truth.shape:
            raise ValueError(
                f"The forecast {method!r} has shape {np.shape(forecast)}, "
                f"what came {truth.shape}; give one number a month."
            )
    panels = len(forecasts)
    fig = Figure((WIDTH, 0.5 + 1.75 * panels), DPI, layout="constrained")
    axes = fig.subplots(panels, sharex=True, sharey=True, squeeze=False)
    dot = "o" if len(truth) <= _DOTS else ""
    for ax, (method, forecast) in zip(
        axes[:, 0], forecasts.items(), strict=True
    ):
        ax.plot(months, truth, f"k{dot}-", linewidth=1, markersize=4)
        color = PALETTE["vermillion"]
        look = {"color": color, "linewidth": 1.6, "markersize": 4}
        ax.plot(months, forecast, f"{dot}--", **look)
        ax.set_title(method, loc="left", weight="bold")
    axes[-1, 0].xaxis.set_major_locator(AutoDateLocator(maxticks=6))
    axes[0, 0].legend(
        ["what came", "the forecast of it"],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        frameon=False,
    )
    fig.supylabel(name, fontsize=12)
    alt = (
        f"Forecasts of the {name} over what came, {len(truth)} months from "
        f"{months[0]} to {months[-1]}, in one panel each: "
        f"{', '.join(forecasts)}. What came is a solid line between "
        f"{truth.min():.0f} and {truth.max():.0f}, the forecast a dashed one. "
        + " ".join(
            f"{method} lies within {_typical_gap(truth, forecast):.0f} of it "
            "in half of the months."
            for method, forecast in forecasts.items()
        )
    )
    return fig, alt


def _typical_gap(truth: np.ndarray, forecast: ArrayLike) -> float:
    return float(np.median(np.abs(np.asarray(forecast) - truth)))
