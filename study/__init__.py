"""Does depth help? The study's rules, grids, tables, and what makes them."""

import sys

# nbformat would load a grammar for addresses that it never uses: a second
# for the study and for each of its workers.
sys.modules.setdefault("rfc3987_syntax", None)
