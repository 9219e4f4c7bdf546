"""`make wheels`: what the machines of a room need, whatever they are."""

import os

import pytest

from tests.test_set_up import needs_uv, wheel
from tools import wheels
from tools.in_venv import Problem
from tools.lock import pins


@pytest.mark.parametrize(
    ("machine", "python", "has", "lacks"),
    [
        ("linux", "3.11", "tensorflow-cpu numpy==2.4 pexpect", "pywinpty"),
        ("linux-arm", "3.13", "tensorflow numpy==2.5", "tensorflow-cpu"),
        ("macos", "3.12", "tensorflow appnope numpy==2.5", "tensorflow-cpu"),
        ("windows", "3.12", "tensorflow-cpu pywinpty colorama", "pexpect"),
    ],
)
def test_markers_are_those_of_the_room_s_machines(machine, python, has, lacks):
    lines = wheels.wanted(machine, python)
    assert ";" not in lines
    found = [pin for pin, _ in pins(lines)]
    names = [pin.split("==")[0] for pin in found]
    assert len(names) == len(set(names))
    for one in [*has.split(), "uv", "jupyterlab", "papermill"]:
        start = one if "==" in one else one + "=="
        assert any(pin.startswith(start) for pin in found)
    assert not {lacks, "pytest", "jax"} & {*names}
    assert lines.count("--hash=sha256:") > len(names)


@pytest.mark.parametrize("named", ["win", "windows:3.10", "linux;3.12"])
def test_an_unknown_machine_is_refused_in_one_sentence(named):
    with pytest.raises(Problem, match="names no kind of machine; say one of"):
        wheels.choices(f"linux {named}")


@needs_uv
def test_wheels_are_fetched_or_a_sentence_says_why_not(
    tmp_path, monkeypatch, capsys
):
    for name in [*os.environ]:
        if name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)
    tiny = wheel(tmp_path / "shelf", "tiny").replace(
        " \\", " ; sys_platform == 'win32' \\"
    )
    # As one of our packages has it: a version for 3.11.4, one from 3.11.5 on.
    old = wheel(tmp_path / "shelf", "old").replace(
        " \\", " ; python_full_version < '3.12.5' \\"
    )
    new = wheel(tmp_path / "shelf", "new", python=">=3.12.5").replace(
        " \\", " ; python_full_version >= '3.12.5' \\"
    )
    lock = tmp_path / "requirements-learner.lock"
    lock.write_text("".join([tiny, old, new]))
    # What a wheel asks for, and the lock leaves out, is not wanted.
    uv = wheel(tmp_path / "shelf", "uv", python=">=3\nRequires-Dist: gone")
    (tmp_path / "requirements-set-up.lock").write_text(uv)
    monkeypatch.setattr(wheels, "ROOT", tmp_path)
    conf = tmp_path / "pip.conf"
    monkeypatch.setenv("PIP_CONFIG_FILE", str(conf))
    monkeypatch.setenv("FOR", "windows:3.12 macos:3.13")
    stick = tmp_path / "a stick"

    conf.write_text("[global]\nno-index = true\n")
    assert wheels.main([str(stick)]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith('This failed: "') and "uv==1.0" in said

    conf.write_text(f"{conf.read_text()}find-links = {tmp_path / 'shelf'}\n")
    assert wheels.main([str(stick)]) == 0
    names = sorted(path.name.split("-")[0] for path in stick.iterdir())
    assert names == ["new", "old", "tiny", "uv"]
    assert "make lab WHEELS=" in capsys.readouterr().err
    monkeypatch.delenv("FOR")
    assert wheels.main([str(tmp_path / "this machine")]) == 0
    (tmp_path / "file").touch()
    assert wheels.main([str(tmp_path / "file")]) == 1
    assert "Traceback" not in capsys.readouterr().err
