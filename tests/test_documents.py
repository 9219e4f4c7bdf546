"""The documents beside the lessons, and the forms for reports, hold true."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.contracts.links import broken, misnumbered
from tests.contracts.outputs import ALT_WORDS
from tools.links import headings, images
from tools.notebooks import ROOT

DOCUMENTS = [
    *[ROOT / "README.md", ROOT / "CONTRIBUTING.md"],
    *[*ROOT.glob("data/*.md"), *ROOT.glob("docs/**/*.md")],
    *[*ROOT.glob("study/*.md"), *ROOT.glob("tests/**/*.md")],
]
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(set(FOLDER.glob("*.yml")) - {FOLDER / "config.yml"})
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_links_headings_and_pictures(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    own = [text for _, text in headings(source)]
    assert list(broken(source, path, own)) == []
    assert list(misnumbered(source)) == []
    levels = [level for level, _ in headings(source)]
    assert levels[:1] == [1] and levels.count(1) == 1
    for before, after in pairwise(levels):
        assert after <= before + 1  # no level is skipped
    for alt, target in images(source):
        assert len(alt.split()) >= ALT_WORDS, target


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("data/README.md", ""),
        ("data/README.md#sunspots_monthlycsv", ""),
        ("#a-heading", ""),
        ("https://keras.io", ""),
        ("data/READ.md", "leads to no file"),
        ("../README.md", "leads to no file"),
        ("data/README.md#nothing", "leads to no heading"),
        ("#nothing", "leads to no heading"),
        ("http://keras.io", "is no https address"),
        ("https://localhost:8888/x", "is no https address"),
    ],
)
def test_broken_link_is_noticed(target: str, says: str) -> None:
    found = list(broken(f"[x]({target})", ROOT / "README.md", ["A heading"]))
    assert bool(found) == bool(says)
    assert says in "".join(found)


def load(path: Path) -> dict:
    """Return what a YAML file holds."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_form_is_one_that_github_takes(path: Path) -> None:
    assert load(FOLDER / "config.yml") == {"blank_issues_enabled": True}
    form = load(path)
    assert form["name"] and form["description"]
    assert {part["type"] for part in form["body"]} <= KINDS
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    ids = {part["id"] for part in fields}
    assert len(ids) == len(fields) > 0
    for part in form["body"]:
        is_text = part["type"] == "markdown"
        assert part["attributes"]["value" if is_text else "label"]
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


@pytest.mark.parametrize(
    "path", [*FORMS, *DOCUMENTS[:2]], ids=lambda path: path.name
)
def test_commands_that_are_told_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    text = path.read_text(encoding="utf-8")
    told = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", text, re.M))
    used = {one or two for one, two in told}
    assert used and used <= targets, used - targets
    for file in re.findall(r"\b(?:tests|notebooks)/\w+\.(?:py|ipynb)", text):
        if "/NN_" not in file and "/20_" not in file:
            assert (ROOT / file).is_file(), file


def test_a_command_is_silent_at_the_beginning_of_a_line_only() -> None:
    # Behind anything else, such as A=1, the shell reads the @ of `found`.
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    names = "in_venv|with_all|found"
    calls = re.findall(rf"^(.*)\$\((?:{names})\)", makefile, re.M)
    assert len(calls) > 20
    assert {before.strip() for before in calls} == {
        "",
        "in_venv =",
        "with_all =",
    }
