"""Open the lessons in JupyterLab: `make lab`.

The learner's edition opens copies in my_lessons/, made first where they are
missing: without outputs, and with answers folded. The author's edition opens
notebooks/ itself. All further arguments go to JupyterLab (--help-all lists
them).
"""

import argparse
import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

from tools.copies import CopyError, find_lessons, make_copies

ROOT = Path(__file__).resolve().parents[1]


def first_page(edition: str) -> Path:
    """Return the notebook to open, after making copies where needed."""
    if edition == "author":
        return find_lessons(ROOT)[0]
    if edition == "learner":
        return make_copies(ROOT, lambda said: print(said, file=sys.stderr))
    raise CopyError(
        f"There is no edition {edition!r}; call make lab, or make lab "
        "EDITION=author for the lessons with their outputs."
    )


def already_open() -> str | None:
    """Return the address of a JupyterLab that serves this folder, if any.

    Two of them would write the same copies.
    """
    runtime = Path(os.environ.get("JUPYTER_RUNTIME_DIR", ""))
    for path in runtime.glob("jpserver-*.json"):
        try:
            server = json.loads(path.read_text(encoding="utf-8"))
            if not os.path.samefile(server["root_dir"], ROOT):
                continue
            # Loaded only here, where there is a file.
            from urllib.request import ProxyHandler, build_opener

            # A server that was killed leaves its file behind.
            opener = build_opener(ProxyHandler({}))
            with opener.open(f"{server['url']}api", timeout=2):
                return f"{server['url']}lab?token={server['token']}"
        except (OSError, ValueError, LookupError, TypeError):
            continue
    return None


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="make lab", description=__doc__, allow_abbrev=False
    )
    edition = os.environ.get("EDITION") or "learner"
    parser.add_argument("--edition", default=edition, help="learner or author")
    options, others = parser.parse_known_args(arguments)
    try:
        page = first_page(options.edition)
        # Called by tools/in_venv.py it is there; under conda it is not.
        settings = str(ROOT / "tools" / "jupyter")
        os.environ.setdefault("JUPYTER_CONFIG_PATH", settings)
        address = None if others else already_open()
        if address:
            raise CopyError(
                f"The lessons are open already, at {address}; open that "
                "page, or end it first: Ctrl+C twice in its terminal."
            )
        from jupyterlab.labapp import main as jupyter_lab

        if not others:
            print("Leave this open; Ctrl+C, twice, ends it.", file=sys.stderr)
        sys.argv = ["jupyter-lab", *others]
        # A subcommand, such as `list`, has to stay the first argument; of an
        # option that is given twice JupyterLab takes the last.
        if not others or others[0].startswith("-"):
            url = quote(f"/lab/tree/{page.relative_to(ROOT).as_posix()}")
            sys.argv.insert(1, f"--LabApp.default_url={url}")
        return jupyter_lab() or 0
    except CopyError as error:
        print(error, file=sys.stderr)
        return 1
    except ImportError as error:
        print(
            f"{error}; delete the folder .venv, if there is one, and call "
            "make lab, which installs it.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
