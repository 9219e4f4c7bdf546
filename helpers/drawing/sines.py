"""Draw sequences: what is known of them, what came, what was forecast."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.datasets.sines import Sines
from helpers.drawing.canvas import DPI, PALETTE, WIDTH

MOST = 4  # sequences in one figure
# Line and colour both tell the forecasts apart, so that grey print works.
_STYLES = [(":", PALETTE["black"]), ("-", PALETTE["vermillion"])]


def draw_sines(
    sines: Sines,
    time_steps: int,
    forecasts: Mapping[str, ArrayLike] | None = None,
    first_step: int = 0,
) -> tuple[Figure, str]:
    """Draw each sequence in a row, with its true curve behind it.

    Parameters
    ----------
    sines
        One to four sequences.
    time_steps
        Values that a forecast may read; the others are to be forecast.
    forecasts
        At most two methods with their forecasts, (sequences, length -
        time_steps), drawn beside the values that came.
    first_step
        Where the drawing begins, below `time_steps`; what lies before it is
        left out, so that a short forecast can be seen.

    Returns
    -------
    fig, alt
        The plot and its text alternative, for `show`.

    Raises
    ------
    ValueError
        There are too many sequences or methods, nothing is left to
        forecast, `first_step` lies behind all that is known, or a forecast
        has another shape.
    """
    forecasts = {k: np.asarray(f) for k, f in (forecasts or {}).items()}
    _check(sines, time_steps, forecasts, first_step)
    rows, length = sines.values.shape
    fig = Figure(
        figsize=(WIDTH, 0.9 + 1.15 * rows), dpi=DPI, layout="constrained"
    )
    axes = fig.subplots(rows, sharex=True, sharey=True, squeeze=False)[:, 0]
    for row, ax in enumerate(axes):
        _draw_row(ax, sines[row : row + 1], time_steps)
        ahead = np.arange(time_steps, length)
        for (name, forecast), (line, color) in zip(
            forecasts.items(), _STYLES, strict=False
        ):
            ax.plot(ahead, forecast[row], line, color=color, label=name)
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left",
               ncols=4, frameon=False, handlelength=1.6)  # fmt: skip
    axes[-1].set_xlabel("time step")
    axes[-1].set_xlim(first_step - 1, length)
    return fig, _words(sines, time_steps, forecasts, first_step)


def _draw_row(ax: Axes, sines: Sines, time_steps: int) -> None:
    values, clean = sines.values[0], sines.clean[0]
    time = np.arange(len(values))
    ax.axvspan(time_steps - 0.5, len(values) - 0.5, color="#e8e8e8", lw=0)
    ax.plot(time, clean, color=PALETTE["sky"], label="true curve")
    known, came = time < time_steps, time >= time_steps
    ax.plot(time[known], values[known], "k.", markersize=5, label="known")
    ax.plot(
        time[came],
        values[came],
        "o",
        color="black",
        fillstyle="none",
        markersize=4.5,
        label="to forecast",
    )
    ax.set_yticks([0, 0.5, 1])


def _words(
    sines: Sines,
    time_steps: int,
    forecasts: Mapping[str, np.ndarray],
    first_step: int,
) -> str:
    length = sines.values.shape[1]
    off = np.abs(sines.values - sines.clean)[:, first_step:]
    periods = [f"{period:.0f}" for period in sines.period]
    alt = (
        f"{len(sines)} damped sines of {length} time steps around 0.5, as "
        f"they were measured: {time_steps} values are known, and "
        f"{length - time_steps} are to be forecast. From top to bottom, a "
        f"wave takes {', '.join(periods)} steps. The values lie "
        f"{off.max():.2f} at most from the true curves."
    )
    if first_step:
        alt += f" Drawn from time step {first_step} on."
    truth = sines.clean[:, time_steps:]
    for name, forecast in forecasts.items():
        misses = [f"{m:.2f}" for m in np.abs(forecast - truth).max(axis=1)]
        alt += (
            f" In these rows the forecast of {name} misses the true curve by "
            f"{', '.join(misses)} at most."
        )
    return alt


def _check(
    sines: Sines,
    time_steps: int,
    forecasts: Mapping[str, np.ndarray],
    first_step: int,
) -> None:
    rows, length = sines.values.shape
    if not 1 <= rows <= MOST:
        raise ValueError(
            f"There are {rows} sequences; give one to {MOST}, such as "
            "sines[:3]."
        )
    if not 1 <= time_steps < length:
        raise ValueError(
            f"time_steps is {time_steps!r}; give 1 to {length - 1}."
        )
    if not 0 <= first_step < time_steps:
        raise ValueError(
            f"first_step is {first_step!r}; give 0 to {time_steps - 1}."
        )
    if len(forecasts) > len(_STYLES):
        raise ValueError(
            f"There are {len(forecasts)} methods; give {len(_STYLES)} at most."
        )
    for name, forecast in forecasts.items():
        if forecast.shape != (rows, length - time_steps):
            raise ValueError(
                f"The forecast of {name!r} has shape {forecast.shape}; "
                f"expected {(rows, length - time_steps)}."
            )
