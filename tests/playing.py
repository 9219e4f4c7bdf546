"""For tests of what one plays with: its module in Node, and its page."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import playwright
import pytest

from helpers import interactive

_DRIVER = Path(playwright.__file__).parent / "driver"
_NODE = shutil.which("node", path=str(_DRIVER)) or shutil.which("node")
needs_node = pytest.mark.skipif(not _NODE, reason="there is no Node here")
# A data address makes it a module, whatever Node thinks of the file's name.
_RUN = """
const read = (await import("node:fs")).readFileSync;
const { module, calls } = JSON.parse(read(0, "utf-8"));
const player = await import("data:text/javascript;base64," + module);
const answers = calls.map(([name, ...values]) => {
  try { return player[name](...values); }
  catch (error) { return String(error); }
});
console.log(JSON.stringify(answers));
"""
# Colours as a browser computes them, and how far apart they are (WCAG 2).
# What lies behind is the nearest ground that is not transparent.
CONTRAST = """(elements) => {
  const paint = document.createElement("canvas").getContext("2d");
  const mixed = (colors) => {
    paint.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      paint.fillStyle = color;
      paint.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data]
      .map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return elements.map((element) => {
    const grounds = [];
    for (let one = element; one; one = one.parentElement)
      grounds.unshift(getComputedStyle(one).backgroundColor);
    const style = getComputedStyle(element);
    const color = element.namespaceURI.endsWith("svg")
      ? (style.fill === "none" ? style.stroke : style.fill) : style.color;
    const pair = [mixed(grounds), mixed([...grounds, color])];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  });
}"""


def in_node(name: str, calls: list) -> list:
    """Return what the module's functions answer, or their errors as texts."""
    module = base64.b64encode(interactive.script(name).encode()).decode()
    done = subprocess.run(
        [_NODE, "--input-type=module", "--eval", _RUN],
        input=json.dumps({"module": module, "calls": calls}),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def as_in_a_notebook(patch: pytest.MonkeyPatch) -> list[dict]:
    """Let helpers believe in a kernel; the list fills with what they show."""
    shown: list[dict] = []
    shell = SimpleNamespace(kernel=object())
    patch.setattr(interactive, "get_ipython", lambda: shell)
    patch.setattr(interactive, "display", lambda data, raw: shown.append(data))
    return shown
