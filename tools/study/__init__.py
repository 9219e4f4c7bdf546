"""Run a grid of trainings, one notebook run for each: `make study`."""

import sys

# nbformat would load a grammar for addresses that it never uses: two seconds
# for the study and for each of its workers.
sys.modules.setdefault("rfc3987_syntax", None)
