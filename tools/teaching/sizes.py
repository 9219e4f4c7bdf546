"""Write how large the wheels of each kind of machine are.

    python -m tools.teaching.sizes

It asks the package index for the sizes of what a learner's lock names, and
writes docs/teaching/sizes.csv. For maintainers, after a change of a lock.
"""

import hashlib
import subprocess
import sys
import tomllib

from packaging.tags import compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

from tools.lock import MACHINES, PYTHONS, ROOT, holds, pins
from tools.notebooks import write
from tools.set_up import SetUp
from tools.wheels import LOCKS, TAGS

SIZES = ROOT / "docs" / "teaching" / "sizes.csv"


def digest_of_locks() -> str:
    """Return a digest of the versions that a learner gets."""
    texts = [(ROOT / name).read_text("utf-8") for name in LOCKS]
    named = "\n".join(
        f"{pin} {marker}" for t in texts for pin, marker in pins(t)
    )
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def packages() -> list[dict]:
    """Return the packages of the locks, with all their wheels."""
    work = SetUp()
    made = ROOT / "build" / "pylock.toml"
    found = []
    for name in LOCKS:
        subprocess.run(
            [
                *(work.uv(), "pip", "compile", "--quiet", "--universal"),
                *("--python-version", PYTHONS[0], "--format", "pylock.toml"),
                *("--output-file", made, ROOT / name),
            ],
            check=True,
            env=work.env,
        )
        found += tomllib.loads(made.read_text("utf-8"))["packages"]
    return found


def size(wheels: list[dict], machine: str, python: str) -> int:
    """Return the bytes of the wheel that such a machine takes, 0 for none."""
    version = tuple(map(int, python.split(".")))
    there = {"platforms": TAGS[machine]}
    if machine == "macos":  # older ones will do, as pip knows
        there = {"platforms": [*mac_platforms((14, 0), "arm64")]}
    tags = [
        *cpython_tags(version, **there),
        *compatible_tags(version, "cp" + python.replace(".", ""), **there),
    ]
    best = {}
    for wheel in wheels:
        *_, fits = parse_wheel_filename(wheel["url"].rpartition("/")[2])
        for tag in fits.intersection(tags):
            best[tags.index(tag)] = wheel["size"]
    return best[min(best)] if best else 0


def main() -> int:
    """Write the table."""
    lines = [f"# {digest_of_locks()}", "machine,python,bytes"]
    found = packages()
    for machine in MACHINES:
        for python in PYTHONS:
            total = sum(
                size(one.get("wheels", []), machine, python)
                for one in found
                if holds(one.get("marker", ""), machine, python)
            )
            lines.append(f"{machine},{python},{total}")
    write(SIZES, "\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
