"""`make wheels`: what the machines of a room need, whatever they are."""

import os
import re

import pytest

from tests.test_set_up import wheel
from tools import wheels
from tools.conda_environment import pins
from tools.in_venv import Problem


@pytest.mark.parametrize(
    ("kind", "python", "has", "lacks"),
    [
        ("linux", "3.11", "tensorflow-cpu numpy==2.4 pexpect", "pywinpty"),
        ("linux-arm", "3.13", "tensorflow numpy==2.5", "tensorflow-cpu"),
        ("macos", "3.12", "tensorflow appnope numpy==2.5", "tensorflow-cpu"),
        ("windows", "3.12", "tensorflow-cpu pywinpty colorama", "pexpect"),
    ],
)
def test_markers_are_those_of_the_room_s_machines(kind, python, has, lacks):
    lines = wheels.wanted(kind, python)
    assert ";" not in lines
    found = [pin for pin, _ in pins(lines)]
    names = [pin.split("==")[0] for pin in found]
    assert len(names) == len(set(names))
    for one in [*has.split(), "uv", "jupyterlab", "papermill"]:
        assert any(
            pin.startswith(one if "==" in one else one + "==") for pin in found
        )
    assert not {*lacks.split(), "pytest", "jax"} & {*names}
    assert lines.count("--hash=sha256:") > len(names)


@pytest.mark.parametrize(
    "named", ["win", "windows:3.10", "windows:", "linux;3.12", "linux:3.12.1"]
)
def test_an_unknown_machine_is_refused_in_one_sentence(named, capsys):
    if named == "windows:":  # a colon and nothing: the Python that runs this
        assert wheels.choices(named) == wheels.choices("windows")
        return
    with pytest.raises(Problem, match="names no kind of machine; say one of"):
        wheels.choices(f"linux {named}")


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A repository whose lock is one tiny wheel, and where that lies."""
    for name in [*os.environ]:
        if name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)
    monkeypatch.setattr(wheels, "ROOT", tmp_path)
    line = wheel(tmp_path / "shelf", "tiny", **{"tiny.py": ""})
    (tmp_path / "requirements-learner.lock").write_text(
        line.replace(" \\", " ; sys_platform == 'win32' \\")
    )
    uv = wheel(tmp_path / "shelf", "uv")
    (tmp_path / "requirements-set-up.lock").write_text(uv)
    (tmp_path / "build/uv").mkdir(parents=True)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "shelf"))
    return tmp_path


def test_wheels_for_another_kind_of_machine_are_fetched(
    shelf, monkeypatch, capsys
):
    monkeypatch.setenv("FOR", "windows:3.12 macos:3.13")
    assert wheels.main([str(shelf / "a stick")]) == 0
    names = sorted(path.name for path in (shelf / "a stick").iterdir())
    assert [name.split("-")[0] for name in names] == ["tiny", "uv"]
    assert re.search(r"make lab WHEELS=", capsys.readouterr().err)
    assert not (shelf / "build/uv/pip").exists()


def test_what_cannot_be_fetched_is_told_in_one_sentence(
    shelf, monkeypatch, capsys
):
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert wheels.main([str(shelf / "a stick")]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith('This failed: "') and "uv==1.0" in said
    (shelf / "file").touch()
    assert wheels.main([str(shelf / "file")]) == 1
    assert "Traceback" not in capsys.readouterr().err
