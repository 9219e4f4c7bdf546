"""What a maintainer runs: execute the lessons, write outputs, lock."""

import sys

# jsonschema would import it, and with jsonschema all that reads notebooks. It
# checks addresses of any script, which no notebook has, and takes a second and
# a half to prepare for that.
sys.modules.setdefault("rfc3987_syntax", None)


def _end_quietly(kind: type, error: BaseException, trace: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("\nStopped.\n")
    else:
        sys.__excepthook__(kind, error, trace)


# Whoever presses Ctrl-C while a program still imports gets no traceback.
sys.excepthook = _end_quietly
