"""Pack the lessons for a class: `python -m tools.teaching.archive [FOLDER]`.

It writes stacked-lstm.zip into FOLDER, build/ if none is given: all files of
the lessons as they are now, so also what a teacher changed, and nothing that
was made on this machine. Who unpacks it calls `make lab` in it.
"""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from tools import copies
from tools.notebooks import (
    BUILD,
    ROOT,
    LessonError,
    command,
    lessons,
    read,
)

NAME = "stacked-lstm"
# At the top, where there is no Git to ask: a download has no more than this.
TOPS = [
    *("data", "docs", "helpers", "notebooks", "site", "study", "tests"),
    *("tools", ".github", ".ci"),
]


def files(root: Path = ROOT) -> list[Path]:
    """Return the files that belong to the lessons, from the root."""
    if (root / ".git").exists():
        said = subprocess.run(
            ["git", "ls-files", "-z", "--cached"],
            cwd=root,
            check=True,
            capture_output=True,
        ).stdout.decode()
        named = [Path(name) for name in said.split("\0") if name]
    else:
        found = [p for top in TOPS for p in (root / top).rglob("*")]
        found += root.glob("*")
        named = [p.relative_to(root) for p in found]
    return sorted(
        path
        for path in named
        if (root / path).is_file()
        and not {"__pycache__", ".ipynb_checkpoints"}.intersection(path.parts)
    )


def pack(folder: Path, root: Path = ROOT) -> Path:
    """Write the archive into a folder; return its path."""
    for lesson in lessons(root / "notebooks"):
        read(lesson)  # none that nobody could open
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.zip"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name in files(root):
            # Without a date, so that the same files give the same archive.
            made.writestr(
                zipfile.ZipInfo(f"{NAME}/{name.as_posix()}"),
                (root / name).read_bytes(),
                zipfile.ZIP_DEFLATED,
            )
    copies.write(path, whole.getvalue())
    return path


@command()
def main(arguments: list[str] | None = None) -> None:
    """Run the command line; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[1:] or (given and given[0].startswith("-")):
        raise LessonError("Call: make archive ARGS=\"'/path/to/a stick'\"")
    path = pack(Path(*given or [BUILD]).absolute())
    print(f"{path.stat().st_size / 1e6:.0f} MB in {path}")


if __name__ == "__main__":
    sys.exit(main())
