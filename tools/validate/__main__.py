"""Which promises do the notebooks of a folder keep? docs/validate.md

    python -m tools.validate FOLDER [--run] [--learn 5]

Exit codes: 0, nothing was found (notes do not count); 1, something was; 2, the
question makes no sense: no folder, no notebook, an odd configuration.
"""

import argparse
import sys
from pathlib import Path

from tools.notebooks import LessonError, command, reported
from tools.validate import bounds, config, reports
from tools.validate.config import Config
from tools.validate.promises import PROMISES, Finding
from tools.validate.reading import Notebook, Place, find, read
from tools.validate.running import compared, run
from tools.validate.saved import WHOLE


def static(notebook: Notebook, options: Config) -> list[Finding]:
    """Return what is found without running anything."""
    found = []
    for promise in PROMISES.values():
        is_readable = notebook.nb is not None or promise.id == "format"
        if promise.check is None or not is_readable:
            continue
        if promise.reads_code and notebook.language != "Python":
            continue
        try:
            told = list(promise.check(notebook, options))
        except RecursionError:
            what = "its code is nested too deeply to be read: take it apart"
            promise, told = PROMISES["syntax"], [(WHOLE, what)]
        found += [
            Finding(promise, notebook.name, place, says)
            for place, says in told
        ]
    return list(dict.fromkeys(found))


def why_not_run(notebook: Notebook) -> str:
    """Say why a notebook is not run, if so."""
    if notebook.nb is None:
        return "it cannot be read"
    if notebook.language != "Python":
        return (
            f"its kernel is for {notebook.language}: its code was not looked "
            "at, and it is not run"
        )
    return "" if notebook.code else "it has no code"


def by_running(
    notebook: Notebook, options: Config, learnt: dict
) -> list[Finding]:
    """Return what a run finds, and how its outputs differ."""
    nb, found = run(notebook, options)
    if nb is None or options.compare == "none":
        return _findings(notebook, found)
    if options.compare == "bounds":
        known = learnt.get(notebook.name)
        differ = bounds.outside(notebook, nb, known, options.alarm)
    else:
        differ = compared(notebook, nb, options.compare == "exact")
    found += [("same-output", *one) for one in differ]
    return _findings(notebook, found)


def learn(notebook: Notebook, options: Config, runs: int) -> tuple:
    """Return the bounds from runs with seeds 1 to `runs`, and findings."""
    executed = []
    for seed in range(1, runs + 1):
        nb, found = run(notebook, options, seed)
        if nb is None:
            return None, _findings(notebook, found)
        executed.append(nb)
    return bounds.learned(executed), _findings(notebook, found)


def _findings(
    notebook: Notebook, found: list[tuple[str, Place, str]]
) -> list[Finding]:
    return [
        Finding(PROMISES[name], notebook.name, place, says)
        for name, place, says in found
    ]


@command(refused=2)
def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    folder = Path(options.folder)
    if not (options.folder and folder.exists()):
        raise LessonError(
            f"There is no folder {options.folder!r}; give one that has "
            "notebooks in it."
        )
    base = folder if folder.is_dir() else folder.parent
    file = options.config or base / config.NAME
    settings = Config()
    if options.config or file.exists():
        settings = config.load(file, list(PROMISES))
    chosen = [one for one in find(folder) if not settings.is_skipped(one[1])]
    if not chosen:
        raise LessonError(f"There is no notebook in {options.folder!r}.")
    learnt = bounds.load(base / bounds.NAME)
    found: list[Finding] = []
    skipped: dict[str, str] = {}
    for path, name in chosen:
        notebook = read(path, name)
        found += static(notebook, settings)
        if why := why_not_run(notebook):
            skipped[name] = why
        elif options.learn:
            with reported(reports.printable(name), "learned"):
                learnt[name], more = learn(notebook, settings, options.learn)
            found += more
        elif options.run:
            with reported(reports.printable(name), "run"):
                found += by_running(notebook, settings, learnt)
    found = [
        one
        for one in found
        if not settings.is_off(one.promise.id, one.notebook)
    ]
    if options.learn:
        bounds.save(base / bounds.NAME, {n: b for n, b in learnt.items() if b})
    names = [name for _, name in chosen]
    return _report(options, base, names, found, skipped)


def _report(
    options: argparse.Namespace,
    base: Path,
    names: list[str],
    found: list[Finding],
    skipped: dict[str, str],
) -> int:
    print(*reports.text(found), sep="\n", end="\n" if found else "")
    for name, why in skipped.items():
        print(reports.printable(f"skipped {name}: {why}."))
    notes = sum(one.promise.level == "note" for one in found)
    print(
        f"Notebooks: {len(names)}, findings: {len(found) - notes}, notes: "
        f"{notes}."
    )
    if options.junit:
        reports.write_junit(options.junit, names, found, skipped)
    if options.sarif:
        reports.write_sarif(options.sarif, base, found)
    return 1 if len(found) > notes else 0


def _runs(text: str) -> int:
    if not (text.isdecimal() and 3 <= int(text) <= 100):
        raise argparse.ArgumentTypeError("3 to 100 runs, not " + repr(text))
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.validate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(
            f"{one.id:20} {one.level:8} {one.says}"
            for one in PROMISES.values()
        ),
    )
    parser.add_argument("folder", help="or one notebook")
    parser.add_argument("--run", action="store_true", help="run, and compare")
    parser.add_argument(
        "--learn",
        type=_runs,
        metavar="K",
        help=f"run with K seeds, at least 3, and write {bounds.NAME}",
    )
    parser.add_argument("--config", type=Path, metavar="FILE")
    parser.add_argument("--junit", type=Path, metavar="FILE")
    parser.add_argument("--sarif", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
