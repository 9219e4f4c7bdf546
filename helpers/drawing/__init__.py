"""The drawings that `figures.py` offers, one kind a file."""
