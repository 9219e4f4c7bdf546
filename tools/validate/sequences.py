"""Promises on models of sequences: what is tested was not seen before.

Read from the code alone, so they follow names, not values: what is made of a
window is one, what is made of scaled data is scaled. Whatever goes through a
class, a file or another module is lost, and nothing is said of it.
"""

import ast
import re
from collections.abc import Callable, Iterator

from tools.validate.code import full_name, is_ordered
from tools.validate.config import Config
from tools.validate.promises import Told, promise
from tools.validate.reading import Notebook, Place, nodes
from tools.validate.saved import WHOLE

SCALERS = re.compile(
    r"(?:MinMax|Standard|Robust|MaxAbs)Scaler"
    r"|(?:Power|Quantile)Transformer"
)
WINDOWS = """TimeseriesGenerator timeseries_dataset_from_array
sliding_window_view series_to_supervised"""
LAYERS = {"LSTM", "GRU", "SimpleRNN", "Bidirectional", "RNN", "ConvLSTM2D"}
ERRORS = re.compile(r"(?i)(?:mean_(?:squared|absolute)\w*|r2_score|rmse|mape)")
BASELINE = re.compile(
    r"(?i)baseline|na[iï]ve|persisten|benchmark|dummy|arima|moving.average"
    r"|linear.?regression|ridge|previous (?:value|day|step)|last value"
    r"|yesterday|seasonal mean|exponential.?smoothing|prophet|\bAR\b"
)


@promise("shuffled-split", "warning", reads_code=True)
def splits_by_time(notebook: Notebook, config: Config) -> Told:
    """Windows that overlap are split by time, not drawn at random."""
    makers = {
        node.name
        for node in nodes(notebook)
        if isinstance(node, ast.FunctionDef)
        and any(_is_windowed(inner) for inner in ast.walk(node))
    }

    def makes_windows(node: ast.AST) -> bool:
        is_call = isinstance(node, ast.Call)
        name = node.func.id if is_call and _is_name(node.func) else ""
        return name in makers or _is_windowed(node)

    def shuffles(node: ast.AST) -> bool:
        return _is_split(node) and not is_ordered(node)

    for body in _bodies(notebook):
        windows, mixed = _Flow(makes_windows), _Flow(shuffles)
        for place, statement in body:
            for node in ast.walk(statement):
                if shuffles(node) and any(map(windows.marks, node.args)):
                    what = (
                        "draws at random from windows or lags that overlap, "
                        "so what is tested was partly trained on"
                    )
                elif makes_windows(node) and mixed.names & _cut_up(node):
                    what = (
                        "makes windows of rows that a split has shuffled, so "
                        "their order is lost"
                    )
                else:
                    continue
                yield (
                    place,
                    f"`{_short(node)}` {what}: split by time, with "
                    "`shuffle=False`",
                )
                return
            windows.follow(statement)
            mixed.follow(statement)


@promise("scaled-before-split", "warning", reads_code=True)
def scales_what_is_trained(notebook: Notebook, config: Config) -> Told:
    """A scaler learns from the training part, not from all of a series."""
    if not any(_is_windowed(node) for node in nodes(notebook)):
        return
    for body in _bodies(notebook):
        fitted: dict[str, tuple[Place, str]] = {}  # a scaler, to all data
        parts = _Flow(_is_part)
        scalers: set[str] = set()

        def is_scaled(
            node: ast.AST, scalers: set = scalers, fitted: dict = fitted
        ) -> bool:
            return (
                _calls(node, "transform", "fit_transform")
                and _scaler(node, scalers) in fitted
            )

        scaled = _Flow(is_scaled)
        for place, statement in body:
            for node in ast.walk(statement):
                targets = [
                    ast.unparse(t) for t in getattr(node, "targets", [])
                ]
                made = getattr(node, "value", None) if targets else node
                if _calls(made, "fit", "fit_transform") and made.args:
                    name = _scaler(made, scalers)
                    if name and not parts.marks(made.args[0]):
                        for one in (name, *targets):
                            fitted.setdefault(one, (place, _short(made)))
                    made = made.func.value  # of `s = MinMaxScaler().fit(x)`
                if targets and _makes_scaler(made):
                    scalers.update(targets)
            if fitted and _cuts_test(statement, scaled):
                where, code = next(iter(fitted.values()))
                yield (
                    where,
                    f"`{code}` learns its scale from all data, the part that "
                    "is tested among them: split first, fit the scaler to "
                    "the training part",
                )
                return
            parts.follow(statement)
            scaled.follow(statement)


def _scaler(call: ast.Call, scalers: set[str]) -> str:
    """Return the scaler that a method is called of; nothing for others."""
    name = ast.unparse(call.func.value)
    return name if name in scalers or _makes_scaler(call.func.value) else ""


