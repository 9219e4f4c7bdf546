"""Promises on the code cells: it runs elsewhere, and gives the same again."""

import ast
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from tools.network import reached
from tools.validate.config import Config
from tools.validate.promises import Told, promise
from tools.validate.reading import Notebook, Place

_ROOTS = "home|root|Users|content|kaggle|mnt|media|gdrive|scratch|workspace"
ABSOLUTE = re.compile(
    rf"/(?:{_ROOTS})/[\w$.]|[A-Za-z]:[\\/](?![\\/])[\w.]|~/\w"
    r"|/(?:[\w.-]+/)+[\w.-]+\.\w{2,5}$"
)
IN_SHELL = re.compile(rf"(?<![\w./:])/(?:{_ROOTS})/\w|(?<!\S)~/\w")
INSTALLS = re.compile(
    r"(?:pip3?|conda|mamba|apt|apt-get|brew|npm)\s+(?:-\w+\s+)*install\b"
    r"|\buv\s+(?:pip|add)\b|easy_install"
)
FETCHES = re.compile(
    r"\b(?:wget|curl|gdown|gsutil|scp|rsync)\s|\bgit\s+clone\b"
    r"|\bkaggle\s+(?:datasets|competitions)|\baws\s+s3\b"
)
# An address in one of these is shown, not visited.
SHOWS = {"print", "Markdown", "HTML", "display", "Latex", "set_title", "title"}


@promise("syntax", "error", reads_code=True)
def is_python_3(notebook: Notebook, config: Config) -> Told:
    """Each cell is Python 3 as Jupyter reads it, magics included."""
    for place, tree in notebook.trees:
        if tree is None:
            version = ".".join(platform.python_version_tuple()[:2])
            yield place, f"Python {version} cannot read it: correct it"


@promise("cell-size", "warning")
def has_cells_of_a_page(notebook: Notebook, config: Config) -> Told:
    """A code cell can be read at once, and no cell holds a file."""
    for place, cell in notebook.code:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        if len(lines) > config.cell_lines:
            yield (
                place,
                f"it has {len(lines)} lines, {config.cell_lines} at most: "
                "split it, or move functions into a module",
            )
    for place, cell in notebook.code + notebook.text:
        if len(cell.source) > config.cell_characters:
            yield (
                place,
                f"it has {len(cell.source)} characters, "
                f"{config.cell_characters} at most: move data and pictures "
                "into files",
            )


@promise("path", "warning", reads_code=True)
def names_no_absolute_path(notebook: Notebook, config: Config) -> Told:
    """Code names files from the notebook's folder, not from one machine's."""
    for place, tree in notebook.trees:
        found = [text for text in _texts(tree) if ABSOLUTE.match(text)]
        found += [text for text in _shell(tree) if IN_SHELL.search(text)]
        if found:
            yield (
                place,
                f"it names {found[0][:60]!r}, which other machines lack: "
                "write a path from the notebook's folder",
            )


@promise("install", "warning", reads_code=True)
def installs_nothing(notebook: Notebook, config: Config) -> Told:
    """What it needs is listed in a file, and no cell installs it."""
    for place, tree in notebook.trees:
        for text in _shell(tree):
            if INSTALLS.search(text):
                yield (
                    place,
                    f"it installs ({text.strip()[:60]!r}): list it with its "
                    "version in requirements.txt or environment.yml",
                )
                break


@promise("network", "warning", reads_code=True)
def asks_no_network(notebook: Notebook, config: Config) -> Told:
    """No cell fetches anything: without a network it runs as well."""
    for place, tree in notebook.trees:
        found = [w for n in _working(tree) for w in reached(n)]
        found = [w for w in found if not _is_beside(w, notebook.path.parent)]
        found += [f"`{s.strip()[:60]}`" for s in _fetching(_shell(tree))]
        if found:
            more = f" (and {len(found) - 1} more)" if found[1:] else ""
            yield (
                place,
                f"{found[0]} needs the network{more}: keep the data in a "
                "file beside the notebook",
            )


def _fetching(lines: list[str]) -> Iterator[str]:
    for line in lines:
        # What only installs is told by another promise.
        if FETCHES.search(line) and not INSTALLS.search(line):
            yield line


def _is_beside(what: str, folder: Path) -> bool:
    """Tell whether an import is of a module that lies beside the notebook."""
    root = what.removeprefix("`import ").partition(".")[0].rstrip("`")
    return what.startswith("`import ") and (
        (folder / root).is_dir() or (folder / f"{root}.py").exists()
    )


def _working(tree: ast.Module | None) -> Iterator[ast.AST]:
    """Yield the nodes of a cell without those that only show something."""
    todo: list[ast.AST] = [tree] if tree else []
    while todo:
        node = todo.pop(0)
        is_shown = isinstance(node, ast.Call) and _last(node.func) in SHOWS
        is_text = isinstance(node, ast.Expr) and isinstance(
            node.value, ast.Constant
        )
        if not (is_shown or is_text):
            yield node
            todo += ast.iter_child_nodes(node)


