"""Numbers over time: a series, its forecasts, damped sines, signals."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import AutoDateLocator
from numpy.typing import ArrayLike

from helpers.figures.axes import plot, styled
from helpers.figures.numbers import Plotted, in_rows, over
from helpers.figures.palette import BACKGROUND, FADED, FORECASTS, PALETTE
from helpers.figures.wording import check_many, count, number

if TYPE_CHECKING:
    from helpers.synthetic import Sines

_FORECAST_MARKS = "vs^D"


def draw_split(
    months: np.ndarray, series: ArrayLike, cut: int, name: str
) -> Plotted:
    """Draw a series, and which part of it is kept for the test.

    `months`, as ``datetime64[M]``, and `series` are both (length,). The test
    begins at index `cut`. `name` says what the numbers are.
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
    fig, (ax,) = plot(2.8)
    top = series.max() * 1.12
    for part, color, words in (
        (slice(None, cut), PALETTE["blue"], " to learn from"),
        (slice(cut, None), PALETTE["vermillion"], " to test on"),
    ):
        ax.plot(months[part], series[part], color=color, linewidth=0.8)
        ax.text(months[part][0], top, words, color=color, weight="bold")
    ax.axvline(months[cut], color="black", linewidth=1, linestyle="--")
    ax.text(months[cut], top, f"from {months[cut]} ", ha="right")
    ax.set(xlabel="year", ylabel=name, ylim=(0, top * 1.12))
    # One month in a hundred would hide what goes round in years.
    decade = months.astype("datetime64[Y]").astype(int) // 10
    rows = []
    for one in np.unique(decade):
        there = decade == one
        part, ends = series[there], months[there][[0, -1]]
        found = np.quantile(part, [0, 0.5, 1], method="nearest")
        rows.append((" to ".join(ends.astype(str)), *found))
    heads = f"{name}, by decades", "lowest", "median", "highest"
    fig.numbers = in_rows(heads, rows)
    return fig, (
        f"Monthly {name}, from {months[0]} to {months[-1]}: the model learns "
        f"from the months before {months[cut]}, and the rest is kept for the "
        f"test. The numbers lie between {series.min():.1f} and "
        f"{series.max():.1f}."
    )


def draw_forecast_panels(
    past: ArrayLike,
    truth: ArrayLike | None,
    forecasts: Mapping[str, ArrayLike],
    name: str,
) -> Plotted:
    """Draw what was known in a panel, what came and was forecast in another.

    `past` is (months,), before what came: `truth` and the forecast of each of
    one to four methods, all (horizon,). Without a truth it has not come yet.
    `name` says what the numbers are.
    """
    has_come = truth is not None
    if not has_come:
        truth = np.full(np.shape(next(iter(forecasts.values()))), np.nan)
    past, truth, known, ahead = _around_now(past, truth, forecasts)
    fig, (before, ax) = plot(3.1, 1, 2, sharey=True, width_ratios=(2, 3))
    grey = {"color": "0.6", "linewidth": 1.5}
    before.plot(known, past, "o-", **grey, markersize=3, label="known")
    # The last month that is known stands in both panels, and joins them.
    ax.plot([0, 1], [past[-1], truth[0]], "-", **grey)
    ax.plot([0], past[-1:], "o", color="0.6", markersize=5)
    if has_come:
        ax.plot(ahead, truth, "ko-", markersize=5, label="what came")
    for place, (method, forecast, (line, color)) in enumerate(
        styled(forecasts, FORECASTS)
    ):
        # Marks at different months: lines that lie on each other differ.
        mark = {"marker": _FORECAST_MARKS[place], "markersize": 6}
        mark["markevery"] = (place % len(truth), 4)
        ax.plot(ahead, forecast, line, color=color, label=method, **mark)
    for panel, months, words in (
        (before, past, "known"),
        (ax, truth, "to forecast"),
    ):
        panel.set_title(f"{count(len(months), 'month')} {words}", size=12)
    before.set_ylabel(name)
    fig.supxlabel("months from the moment of the forecast", fontsize=12)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    unknown = np.full(len(past), np.nan)
    columns = {name: np.append(past, truth)}
    columns |= {k: np.append(unknown, f) for k, f in forecasts.items()}
    # What is to come is told more closely than what was known.
    some = np.append(_some(past, 8), len(past) + _some(truth, 12))
    head = f"{len(some)} of {len(past) + len(truth)} months, from the forecast"
    months = np.append(known, ahead)[some].astype(str)
    told = {name: column[some] for name, column in columns.items()}
    fig.numbers = {head: months, **told}
    ends = [f"{method} {f[-1]:.0f}" for method, f in forecasts.items()]
    how_far, came, came_last = count(len(truth), "month"), "", ""
    if has_come:
        came = f", and what came: between {truth.min():.0f} and "
        came += f"{truth.max():.0f}"
        came_last = f"; what came is {truth[-1]:.0f}"
    else:
        how_far = f"the next {how_far}, which nobody knows yet,"
    return fig, (
        f"Forecasts of the {name} for {how_far} after "
        f"{len(past)} known ones{came}. The last month known has "
        f"{past[-1]:.0f}. At the end the forecasts are "
        f"{', '.join(ends)}{came_last}."
    )


