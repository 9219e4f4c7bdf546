"""What a maintainer runs: execute the lessons, write outputs, lock."""

import sys

# jsonschema would import it, and with jsonschema all that reads notebooks. It
# checks addresses of any script, which no notebook has, and takes a second and
# a half to prepare for that.
sys.modules.setdefault("rfc3987_syntax", None)


OURS = {"", "helpers", "study", "tests", "tools"}


def _is_missing(error: BaseException) -> bool:
    """Tell whether a package is not there, or not whole."""
    name = getattr(error, "name", None) or ""
    return isinstance(error, ImportError) and name.split(".")[0] not in OURS


def _end_quietly(kind: type, error: BaseException, trace: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("\nStopped.\n")
    elif _is_missing(error):
        sys.stderr.write(
            f"{error}; delete the folder .venv, if there is one, and call "
            "again by make, which installs it.\n"
        )
    else:
        sys.__excepthook__(kind, error, trace)


# Whoever presses Ctrl-C while a program still imports gets no traceback.
sys.excepthook = _end_quietly
