"""The locks and environment.yml say the same, strictly, and say enough."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

from tools import lock
from tools.lock import pins
from tools.notebooks import code_cells, lessons, read

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {name: lock.text_of(name) for name in lock.GROUPS}
LOCK, LEARNER, SET_UP = LOCKS.values()
SMALL = """\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:00
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:00
pywinpty==3.1.2 ; os_name == 'nt' \\
    --hash=sha256:00
other==1.0 \\
    --hash=sha256:00
nbval==1.0
"""


@pytest.fixture(scope="module")
def environment() -> dict:
    return yaml.safe_load(lock.text_of("environment.yml"))


def test_environment_equals_the_lock():
    text = lock.text_of("environment.yml")
    assert text == lock.environment(LEARNER, LOCK), "call `make environment`"


def test_markers_are_decided_where_they_can_be():
    text = lock.environment(SMALL.split("other")[0], SMALL)
    lines = text.split("pip:\n")[1]
    assert [line.strip() for line in lines.splitlines()] == [
        "- numpy==2.4.6",
        "- \"pywinpty==3.1.2 ; os_name == 'nt'\"",
        "- nbval==1.0",
    ]


def test_conda_s_lines_parse_strictly(environment):
    *conda, last = environment["dependencies"]
    names = [MatchSpec(line, strict=True).name.normalized for line in conda]
    assert names == ["python", "pip"]
    assert list(last) == ["pip"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_pip_s_lines_are_exact_pins_once_each(environment):
    lines = environment["dependencies"][-1]["pip"]
    found = pins("\n".join(lines))
    assert len(found) == len(lines) > 100
    plain = {pin.split("==")[0] for pin, marker in found if not marker}
    assert len(plain) == len([pin for pin, marker in found if not marker])
    # setuptools: for the one line that makes the lessons find helpers/.
    assert {"jupyterlab", "nbval", "papermill", "setuptools"} <= plain
    assert not {"jax", "playwright"} & plain
    for name in lock.CHECKING:
        for need in map(Requirement, metadata.requires(name) or []):
            if not need.marker or need.marker.evaluate({"extra": ""}):
                assert canonicalize_name(need.name) in plain, need


@pytest.mark.parametrize("text", LOCKS.values(), ids=LOCKS)
def test_every_pin_of_a_lock_has_hashes_and_no_address(text):
    assert not re.search(r"://|@|--(extra-)?index|--find-links", text)
    for head, hashes in blocks(text).items():
        assert hashes, f"{head} has no hash"
        for line in hashes:
            assert re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}\s*", line)
    heads = [f"{pin} ; {marker}".strip(" ;") for pin, marker in pins(text)]
    assert [*blocks(text)] == heads


def blocks(lock: str) -> dict[str, list[str]]:
    """Return the lines of a lock: a pin with its marker -> its hashes."""
    parts = [part.split(" \\\n") for part in re.split(r"\n(?=\S)", lock)]
    return {head: [line.rstrip() for line in rest] for head, *rest in parts}


def test_a_learner_has_the_same_versions_and_files_as_the_tests():
    every, learner = (
        {head.split(" ; ")[0]: hashes for head, hashes in blocks(text).items()}
        for text in (LOCK, LEARNER)
    )
    assert {pin: every[pin] for pin in learner} == learner
    assert len(learner) < len(every)
    assert [pin.split("==")[0] for pin, _ in pins(SET_UP)] == ["uv"]


@pytest.mark.parametrize("python", lock.PYTHONS)
@pytest.mark.parametrize("machine", lock.MACHINES)
def test_the_locks_serve_every_python_and_machine(machine, python):
    needed = {"numpy", "jupyterlab", "matplotlib", "papermill"}
    for text, more in ((LOCK, {"pytest", "jax"}), (LEARNER, set())):
        names = [
            pin.split("==")[0]
            for pin, marker in pins(text)
            if lock.holds(marker, machine, python)
        ]
        assert len(names) == len(set(names))
        assert needed | more <= set(names)
        flow = {name for name in names if re.match("tensorflow(-cpu)?$", name)}
        small = machine in ("linux", "windows")
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
        else:
            source = path.read_text(encoding="utf-8")
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
        names = {*map(canonicalize_name, wheels.get(module, [module]))}
        assert module in own or names & learner, f"{path} imports {module}"


def test_a_misspelt_package_is_not_silently_left_as_it_is():
    names = lock.versions()
    assert f"keras=={names['keras']}" in dict(pins(LEARNER))
    for extra, wrong in (
        (["--upgrade-package", "keras"], []),
        (["--upgrade-package=Keras<4"], []),
        (["--upgrade-package", "kerras"], ["kerras"]),
        (["-P", "jax", "-P", "jaks==1"], ["jaks"]),
        (["--upgrade"], []),
    ):
        assert lock.unknown(extra, names) == wrong


def test_the_way_for_a_gpu_names_the_same_tensorflow():
    readme = lock.text_of("README.md")
    (pin,) = re.findall(r"tensorflow\[and-cuda\]==([\d.]+)", readme)
    assert f"tensorflow=={pin}" in dict(pins(LEARNER))