def draw_over_truth(
    months: np.ndarray,
    truth: ArrayLike,
    forecasts: Mapping[str, ArrayLike],
    name: str,
) -> Plotted:
    """Draw each forecast, in a panel of its own, over what came.

    `months`, as ``datetime64[M]``, `truth` and the forecast of each of one to
    four methods are all (length,). `name` says what the numbers are.
    """
    truth = np.asarray(truth, dtype=float)
    if truth.ndim != 1 or months.shape != truth.shape:
        raise ValueError(
            f"months has shape {months.shape} and truth {truth.shape}; give "
            "a number for each month."
        )
    _check_forecasts(truth, forecasts)
    panels = len(forecasts)
    fig, axes = plot(0.5 + 1.5 * panels, panels, sharex=True, sharey=True)
    dot = "o" if len(truth) <= 60 else ""
    line, color = FORECASTS[1]
    told = []
    for ax, (method, forecast) in zip(axes, forecasts.items(), strict=True):
        ax.plot(months, truth, f"k{dot}-", linewidth=1, markersize=4)
        look = {"color": color, "linewidth": 1.6, "markersize": 4}
        ax.plot(months, forecast, f"{dot}{line}", **look)
        ax.set_title(method, loc="left", weight="bold")
        gap = np.median(np.abs(np.asarray(forecast) - truth))
        told.append(
            f"{method} lies within {gap:.0f} of it in half of the months."
        )
    axes[-1].xaxis.set_major_locator(AutoDateLocator(maxticks=6))
    place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "ncols": 2}
    axes[0].legend(["what came", "the forecast of it"], frameon=False, **place)
    fig.supylabel(name, fontsize=12)
    fig.numbers = over("month", {"what came": truth, **forecasts}, months)
    return fig, (
        f"Forecasts of the {name} over what came, {len(truth)} months from "
        f"{months[0]} to {months[-1]}, in one panel each: "
        f"{', '.join(forecasts)}. What came is a solid line between "
        f"{truth.min():.0f} and {truth.max():.0f}, the forecast a dashed one. "
        f"{' '.join(told)}"
    )


def _around_now(past, truth, forecasts) -> tuple[np.ndarray, ...]:
    """Return what was known and what came, then the months of each.

    They are counted from the moment of the forecast: ..., -1, 0 and 1, 2, ...
    """
    past, truth = np.asarray(past), np.asarray(truth)
    _check_forecasts(truth, forecasts)
    known, ahead = np.arange(1 - len(past), 1), np.arange(1, len(truth) + 1)
    return past, truth, known, ahead


