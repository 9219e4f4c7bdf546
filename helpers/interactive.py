"""Show something to play with: a module in the page, over a still picture.

It needs no server and no kernel: the output holds all that it runs, so that
it also works on a page opened from a disk. Where scripts are not allowed,
such as in a notebook that nobody has run yet, the still picture and a
sentence stand in its place.
"""

import base64
import html
import json
from importlib.resources import files

from IPython import get_ipython
from IPython.display import display

from helpers.arguments import is_whole


def show_interactive(
    name: str, settings: dict, picture: tuple[str, bytes], alt: str, then: str
) -> None:
    """Show `name`.js with its settings; outside a notebook, print `alt`.

    `picture` is a media type and a file, and `then` what one can do once the
    cell is run.
    """
    if not hasattr(get_ipython(), "kernel"):
        print(f"Figure: {alt}")
        return
    media, file = picture
    still = f"data:{media};base64,{base64.b64encode(file).decode()}"
    # JupyterLab's sanitiser leaves the picture and takes the script out.
    page = f"""\
<div class="{name.replace("_", "-")}" \
data-settings="{html.escape(json.dumps(settings))}">
<img src="{still}" alt="{html.escape(alt)}" style="max-width: 100%">
<p><strong>Run this cell to play.</strong> {then}</p>
</div>
<script type="module">
{script(name)}</script>"""
    display({"text/html": page, "text/plain": f"Figure: {alt}"}, raw=True)


def script(name: str) -> str:
    """Return the module `name`.js with what it imports, as one module."""
    folder = files("helpers")
    shared, own = (
        folder.joinpath(f"{module}.js").read_text("utf-8")
        for module in ("interactive", name)
    )
    # Nothing may be fetched, and a page on a disk could not: so no import.
    about, _, own = own.partition('from "./interactive.js";\n')
    return shared + about[: about.rindex("import")] + own


def whole(name: str, value: int, least: int, most: int) -> int:
    """Return a whole number in these bounds; ValueError if it is none."""
    if not is_whole(value) or not least <= value <= most:
        raise ValueError(
            f"{name} is {value!r}; give a whole number from {least} to {most}."
        )
    return int(value)
