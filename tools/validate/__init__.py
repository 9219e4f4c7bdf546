"""Promises that any folder of notebooks can keep: docs/validate.md."""

# Each enters its promises; this is the order of the reports.
from tools.validate import saved, text, code, sequences, running  # isort: skip
