"""requirements.lock and environment.yml say the same, and say it strictly."""

import re
from pathlib import Path

import pytest
import yaml
from rattler import MatchSpec

from tools import conda_environment

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
SMALL = """\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:00
pywinpty==3.1.2 ; os_name == 'nt' \\
    --hash=sha256:00
tiny==1.0 \\
    --hash=sha256:00
"""


@pytest.fixture(scope="module")
def environment() -> dict:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def test_environment_equals_the_lock(capsys):
    assert conda_environment.main(["--check"]) == 0, capsys.readouterr().err


def test_the_check_notices_a_changed_pin(tmp_path, capsys):
    (tmp_path / "requirements.lock").write_text(SMALL)
    assert conda_environment.main([], root=tmp_path) == 0
    assert conda_environment.main(["--check"], root=tmp_path) == 0
    path = tmp_path / "environment.yml"
    path.write_text(path.read_text().replace("tiny==1.0", "tiny==1.1"))
    assert conda_environment.main(["--check"], root=tmp_path) == 1
    said = capsys.readouterr().err
    assert said.startswith("environment.yml is not what requirements.lock")
    path.unlink()
    assert conda_environment.main(["--check"], root=tmp_path) == 1


def test_markers_are_decided_where_they_can_be():
    lines = conda_environment.environment(SMALL).split("pip:\n")[1]
    assert [line.strip() for line in lines.splitlines()] == [
        "- numpy==2.4.6",
        "- \"pywinpty==3.1.2 ; os_name == 'nt'\"",
        "- tiny==1.0",
    ]


@pytest.mark.parametrize(
    "line", ["tiny>=1.0", "-r other.txt", "tiny @ file:///x", "--index-url x"]
)
def test_what_is_no_exact_pin_is_refused(line):
    with pytest.raises(ValueError, match=r"Line 1 .* is not an exact pin"):
        conda_environment.pins(line)


def test_conda_s_lines_parse_strictly(environment):
    *conda, last = environment["dependencies"]
    names = [MatchSpec(line, strict=True).name.normalized for line in conda]
    assert names == ["python", "pip"]
    assert list(last) == ["pip"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_pip_s_lines_are_exact_pins_once_each(environment):
    lines = environment["dependencies"][-1]["pip"]
    found = conda_environment.pins("\n".join(lines))
    assert len(lines) > 100
    plain = [pin.split("==")[0] for pin, marker in found if not marker]
    assert len(plain) == len(set(plain))
    assert {"tensorflow", "jupyterlab", "setuptools"} <= set(plain)


def test_every_pin_of_the_lock_has_hashes_and_no_address():
    assert not re.search(r"://|@|--(extra-)?index|--find-links", LOCK)
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) == len(conda_environment.pins(LOCK))
    for block in blocks:
        head, *hashes = block.split("\\\n")
        assert hashes, f"{head} has no hash"
        for line in hashes:
            assert re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}\s*", line)


def test_the_lock_serves_every_python_of_the_project():
    for python in ("3.11.0", "3.12.0", "3.13.0"):
        names = [
            pin.split("==")[0]
            for pin, marker in conda_environment.pins(LOCK)
            if not marker
            or conda_environment.Marker(marker).evaluate(
                {
                    "python_version": python[:4],
                    "python_full_version": python,
                }
            )
        ]
        assert len(names) == len(set(names)), python
        assert {"numpy", "tensorflow", "jupyterlab", "pytest"} <= set(names)
