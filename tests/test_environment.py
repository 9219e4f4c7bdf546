"""The locks and environment.yml say the same, strictly, and say enough."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from rattler import MatchSpec

from tools import conda_environment
from tools.conda_environment import Marker, markers, pins
from tools.lock import unknown, versions
from tools.notebooks import code_cells, lessons, read

ROOT = Path(__file__).resolve().parents[1]
NAMES = (
    *("requirements.lock", "requirements-learner.lock"),
    "requirements-set-up.lock",
)
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in NAMES}
LOCK, LEARNER, SET_UP = LOCKS.values()
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
    for name in NAMES[:2]:
        (tmp_path / name).write_text(SMALL)
    assert conda_environment.main([], root=tmp_path) == 0
    assert conda_environment.main(["--check"], root=tmp_path) == 0
    path = tmp_path / "environment.yml"
    path.write_text(path.read_text().replace("tiny==1.0", "tiny==1.1"))
    assert conda_environment.main(["--check"], root=tmp_path) == 1
    said = capsys.readouterr().err
    assert said.startswith("environment.yml is not what the locks give")
    path.unlink()
    assert conda_environment.main(["--check"], root=tmp_path) == 1


def test_markers_are_decided_where_they_can_be():
    learner = SMALL.split("tiny")[0]
    text = conda_environment.environment(learner, SMALL, {"tiny"})
    lines = text.split("pip:\n")[1]
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
        pins(line)


def test_conda_s_lines_parse_strictly(environment):
    *conda, last = environment["dependencies"]
    names = [MatchSpec(line, strict=True).name.normalized for line in conda]
    assert names == ["python", "pip"]
    assert list(last) == ["pip"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_pip_s_lines_are_exact_pins_once_each(environment):
    lines = environment["dependencies"][-1]["pip"]
    found = pins("\n".join(lines))
    assert len(lines) > 100
    plain = [pin.split("==")[0] for pin, marker in found if not marker]
    assert len(plain) == len(set(plain))
    # setuptools: for the one line that makes the lessons find helpers/.
    assert {"jupyterlab", "nbval", "papermill", "setuptools"} <= set(plain)
    assert not {"jax", "scipy", "playwright"} & set(plain)


@pytest.mark.parametrize("text", LOCKS.values(), ids=LOCKS)
def test_every_pin_of_a_lock_has_hashes_and_no_address(text):
    assert not re.search(r"://|@|--(extra-)?index|--find-links", text)
    for head, hashes in blocks(text).items():
        assert hashes, f"{head} has no hash"
        for line in hashes:
            assert re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}\s*", line)
    assert len(blocks(text)) == len(pins(text))


def blocks(lock: str) -> dict[str, list[str]]:
    """Return the lines of a lock: a pin with its marker -> its hashes."""
    parts = [part.split(" \\\n") for part in re.split(r"\n(?=\S)", lock)]
    return {head: [line.rstrip() for line in rest] for head, *rest in parts}


def test_a_learner_has_the_same_versions_and_files_as_the_tests():
    every, learner = (
        {head.split(" ; ")[0]: hashes for head, hashes in blocks(lock).items()}
        for lock in (LOCK, LEARNER)
    )
    assert {pin: every[pin] for pin in learner} == learner
    assert len(learner) < len(every)
    assert [pin.split("==")[0] for pin, _ in pins(SET_UP)] == ["uv"]


def there(lock: str, platform: tuple[str, ...], python: str) -> list[str]:
    """Return the names of a lock's pins that count on such a machine."""
    values = markers(*platform, python)
    return [
        pin.split("==")[0]
        for pin, marker in pins(lock)
        if not marker or Marker(marker).evaluate(values)
    ]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", conda_environment.PLATFORMS)
def test_the_locks_serve_every_python_and_machine(platform, python):
    needed = {"numpy", "jupyterlab", "matplotlib", "papermill"}
    for lock, more in ((LOCK, {"pytest", "jax"}), (LEARNER, set())):
        names = there(lock, platform, python)
        assert len(names) == len(set(names))
        assert needed | more <= set(names)
        small = platform[0] == "win32" or platform[3] == "x86_64"
        flow = {name for name in names if re.match("tensorflow(-cpu)?$", name)}
        assert flow == {"tensorflow-cpu" if small else "tensorflow"}


def imported(source: str) -> set[str]:
    """Return the top names of all that a piece of code imports, anywhere."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
    return found


def needed_by_learners() -> dict[str, str]:
    """Return the modules that lessons, helpers and `make run` import.

    Each with a file that does. What helpers/ imports only inside of a
    function counts as well.
    """
    tools = ["lab", "run", "editions", "wheels"]
    seen, queue = {}, [ROOT / "tools" / f"{name}.py" for name in tools]
    queue += [*ROOT.glob("helpers/**/*.py"), *lessons()]
    for path in queue:
        if path.suffix == ".ipynb":
            source = "\n".join(cell.source for cell in code_cells(read(path)))
        elif path.exists():
            source = path.read_text(encoding="utf-8")
        else:
            continue
        seen |= dict.fromkeys(imported(source) - {*seen}, path.name)
        rooms = r"from (tools|study)(?:\.| import )(\w+)"
        for room, name in re.findall(rooms, source):
            other = ROOT / room / f"{name}.py"
            queue += [other] * (other.exists() and other not in queue)
    return seen


def test_no_lesson_imports_what_the_learner_s_lock_lacks():
    wheels = metadata.packages_distributions()
    learner = {pin.split("==")[0] for pin, _ in pins(LEARNER)}
    own = {"helpers", "study", "tools", "tests", *sys.stdlib_module_names}
    modules = needed_by_learners()
    assert {"keras", "numpy", "papermill"} <= {*modules}
    for module, path in modules.items():
        names = {
            re.sub(r"[-_.]+", "-", name).lower()
            for name in wheels.get(module, [module])
        }
        assert module in own or names & learner, f"{path} imports {module}"


def test_a_misspelt_package_is_not_silently_left_as_it_is():
    names = versions()
    assert (
        names["keras"]
        == dict(pin.split("==") for pin, _ in pins(LEARNER))["keras"]
    )
    for extra, wrong in (
        (["--upgrade-package", "keras"], []),
        (["--upgrade-package=Keras<4"], []),
        (["--upgrade-package", "kerras"], ["kerras"]),
        (["-P", "jax", "-P", "jaks==1"], ["jaks"]),
        (["--upgrade"], []),
    ):
        assert unknown(extra, names) == wrong


def test_the_way_for_a_gpu_names_the_same_tensorflow():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (pin,) = re.findall(r"tensorflow\[and-cuda\]==([\d.]+)", readme)
    assert f"tensorflow=={pin}" in [one for one, _ in pins(LEARNER)]
