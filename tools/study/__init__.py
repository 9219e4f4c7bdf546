"""Run a grid of trainings, one notebook run for each: `make study`."""