def _texts(tree: ast.Module | None) -> list[str]:
    return [
        node.value
        for node in _working(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _shell(tree: ast.Module | None) -> list[str]:
    """Return what a cell gives to magics and to the shell, a line each."""
    found = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call) and _last(node.func) in (
            *("system", "getoutput", "run_line_magic", "run_cell_magic"),
            *("check_call", "run", "Popen", "check_output", "call"),
        ):
            words = [
                inner.value
                for inner in ast.walk(node)
                if isinstance(inner, ast.Constant)
                and isinstance(inner.value, str)
            ]
            found += " ".join(words).splitlines()
    return found


def _last(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


# Seeds: who draws random numbers, and what makes them the same again

_NEEDS = {  # who draws -> calls that do, the import it takes, what seeds it
    "NumPy": (
        r"numpy\.random\.(?!seed|default_rng|RandomState|Generator|Seed|PCG"
        r"|MT19937|Philox|get_state|set_state|bit_generator|mtrand)\w+",
        "numpy",
        "numpy.random.seed(1)",
    ),
    "Python": (
        r"random\.(?!seed|Random|SystemRandom|getstate|setstate)[a-z]\w*",
        "random",
        "random.seed(1)",
    ),
    "PyTorch": (r".+\.backward", "torch", "torch.manual_seed(1)"),
    "Keras": (r".+\.fit", "no module", "keras.utils.set_random_seed(1)"),
}
LIBRARIES = """numpy scipy sklearn pandas tensorflow keras tf_keras torch jax
random xgboost lightgbm"""
_DRAWS_FROM_NUMPY = re.compile(
    r"sklearn\..*\.(?:train_test_split|ShuffleSplit|RandomForest\w+|ExtraTrees"
    r"\w+|MLP\w+|SGD\w+|KMeans|TSNE|GradientBoosting\w+)"
)
_SEEDS = [  # a call of this name -> whom it seeds
    (r"numpy\.random\.seed", {"NumPy"}),
    (r"random\.seed", {"Python"}),
    (r"torch\.(?:cuda\.)?manual_seed(?:_all)?", {"PyTorch"}),
    (r"tensorflow\.(?:.*\.)?set_(?:random_)?seed", {"Keras"}),
    (r".*", set(_NEEDS)),  # anybody's own
]


@promise("seed", "warning", reads_code=True)
def sets_its_seeds(notebook: Notebook, config: Config) -> Told:
    """Whatever draws random numbers is seeded: a run can be repeated."""
    drawn: dict[str, tuple[Place, str]] = {}
    seeded: set[str] = set()
    for place, tree in notebook.trees:
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Call):
                name = full_name(node.func, notebook.imports)
                seeded |= _seeds(name, node)
                for who in _draws(name, node, notebook.imports):
                    drawn.setdefault(who, (place, name))
    for who, (place, name) in drawn.items():
        if who not in seeded:
            short = name if len(name) < 50 else f"...{name[-40:]}"
            yield (
                place,
                f"`{short}` draws from {who}'s random numbers, and no cell "
                f"seeds them: call `{_NEEDS[who][2]}` first",
            )


def _seeds(name: str, call: ast.Call) -> set[str]:
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    if name.endswith("keras.utils.set_random_seed"):
        return set(_NEEDS)
    if "seed" in last.lower() and last[:1].islower():
        return next(who for what, who in _SEEDS if re.fullmatch(what, name))
    is_own = first not in LIBRARIES.split() and last[:1].islower()
    if is_own and any(one.arg == "seed" for one in call.keywords):
        return set(_NEEDS)  # a function that is not known, but told a seed
    return set()


def _draws(name: str, call: ast.Call, imports: dict) -> Iterator[str]:
    given = {one.arg for one in call.keywords}
    roots = {full.partition(".")[0] for full in imports.values()}
    for who, (what, root, _) in _NEEDS.items():
        if root in roots and re.fullmatch(what, name):
            yield who
    if name == "numpy.random.default_rng" and not call.args and not given:
        yield "NumPy"
    is_numpys = _DRAWS_FROM_NUMPY.fullmatch(name) and not is_ordered(call)
    if is_numpys and "random_state" not in given:
        yield "NumPy"
    is_compile = name.endswith(".compile") and given & {"loss", "optimizer"}
    if is_compile and {"keras", "tensorflow", "tf_keras"} & roots:
        yield "Keras"


def is_ordered(call: ast.Call) -> bool:
    """Tell whether a split is told not to shuffle, or by a name whether to."""
    return any(
        one.arg == "shuffle"
        and not (isinstance(one.value, ast.Constant) and one.value.value)
        for one in call.keywords
    )


def full_name(func: ast.expr, imports: dict[str, str]) -> str:
    """Return the dotted name of what is called, its first part resolved."""
    parts = []
    while isinstance(func, ast.Attribute):
        parts.append(func.attr)
        func = func.value
    if not isinstance(func, ast.Name):
        return ".".join(["()", *reversed(parts)])
    first = imports.get(func.id, func.id)
    return ".".join([first, *reversed(parts)])
