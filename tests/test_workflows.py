"""The workflows name what is there, and do what CONTRIBUTING.md says.

Their form against GitHub's own schema: `pipx run check-jsonschema
--builtin-schema vendor.github-workflows .github/workflows/*`.
"""

import re
from pathlib import Path

import pytest
import yaml

from tools.notebooks import ROOT

FOLDER = ROOT / ".github/workflows"
FLOWS = {path.stem: path for path in sorted(FOLDER.glob("*.yml"))}


def load(path: Path) -> dict:
    # In YAML `on` is a truth.
    return {
        {True: "on"}.get(key, key): value
        for key, value in yaml.safe_load(path.read_text("utf-8")).items()
    }


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_each_job_is_bounded_and_uses_released_actions(flow: Path) -> None:
    text = load(flow)
    assert text["permissions"] == {"contents": "read"}
    assert "secrets." not in flow.read_text()
    for name, job in text["jobs"].items():
        steps = job["steps"]
        assert "timeout-minutes" in job or name == "deploy"
        for step in steps:
            assert re.fullmatch(
                r"actions/[\w-]+@v\d+", step.get("uses", "actions/x@v1")
            )
            asked = step.get("run", "")
            for target in re.findall(r"\bmake (\w+)", asked):
                makefile = (ROOT / "Makefile").read_text("utf-8")
                assert f"\n{target}:" in makefile
            for file in re.findall(r"\S+/\S+|\S+\.lock", asked):
                assert (ROOT / file).exists()


def test_every_system_and_python_is_tested_and_leaves_what_differs() -> None:
    jobs = load(FLOWS["test"])["jobs"]
    systems = {job["runs-on"].partition("-")[0] for job in jobs.values()}
    assert systems == {"ubuntu", "macos", "windows"}
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    low, high = re.search(r">=3\.(\d+),<3\.(\d+)", project).groups()
    pythons = [f"3.{minor}" for minor in range(int(low), int(high))]
    assert jobs["linux"]["strategy"]["matrix"]["python"] == pythons
    every = [*jobs.values(), load(FLOWS["weekly"])["jobs"]["versions"]]
    for job in every:
        kept = job["steps"][-1]
        assert kept["if"] == "failure()"
        assert kept["with"]["path"] == "build/differences"


def test_each_week_holes_and_other_versions_are_looked_for() -> None:
    flow = load(FLOWS["weekly"])
    (times,) = flow["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* \d", times["cron"])
    assert "pip_audit --require-hashes" in str(flow["jobs"]["audit"])
    rows = flow["jobs"]["versions"]["strategy"]["matrix"]["include"]
    assert [row["name"] for row in rows] == ["oldest", "next"]
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    oldest = re.search(r"tensorflow-cpu>=([\d.]+)", project)[1]
    assert f"tensorflow-cpu=={oldest}.*" in rows[0]["wanted"]
