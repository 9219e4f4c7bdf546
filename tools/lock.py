"""Make the locks anew, or check that they resolve everywhere.

    python -m tools.lock [ARGUMENTS FOR uv]   # --upgrade-package NAME
    python -m tools.lock --check

requirements.lock holds everything; requirements-learner.lock is resolved
with it as a constraint, so that no version can differ. For maintainers: both
calls need the network.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name

from tools import conda_environment, in_venv
from tools.set_up import SetUp

ROOT = Path(in_venv.ROOT)
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
# TensorFlow asks for it and never imports it: 24 MB to download, 61 on disk.
WITHOUT = "libclang ; python_version < '3'\n"
GROUPS = {  # in this order: the second is bound to the versions of the first
    "requirements.lock": ["--group", "test", "--group", "study"],
    "requirements-learner.lock": [
        *("--group", "learner", "--constraint", "requirements.lock")
    ],
    "requirements-set-up.lock": ["--group", "set-up"],
}


def uv(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the uv of the set-up; what it says on stderr is kept."""
    work = SetUp(ROOT, "everything")
    return subprocess.run(
        [work.uv(), *arguments],
        cwd=ROOT,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=work.settings(),
    )


def versions() -> dict[str, str]:
    """Return the pins of all locks: name, and marker if any -> version."""
    found = {}
    for lock in GROUPS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        for pin, _ in conda_environment.pins(text):
            name, _, version = pin.partition("==")
            found.setdefault(name, set()).add(version)
    return {name: " and ".join(sorted(one)) for name, one in found.items()}


def unknown(extra: list[str], names: Iterable[str]) -> list[str]:
    """Return the names after --upgrade-package that are in no lock."""
    pairs = pairwise([word for one in extra for word in one.split("=", 1)])
    asked = [two for one, two in pairs if one in ("-P", "--upgrade-package")]
    plain = [re.split(r"[<>=!~\[]", name)[0] for name in asked]
    return [name for name in plain if canonicalize_name(name) not in names]


def write(extra: list[str]) -> int:
    """Write the locks and environment.yml; return an exit code."""
    before = versions()
    for name in unknown(extra, before):
        print(f"There is no {name} in the locks.", file=sys.stderr)
        return 1
    without = ROOT / "build" / "without.txt"
    without.parent.mkdir(exist_ok=True)
    without.write_text(WITHOUT, encoding="utf-8")
    for lock, groups in GROUPS.items():
        made = uv(
            *("pip", "compile", "pyproject.toml", *groups, "--universal"),
            *("--generate-hashes", "--no-annotate", "--no-header"),
            *("--override", without, "--output-file", lock, *extra),
        )
        if made.returncode:
            print(made.stderr.strip(), file=sys.stderr)
            print(f"{lock} is as it was.", file=sys.stderr)
            return 1
    after = versions()
    changed = [
        f"{name}: {before.get(name, 'new')} -> {after.get(name, 'gone')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    print("\n".join(changed or ["No version changed."]))
    return conda_environment.main([])


def resolve(what: str, source: Path, python: str, platform: str) -> bool:
    """Tell, and print, whether `source`'s pins all have wheels there."""
    options = ["--python-version", python, "--python-platform", platform]
    done = uv(
        *("pip", "compile", source, "--only-binary", ":all:"),
        *("--no-header", "--quiet", *options),
    )
    good = done.returncode == 0
    print("ok  " if good else "FAIL", what, python, platform)
    if not good:
        print(done.stderr.strip())
    return good


def check() -> int:
    """Resolve the locks and environment.yml for each platform we serve."""
    results = [
        resolve(lock, ROOT / lock, python, platform)
        for lock in GROUPS
        for python in conda_environment.PYTHONS
        for platform in PLATFORMS
    ]
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    pins = yaml.safe_load(text)["dependencies"][-1]["pip"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "environment.txt")
        source.write_text("\n".join(pins) + "\n", encoding="utf-8")
        python = conda_environment.PYTHON
        results += [
            resolve("environment.yml", source, python, platform)
            for platform in PLATFORMS
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["--check"]:
            sys.exit(check())
        sys.exit(write(sys.argv[1:]))
    except in_venv.Problem as problem:
        sys.exit(str(problem))
