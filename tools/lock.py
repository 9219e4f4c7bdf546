"""Make requirements.lock anew, or check that it resolves everywhere.

    python -m tools.lock [ARGUMENTS FOR uv]   # such as --upgrade
    python -m tools.lock --check

For maintainers: both need the network. uv lives in build/uv only.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import yaml

from tools import conda_environment, in_venv

ROOT = Path(in_venv.ROOT)
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
PYTHONS = ("3.11", "3.12", "3.13")


def uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run uv, installed on first use; what it says on stderr is kept."""
    home = ROOT / "build" / "uv"
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    if not (home / "complete").exists():
        venv.create(home, clear=True, with_pip=True)
        pip = [programs / "python", "-m", "pip", "install", "--quiet", "uv"]
        subprocess.run(pip, check=True)
        (home / "complete").touch()
    return subprocess.run(
        [programs / "uv", *arguments],
        cwd=ROOT,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ
        | {
            "UV_CACHE_DIR": str(ROOT / "build" / "uv-cache"),
            "UV_PYTHON_INSTALL_DIR": str(ROOT / "build" / "uv-python"),
        },
    )


def write(extra: list[str]) -> int:
    """Write requirements.lock and environment.yml; return an exit code."""
    made = uv(
        *["pip", "compile", "pyproject.toml"],
        *["--group", "dev", "--group", "study"],
        *["--universal", "--generate-hashes", "--no-annotate"],
        *["--no-header", "-o", "requirements.lock", *extra],
    )
    if made.returncode:
        print(f"uv could not lock: {made.stderr.strip()}", file=sys.stderr)
        return 1
    return conda_environment.main([])


def resolve(what: str, source: Path, python: str, platform: str) -> bool:
    """Tell, and print, whether `source`'s pins all have wheels there."""
    options = ["--python-version", python, "--python-platform", platform]
    done = uv(
        *["pip", "compile", str(source), "--only-binary", ":all:"],
        *["--no-header", "--quiet", *options],
    )
    good = done.returncode == 0
    print("ok  " if good else "FAIL", what, python, platform)
    if not good:
        print(done.stderr.strip())
    return good


def check() -> int:
    """Resolve the lock and environment.yml for each platform we serve."""
    results = [
        resolve("requirements.lock", ROOT / "requirements.lock", *where)
        for where in ((p, m) for p in PYTHONS for m in PLATFORMS)
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
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    sys.exit(write(sys.argv[1:]))
