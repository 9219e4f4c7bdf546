"""The forms for reports, and the commands that the documents tell, exist."""

import re
from pathlib import Path

import pytest
import yaml

from tools.notebooks import ROOT

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(set(FOLDER.glob("*.yml")) - {FOLDER / "config.yml"})
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}
DOCUMENTS = [*FORMS, ROOT / "CONTRIBUTING.md", ROOT / "README.md"]


def load(path: Path) -> dict:
    """Return what a YAML file holds."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_config_parses() -> None:
    assert load(FOLDER / "config.yml") == {"blank_issues_enabled": True}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_form_is_one_that_github_takes(path: Path) -> None:
    form = load(path)
    assert form["name"] and form["description"]
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    assert {part["type"] for part in form["body"]} <= KINDS
    assert all(part["attributes"]["label"] for part in fields)
    ids = [part["id"] for part in fields]
    assert len(set(ids)) == len(ids) > 0
    for part in form["body"]:
        if part["type"] == "markdown":
            assert part["attributes"]["value"]
        if part["type"] == "checkboxes":
            assert all(o["label"] for o in part["attributes"]["options"])


def test_report_on_digits_asks_for_what_decides() -> None:
    form = load(FOLDER / "other_digits.yml")
    wanted = {
        part["id"]
        for part in form["body"]
        if part.get("validations", {}).get("required")
    }
    assert wanted == {"lesson", "numbers", "check", "system"}
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"\n## {form['name']}\n" in told
    assert f'"{form["name"]}"' in form["body"][0]["attributes"]["value"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_are_told_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    text = path.read_text(encoding="utf-8")
    told = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", text, re.M))
    used = {one or two for one, two in told}
    assert used and used <= targets, used - targets
    for file in re.findall(r"\b(?:tests|notebooks)/\w+\.(?:py|ipynb)", text):
        if "/NN_" not in file and "/10_" not in file:
            assert (ROOT / file).is_file(), file
