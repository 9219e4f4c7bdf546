"""Mistakes in a model and its data that Keras trains with, and says nothing.

`check.py` looks at model, x and y: it reads the data (`data.py`), builds a
copy of a model without an Input (`build.py`), and asks for what is wrong in
the layers (`layers.py`), in x (`inputs.py`), in y beside predictions and loss
(`targets.py`), in the last activation (`heads.py`), and for targets that the
input gives away (`leaks.py`). `hook.py` does that before each `fit`.
"""

from helpers.fit_check.check import check_fit
from helpers.fit_check.hook import before_training

__all__ = ["before_training", "check_fit"]
