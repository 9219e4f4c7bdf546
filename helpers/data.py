"""The data of the lessons: each line names the file that makes it."""

from helpers.datasets.cascade import cascade
from helpers.datasets.scaling import Scale, scale_on
from helpers.datasets.series import split_in_time, windows
from helpers.datasets.sines import Sines, damped_sines, sine_oracle
from helpers.datasets.sunspots import load_sunspots
from helpers.datasets.symbols import to_numbers
from helpers.datasets.words import load_words

__all__ = [
    "Scale",
    "Sines",
    "cascade",
    "damped_sines",
    "load_sunspots",
    "load_words",
    "scale_on",
    "sine_oracle",
    "split_in_time",
    "to_numbers",
    "windows",
]
