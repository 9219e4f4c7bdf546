"""What was found: as text, as JUnit XML, as SARIF 2.1.0."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from tools.notebooks import write
from tools.validate.promises import LEVELS, PROMISES, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# XML has no way to write these, which outputs of programs hold.
_NOT_XML = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def text(findings: list[Finding]) -> Iterator[str]:
    """Yield the lines for people, the gravest first in each notebook."""
    for name in sorted({one.notebook for one in findings}):
        own = [one for one in findings if one.notebook == name]
        own.sort(key=lambda one: -LEVELS.index(one.promise.level))
        for one in own:
            yield printable(f"{one.promise.level:7} {one}")


def printable(said: str) -> str:
    """Return a text that a terminal shows and does not obey."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in said)


def write_junit(
    path: Path,
    notebooks: list[str],
    findings: list[Finding],
    skipped: dict[str, str],
) -> None:
    """Write a test case for each promise of each notebook."""
    root = ElementTree.Element("testsuites", name="notebook-promises")
    for name in notebooks:
        own = [one for one in findings if one.notebook == name]
        shown = _NOT_XML.sub("�", name)
        suite = ElementTree.SubElement(root, "testsuite", name=shown)
        failed = 0
        for promise in PROMISES.values():
            broken = [str(o) for o in own if o.promise is promise]
            case = ElementTree.SubElement(
                suite, "testcase", classname=shown, name=promise.id, time="0"
            )
            if broken and promise.level == "note":
                out = ElementTree.SubElement(case, "system-out")
                out.text = _NOT_XML.sub("�", "\n".join(broken))
            elif broken:
                failed += 1
                failure = ElementTree.SubElement(
                    case,
                    "failure",
                    message=promise.says,
                    type=promise.level,
                )
                failure.text = _NOT_XML.sub("�", "\n".join(broken))
        if name in skipped:
            out = ElementTree.SubElement(suite, "system-out")
            out.text = _NOT_XML.sub("�", skipped[name])
        counts = {"tests": len(PROMISES), "failures": failed}
        for key, value in (counts | {"errors": 0, "skipped": 0}).items():
            suite.set(key, str(value))
        suite.set("time", "0")
    ElementTree.indent(root)
    page = ElementTree.tostring(root, "unicode")
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, f'<?xml version="1.0" encoding="utf-8"?>\n{page}\n')


def write_sarif(path: Path, folder: Path, findings: list[Finding]) -> None:
    """Write what code scanning shows beside the lines of a notebook.

    It finds the notebooks from the working directory, the repository's root.
    """
    here, folder = Path.cwd(), folder.resolve()
    is_inside = folder.is_relative_to(here)
    root = f"{folder.relative_to(here).as_posix()}/" if is_inside else ""
    root = root.removeprefix("./")
    rules = [
        {
            "id": one.id,
            "shortDescription": {"text": one.says},
            "defaultConfiguration": {"level": one.level},
        }
        for one in PROMISES.values()
    ]
    driver = {"name": "notebook-promises", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "results": [_result(root + one.notebook, one) for one in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, json.dumps(log, indent=1) + "\n")


def _result(path: str, one: Finding) -> dict:
    # What a later finding of the same is known by: not its line.
    same = f"{one.promise.id}:{one.notebook}:{one.says}"
    return {
        "ruleId": one.promise.id,
        "level": one.promise.level,
        "message": {"text": f"{one.place.name}: {one.says}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(os.fsencode(path))},
                    "region": {"startLine": one.place.line},
                }
            }
        ],
        "partialFingerprints": {
            "promise/v1": hashlib.sha256(
                same.encode("utf-8", "replace")
            ).hexdigest()
        },
    }
