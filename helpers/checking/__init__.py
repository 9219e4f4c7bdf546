"""How an answer to an exercise is judged; the checks are in `checks.py`."""
