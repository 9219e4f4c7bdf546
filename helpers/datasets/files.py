"""Read a shipped file, and only if it is to the byte the one shipped."""

import hashlib
from pathlib import Path

# What `sha256sum FILE` prints in the folder of the repository. A new file
# needs its line here, and its sum in the README beside it; the tests of the
# loaders then cover it.
CHECKSUMS = {
    "data/sunspots_monthly.csv": (
        "b3017cdc7608f999f7a77f1f51c3ab20d171118b458dbfabf7160381babcddd6"
    ),
    "data/words.txt": (
        "ef41b93ffd1f8ec96346bcbed5d5328b773abf315bce81700d6546f813ba32c3"
    ),
    "study/depth.csv": (
        "7155212cbc9669c4d6fa22120fb475311772a432328babbaccfef85d873b5c09"
    ),
    "study/stages.csv": (
        "7206b3e3fa1a70b6d45e1379955fa2927cb1d530b1a51523d8eef044a8db7c21"
    ),
    "study/equal_time.csv": (
        "4f2e85dc67a18b95792d27c778f917db0e377e47c99295d9e9fbe3eeb55db557"
    ),
    "study/longer.csv": (
        "8ae69140520e0cf2b527ff356abcb0902500ecc010d3b20a04e53974e10dd1bc"
    ),
}


def read_shipped(name: str) -> bytes:
    """Return the bytes of a shipped file, checked against its checksum.

    Parameters
    ----------
    name
        One of `CHECKSUMS`, such as ``"data/words.txt"``.

    Raises
    ------
    FileNotFoundError
        The file is not there.
    ValueError
        The file cannot be read, or is not the one that was shipped: cut,
        altered, saved in another encoding or with other line ends.
    """
    restore = f"restore it with `git checkout -- {name}`."
    path = _find(name)
    if path is None:
        raise FileNotFoundError(
            f"{name} is not in the repository folder {_homes()[0]}: {restore}"
        )
    if path.is_dir():
        raise ValueError(
            f"{name} is a folder, expected a file: remove the folder, "
            f"then {restore}"
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(
            f"{name} cannot be read ({error.strerror}): remove it, then "
            f"{restore}"
        ) from error
    expected = CHECKSUMS[name]
    if _sha256(content) != expected:
        raise ValueError(
            f"{name} is not the file that was shipped: "
            f"{_what_is_wrong(content, expected)}; {restore}"
        )
    return content


def _homes() -> list[Path]:
    """Return the folders that may hold the files, the likeliest first."""
    # Beside helpers in a clone; a plain `pip install .` leaves them behind.
    return [
        Path(__file__).resolve().parents[2],
        Path.cwd(),
        Path.cwd().parent,
    ]


def _find(name: str) -> Path | None:
    paths = [home / name for home in _homes()]
    files = [path for path in paths if path.is_file()]
    others = [path for path in paths if path.exists()]
    return next(iter(files + others), None)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _what_is_wrong(content: bytes, expected: str) -> str:
    if not content:
        return "it is empty"
    if _sha256(content.replace(b"\r\n", b"\n")) == expected:
        return "its line ends are those of Windows, expected those of Unix"
    return (
        f"its sha256 begins with {_sha256(content)[:12]} "
        f"({len(content)} bytes), expected {expected[:12]}"
    )