def _some(months: np.ndarray, most: int) -> np.ndarray:
    """Return places at equal distances, `most` of them, the last one too."""
    return np.arange(len(months) - 1, -1, -len(months) // most)[::-1]


def _check_forecasts(truth: np.ndarray, forecasts) -> None:
    check_many("forecasts", forecasts, len(FORECASTS))
    for method, forecast in forecasts.items():
        if np.shape(forecast) != truth.shape or truth.ndim != 1:
            raise ValueError(
                f"The forecast {method!r} has shape {np.shape(forecast)}, "
                f"what came {truth.shape}; give one number a month."
            )


def draw_sines(
    sines: "Sines",
    time_steps: int,
    forecasts: Mapping[str, ArrayLike] | None = None,
    first_step: int = 0,
) -> Plotted:
    """Draw one to four sequences in rows, each with its true curve behind it.

    The first `time_steps` values are known, and the others to be forecast:
    by at most two methods, (sequences, length - time_steps) each. The drawing
    begins at `first_step`, so that a short forecast can be seen.
    """
    forecasts = {k: np.asarray(f) for k, f in (forecasts or {}).items()}
    styles = FORECASTS[0], ("-", PALETTE["vermillion"])
    rows, length = sines.values.shape
    if not 1 <= rows <= 4:
        raise ValueError(
            f"There are {rows} sequences; give one to 4, such as sines[:3]."
        )
    if not 1 <= time_steps < length:
        raise ValueError(
            f"time_steps is {time_steps!r}; give 1 to {length - 1}."
        )
    if not 0 <= first_step < time_steps:
        raise ValueError(
            f"first_step is {first_step!r}; give 0 to {time_steps - 1}."
        )
    if len(forecasts) > len(styles):
        raise ValueError(
            f"There are {len(forecasts)} methods; give {len(styles)} at most."
        )
    for name, forecast in forecasts.items():
        if forecast.shape != (rows, length - time_steps):
            raise ValueError(
                f"The forecast of {name!r} has shape {forecast.shape}; "
                f"expected {(rows, length - time_steps)}."
            )
    fig, axes = plot(0.9 + 1.15 * rows, rows, sharex=True, sharey=True)
    time = np.arange(length)
    known, ahead = time[:time_steps], time[time_steps:]
    hollow = {"fillstyle": "none", "markersize": 4.5}
    for row, ax in enumerate(axes):
        values = sines.values[row]
        ax.axvspan(time_steps - 0.5, length - 0.5, color=BACKGROUND, lw=0)
        sky = PALETTE["sky"]
        ax.plot(time, sines.clean[row], color=sky, label="true curve")
        ax.plot(known, values[known], "k.", markersize=5, label="known")
        ax.plot(ahead, values[ahead], "ko", **hollow, label="to forecast")
        ax.set_yticks([0, 0.5, 1])
        for name, forecast, (line, color) in styled(forecasts, styles):
            ax.plot(ahead, forecast[row], line, color=color, label=name)
    handles = axes[0].get_legend_handles_labels()
    place = {"loc": "outside upper left", "ncols": 4}
    fig.legend(*handles, **place, frameon=False, handlelength=1.6)
    axes[-1].set_xlabel("time step")
    axes[-1].set_xlim(first_step - 1, length)
    columns = {}
    for row in range(1, rows + 1):
        columns[f"{row}: measured"] = sines.values[row - 1]
        columns[f"{row}: true curve"] = sines.clean[row - 1]
        for name, forecast in forecasts.items():
            unknown = np.full(time_steps, np.nan)
            columns[f"{row}: {name}"] = np.append(unknown, forecast[row - 1])
    before = first_step + _some(known[first_step:], 12)
    some = np.append(before, time_steps + _some(ahead, 12))
    head = f"{len(some)} of {length - first_step} time steps"
    told = {name: column[some] for name, column in columns.items()}
    fig.numbers = {head: time[some].astype(str), **told}
    off = np.abs(sines.values - sines.clean)[:, first_step:]
    periods = [f"{period:.0f}" for period in sines.period]
    alt = (
        f"{rows} damped sines of {length} time steps around 0.5, as "
        f"they were measured: {time_steps} values are known, and "
        f"{length - time_steps} are to be forecast. From top to bottom, a "
        f"wave takes {', '.join(periods)} steps. The values lie "
        f"{off.max():.2f} at most from the true curves."
    )
    if first_step:
        alt += f" Drawn from time step {first_step} on."
    for name, forecast in forecasts.items():
        misses = np.abs(forecast - sines.clean[:, time_steps:]).max(axis=1)
        alt += (
            f" In these rows the forecast of {name} misses the true curve by "
            f"{', '.join(f'{miss:.2f}' for miss in misses)} at most."
        )
    return fig, alt


def draw_signals(
    signals: Mapping[str, ArrayLike],
    moment: str = "time step",
    one_scale: bool = False,
) -> Plotted:
    """Draw a narrow panel for each signal, the first one on top.

    All signals are (time steps,), of one length; `moment` says if the steps
    are something else. With `one_scale` their heights can be compared; else
    each panel has its own scale, and the ticks tell it.
    """
    height, share = 0.5 + 0.62 * len(signals), {"sharey": one_scale}
    fig, axes = plot(height, len(signals), sharex=True, **share)
    told = []
    for ax, (name, signal) in zip(axes, signals.items(), strict=True):
        steps = range(1, len(signal) + 1)
        ax.axhline(0, color=FADED, linewidth=0.8)
        ax.plot(steps, signal, color=PALETTE["blue"], linewidth=1.5)
        ax.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=11)
        ax.locator_params(axis="y", nbins=3)
        ax.tick_params(axis="y", labelsize=9.5)
        ax.grid(visible=False, axis="y")
        least, most = number(min(signal)), number(max(signal))
        told.append(f"{name} between {least} and {most}")
    axes[-1].set_xlabel(moment)
    fig.align_ylabels(axes)
    fig.numbers = over(moment, signals)
    return fig, (
        f"{count(len(signals), 'signal')} over {count(len(steps), moment)}, "
        f"one below the other: {', '.join(signals)}. They lie: "
        f"{'; '.join(told)}."
    )
