"""What the promises say of anybody's notebooks, and of ours.

docs/validate.md shows for each promise on code and text what breaks it and
what keeps it; `tests.foreign_notebooks` has the others.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tests import foreign_notebooks
from tests.foreign_notebooks import (
    KERAS_2,
    LOAD,
    SEED,
    WINDOWS,
    book,
    text,
)
from tests.sequence_cases import cases
from tools.notebooks import NOTEBOOKS, ROOT
from tools.validate import config
from tools.validate.__main__ import main, static
from tools.validate.config import Config
from tools.validate.promises import PROMISES
from tools.validate.reading import find, read

ACTION = ROOT / ".github/actions/notebook-promises/action.yml"
PAGE = (ROOT / "docs/validate.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"(?ms)^### `([\w-]+)`\n(.+?)(?=^##|\Z)", PAGE))
SHOWN = {
    name: re.findall(r"(?ms)^```(python|markdown)\n(.+?)^```", section)
    for name, section in SECTIONS.items()
}


def found_in(path: Path) -> list[str]:
    notebook = read(path, path.name)
    return [one.promise.id for one in static(notebook, Config())]


def test_foreign_notebooks_break_what_they_break(tmp_path, capsys):
    wanted = foreign_notebooks.write(tmp_path)
    assert len(wanted) >= 50
    for path, name in find(tmp_path):
        found, breaks = found_in(path), wanted.pop(name).split()
        assert Counter(found) == Counter(breaks), name
    assert not wanted
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    for kernel in ("R", "julia", "bash", "Python 2"):
        assert f"its kernel is for {kernel}: its code was not looked" in said


@pytest.mark.parametrize("kind", ["RIGHT", "WRONG", "MISSED"])
def test_splits_and_scalers_of_series(kind, tmp_path):
    path = tmp_path / "series.ipynb"
    pieces = [SEED, KERAS_2, LOAD, WINDOWS]
    told = {"shuffled-split", "scaled-before-split"}
    for name, source in cases(kind).items():
        path.write_text(json.dumps(book(*pieces, source)), "utf-8")
        found = told & set(found_in(path))
        assert bool(found) == (kind == "WRONG"), name
    counts = {k: len(cases(k)) for k in ("RIGHT", "WRONG", "MISSED")}
    assert (
        "In {RIGHT} ways of splitting and scaling that are right, they find "
        "nothing; of {all} that are wrong, they find {WRONG}."
    ).format(all=counts["WRONG"] + counts["MISSED"], **counts) in PAGE


def test_our_lessons_break_nothing(capsys):
    assert main([str(NOTEBOOKS)]) == 0
    said = capsys.readouterr().out
    assert re.fullmatch(r"Notebooks: \d+, findings: 0, notes: 0\.\n", said)


def test_the_page_tells_each_promise_and_its_level():
    assert list(SECTIONS) == list(PROMISES)
    for name, section in SECTIONS.items():
        assert PROMISES[name].level in section.partition(".")[0], name


@pytest.mark.parametrize("name", [n for n, code in SHOWN.items() if code])
def test_what_the_page_shows_breaks_and_keeps_it(name, tmp_path):
    (kind, bad), (_, good) = SHOWN[name]
    cell = text if kind == "markdown" else str.strip
    for source, is_bad in ((bad, True), (good, False)):
        path = tmp_path / f"{is_bad}.ipynb"
        path.write_text(json.dumps(book(cell(source))))
        assert (name in found_in(path)) == is_bad, source


def test_the_page_shows_what_holds_without_a_configuration():
    shown = tomllib.loads(re.search(r"(?s)```toml\n(.+?)```", PAGE)[1])
    assert shown == vars(Config())


def test_each_promise_has_a_notebook_that_breaks_it():
    made = [*foreign_notebooks.MADE.values(), *foreign_notebooks.RAW.values()]
    broken = {one for _, breaks in made for one in breaks.split()}
    broken |= {name for name, code in SHOWN.items() if code}
    assert broken == {n for n, one in PROMISES.items() if one.check}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a notebook that breaks one promise."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    cell = book("x = 1\n\x1b = '\x07'", "%cd /content/x")
    (tmp_path / "a/ö b.ipynb").write_text(json.dumps(cell, indent=1))
    return tmp_path


def configure(folder: Path, text: str) -> None:
    (folder / config.NAME).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 1),
        ("[off]\nsyntax = true\npath = true", 0),
        ('[off]\nsyntax = ["a/*"]\npath = ["*.ipynb"]', 0),
        ('[off]\nsyntax = ["b/*"]\npath = true', 1),
        ("[off]\nsyntax = false", 1),
        ('skip = ["a/*"]', 2),
    ],
)
def test_promises_are_switched(folder, text, code):
    configure(folder, text)
    assert main([str(folder)]) == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cells = 3", "there is no key 'cells'; possible: off, skip"),
        ("[off]\nsytnax = true", "no promise 'sytnax'; possible: format,"),
        ("off = ['syntax']", "`off` must be a table, such as"),
        ("[off]\nsyntax = 'a'", "must be true or a list of names"),
        ("seconds = 0", "'seconds' cannot be 0; without it, seconds = 600"),
        ("seconds = true", "'seconds' cannot be True"),
        ("gigabytes = 'x'", "'gigabytes' cannot be 'x'"),
        ("gigabytes = inf", "'gigabytes' cannot be inf"),
        ("skip = [3]", "'skip' cannot be [3]"),
        ("compare = 'no'", "no compare = 'no'; possible: tolerance, exact"),
        ("alarm = 2", "`alarm` is a share, below 1"),
        ("x = ", "is no TOML file"),
    ],
)
def test_a_mistake_in_the_configuration_is_told(folder, text, says, capsys):
    configure(folder, text)
    assert main([str(folder)]) == 2
    said = capsys.readouterr().err
    assert says in said and said.startswith(config.NAME)


def test_what_cannot_be_looked_at_is_told(tmp_path, capsys):
    for given, says in [
        (tmp_path / "gone", "There is no folder"),
        ("", "There is no folder ''"),
        (tmp_path, "There is no notebook in"),
    ]:
        assert main([str(given)]) == 2
        assert says in capsys.readouterr().err
    with pytest.raises(SystemExit) as stop:
        main([str(tmp_path), "--learn", "2"])
    assert stop.value.code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows asks before it links")
def test_links_lead_in_no_circle(folder):
    (folder / "a/again").symlink_to(folder, target_is_directory=True)
    (folder / "a/self.ipynb").symlink_to(folder / "a/self.ipynb")
    (folder / "a/.ipynb_checkpoints").mkdir()
    (folder / "a/.ipynb_checkpoints/x.ipynb").touch()
    (folder / "env").mkdir()
    (folder / "env/pyvenv.cfg").touch()
    (folder / "env/y.ipynb").touch()
    os.mkfifo(folder / "pipe.ipynb")
    names = ["pipe.ipynb", "a/self.ipynb", "a/ö b.ipynb"]
    assert [name for _, name in find(folder)] == names
    (says,) = read(folder / "a/self.ipynb", "self.ipynb").troubles
    assert "it is no file" in says[1]


def test_reports_for_machines(folder, capsys):
    arguments = [".", "--junit", "new/j.xml", "--sarif", "out/s.sarif"]
    assert main(arguments) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("error   a/ö b.ipynb, code cell 1 `x = 1`: ")
    assert lines[0].endswith("[syntax]") and lines[1].endswith("[path]")
    (suite,) = ElementTree.parse(folder / "new/j.xml").getroot()
    assert suite.get("name") == "a/ö b.ipynb"
    assert suite.get("tests") == str(len(PROMISES)) == str(len(suite))
    failed = {case.get("name") for case in suite if len(case)}
    assert failed == {"syntax", "path"} and suite.get("failures") == "2"
    (run,) = json.loads((folder / "out/s.sarif").read_text("utf-8"))["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == set(PROMISES)
    text = (folder / "a/ö b.ipynb").read_text().splitlines()
    for result in run["results"]:
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uri"] == "a/%C3%B6%20b.ipynb"
        assert '"cell_type"' in text[where["region"]["startLine"] - 1]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no bash")
def test_the_action_calls_what_there_is(folder):
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    assert action["runs"]["using"] == "composite"
    *_, step = action["runs"]["steps"]
    given = {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]}
    assert set(step["env"].values()) == given
    assert {"shell", "run"} <= set(step)
    shown = re.search(r"(?m)^    with:\n((?:      \w.*\n)+)", PAGE)[1]
    assert yaml.safe_load(shown).keys() <= action["inputs"].keys()
    # The last line, as its shell would call it with a Python that is there.
    (folder / "tools").mkdir()
    last = step["run"].partition("# -P")[2].partition("\n")[2]
    done = subprocess.run(
        ["bash", "-ec", f"ours={ROOT} python={sys.executable}\n{last}"],
        cwd=folder,
        env=os.environ | {"FOLDER": ".", "options": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert "findings: 2" in done.stdout
    assert (folder / "notebook-promises.sarif").exists()
