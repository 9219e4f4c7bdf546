"""What could run a stranger's program is not in ours."""

import ast
import re
from collections.abc import Iterator

import pytest

from tools.notebooks import ROOT, code_cells, lessons, read

FOLDERS = ["helpers", "study", "tools", "tests", "docs", "site"]
PROGRAMS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
}
LESSONS = {
    path.name: "\n".join(cell.source for cell in code_cells(read(path)))
    for path in lessons()
}
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve"}
MODULES |= {"marshal"}
ARGUMENTS = {("safe_mode", False), ("allow_pickle", True), ("shell", True)}
CALLS = r"enable_unsafe_deserialization|pickle\.loads?|os\.(system|popen)"


def dangers(source: str) -> Iterator[str]:
    """Yield what in a program may run what it was not written for."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names.append(getattr(node, "module", None) or "")
            yield from {n.partition(".")[0] for n in names} & MODULES
        elif isinstance(node, ast.keyword):
            given = node.arg, getattr(node.value, "value", None)
            if given in ARGUMENTS:
                yield ast.unparse(node)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if re.search(CALLS, called) or called == "yaml.load":
                yield called


@pytest.mark.parametrize("name", [*PROGRAMS, *LESSONS])
def test_nothing_runs_what_a_file_says(name: str) -> None:
    assert not list(dangers({**PROGRAMS, **LESSONS}[name]))


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "import pickle as p",
        "np.load('x.npy', allow_pickle=True)",
        "keras.saving.load_model('x.keras', safe_mode=False)",
        "keras.config.enable_unsafe_deserialization()",
        "run('ls', shell=True)",
        "yaml.load(text)",
        "np.pickle.loads(x)",
    ],
)
def test_what_would_is_seen(source: str) -> None:
    assert list(dangers(source))
