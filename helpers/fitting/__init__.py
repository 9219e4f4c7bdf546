"""How a model and its data are compared; `check_fit` is in `fit_check.py`."""
