"""Simple forecasts that a network has to beat before it is worth its time.

All take windows, (samples, time steps, 1), and give (samples, horizon).
"""

from helpers.forecasting.autoregression import Autoregression, fit_ar
from helpers.forecasting.linear import Linear, fit_linear
from helpers.forecasting.naive import constant, mean, persistence, seasonal

__all__ = [
    "Autoregression",
    "Linear",
    "constant",
    "fit_ar",
    "fit_linear",
    "mean",
    "persistence",
    "seasonal",
]
