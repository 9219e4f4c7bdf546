"""Does depth help? The study's rules, grids, tables, and what makes them."""