def _makes_scaler(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(
        SCALERS.fullmatch(full_name(node.func, {}).rpartition(".")[2])
    )


@promise("baseline", "note", reads_code=True)
def knows_a_baseline(notebook: Notebook, config: Config) -> Told:
    """An error of a forecast stands beside that of a simple forecast."""
    called = [n for n in nodes(notebook) if isinstance(n, ast.Call)]
    names = [full_name(call.func, notebook.imports) for call in called]
    has_layer = any(name.rpartition(".")[2] in LAYERS for name in names)
    is_forecast = any(_is_windowed(node) for node in nodes(notebook))
    cells = [cell for _, cell in notebook.code + notebook.text]
    said = "\n".join(cell.source for cell in cells)
    measures = any(ERRORS.fullmatch(n.rpartition(".")[2]) for n in names)
    if has_layer and is_forecast and measures and not BASELINE.search(said):
        yield (
            WHOLE,
            "it gives a model's error and names no simple forecast to "
            "compare it with: print the error of repeating the last "
            "value, too",
        )


class _Flow:
    """Which names hold something that comes from a kind of expression."""

    def __init__(self, begins: Callable[[ast.AST], bool]) -> None:
        self.begins = begins
        self.names: set[str] = set()

    def marks(self, node: ast.AST) -> bool:
        """Tell whether an expression has, or holds, what is followed."""
        return any(
            (isinstance(inner, ast.Name) and inner.id in self.names)
            or self.begins(inner)
            for inner in ast.walk(node)
        )

    def follow(self, statement: ast.stmt) -> None:
        """Mark what a statement assigns, appends or loops over."""
        loops = [n for n in ast.walk(statement) if isinstance(n, ast.For)]
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = getattr(node, "targets", None) or [node.target]
                value = node.value
            elif isinstance(node, ast.For | ast.comprehension):
                targets, value = [node.target], node.iter
            elif _calls(node, "append", "extend"):
                targets, value = [node.func.value], node
                if any(self.begins(loop) for loop in loops):
                    self.names |= set(_roots(node.func.value))
            else:
                continue
            if value is None:
                continue
            names = {name for t in targets for name in _roots(t)}
            # What is sorted again is no longer shuffled.
            if self.marks(value) and "sort" not in ast.unparse(value):
                self.names |= names
            elif not any(
                isinstance(inner, ast.Subscript | ast.Attribute)
                for t in targets
                for inner in ast.walk(t)
            ):
                self.names -= names  # they hold something else now


def _roots(target: ast.expr) -> Iterator[str]:
    """Yield the names that an assignment changes: of `a[i], b`, a and b."""
    if isinstance(target, ast.Tuple | ast.List):
        for one in target.elts:
            yield from _roots(one)
    while isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
        target = target.value
    if isinstance(target, ast.Name):
        yield target.id


def _bodies(notebook: Notebook) -> Iterator[list[tuple[Place, ast.stmt]]]:
    """Yield what runs one after the other: the cells, and each function."""
    yield [
        (place, statement)
        for place, tree in notebook.trees
        for statement in (tree.body if tree else ())
        if not isinstance(statement, ast.FunctionDef)
    ]
    for place, tree in notebook.trees:
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.FunctionDef):
                yield [(place, statement) for statement in node.body]


def _calls(node: ast.AST, *names: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
    )


def _is_windowed(node: ast.AST) -> bool:
    """Tell whether this is a window that moves by single steps."""
    if isinstance(node, ast.Call):
        name = full_name(node.func, {}).rpartition(".")[2]
        is_lag = _calls(node, "shift") and len(node.args) <= 1
        return name in WINDOWS.split() or is_lag
    if not isinstance(node, ast.For | ast.ListComp):
        return False
    loops = [node] if isinstance(node, ast.For) else node.generators
    for steps in filter(None, map(_moves, loops)):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Slice) and inner.lower and inner.upper:
                names = {n.id for n in ast.walk(inner) if _is_name(n)}
                # One end is enough, after `end = i + 30`.
                if steps in names and ast.unparse(inner.lower) != "0":
                    return True
    return False


def _cut_up(node: ast.AST) -> set[str]:
    """Return the names of what windows are made of."""
    if isinstance(node, ast.Call):
        return {name for arg in node.args for name in _roots(arg)}
    return {
        name
        for inner in ast.walk(node)
        if isinstance(inner, ast.Subscript)
        for name in _roots(inner)
    }


def _moves(loop: ast.For | ast.comprehension) -> str:
    """Return the name that counts in single steps, if one does."""
    call = loop.iter
    is_range = (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("range", "tqdm", "trange")
    )
    if not is_range or not isinstance(loop.target, ast.Name):
        return ""
    step = call.args[2] if len(call.args) == 3 else ast.Constant(1)
    is_one = isinstance(step, ast.Constant) and step.value == 1
    return loop.target.id if is_one else ""


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def _is_split(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (
        full_name(node.func, {}).rpartition(".")[2] == "train_test_split"
    )


def _is_part(node: ast.AST) -> bool:
    """Tell whether this is a part: a slice, a mask, or called training."""
    if isinstance(node, ast.Subscript):
        cut = node.slice
        first = cut.elts[0] if isinstance(cut, ast.Tuple) else cut
        if isinstance(first, ast.Slice):
            return bool(first.lower or first.upper)
        return any(isinstance(n, ast.Compare) for n in ast.walk(first))
    if isinstance(node, ast.Name):
        return bool(re.search("(?i)train", node.id))
    return _is_split(node) or _calls(node, "split", "array_split", "head")


def _cuts_test(statement: ast.stmt, scaled: _Flow) -> bool:
    """Tell whether a statement cuts off what is tested of scaled data."""
    for node in ast.walk(statement):
        if _is_split(node) and any(map(scaled.marks, node.args)):
            return True
        is_cut = isinstance(node, ast.Subscript) and _is_part(node)
        if is_cut and scaled.marks(node.value) and _is_test(statement):
            return True
    return False


def _is_test(statement: ast.stmt) -> bool:
    """Tell whether what is cut off is called test or validation."""
    if not isinstance(statement, ast.Assign):
        return False
    names = {name for t in statement.targets for name in _roots(t)}
    return any(re.search("(?i)test|val|hold", name) for name in names)


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).partition("\n")[0]
    return text if len(text) <= 60 else f"{text[:59]}…"
