"""Turn an executed notebook into one page that opens without a network."""

import re

from nbconvert import HTMLExporter
from nbformat import NotebookNode

# Three changes to nbconvert's page: no script that it would fetch from a
# server (the lessons use none of them), a figure keeps its alternative, and on
# a narrow window a printed table scrolls, since broken lines tear it apart, as
# does a figure, since its labels would shrink. Printed sentences are broken
# between words: to read them, nobody should have to scroll.
_TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block notebook_css -%}
{{ super() }}
<style>
@media (max-width: 40em) {
  .jp-RenderedText pre { white-space: pre; overflow-x: auto; }
  .jp-RenderedText.prose pre {
    white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere;
  }
  .jp-RenderedImage { overflow-x: auto; }
  .jp-RenderedImage img { max-width: none; }
}
</style>
{%- endblock -%}
{%- block stream_stdout -%}
<div class="jp-RenderedText jp-OutputArea-output
{%- if output.text | is_prose %} prose{% endif %}" data-mime-type="text/plain">
<pre>
{{- output.text | ansi2html -}}
</pre>
</div>
{%- endblock -%}
{%- block data_png scoped -%}
<div class="jp-RenderedImage jp-OutputArea-output">
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"
{%- for key in ('alt', 'width', 'height') -%}
{%- set value = output | get_metadata(key, 'image/png') -%}
{%- if value is not none %} {{ key }}="{{ value | escape_html }}"{%- endif -%}
{%- endfor -%}
>
</div>
{%- endblock -%}
"""


def to_html(nb: NotebookNode, title: str) -> str:
    """Return the page of an executed notebook; it asks no server.

    Parameters
    ----------
    nb
        An executed notebook; its figures' alternatives are in their metadata.
    title
        What the browser shows as the name of the page.
    """
    exporter = HTMLExporter(raw_template=_TEMPLATE)
    exporter.register_filter("is_prose", is_prose)
    page, _ = exporter.from_notebook_node(
        nb, resources={"metadata": {"name": title}}
    )
    return page


def is_prose(printed: str) -> bool:
    """Say whether a printed text is made of sentences, and no table.

    It ends with a full stop, as hints and findings do, and no line has a gap
    between columns.
    """
    return printed.rstrip().endswith(".") and not re.search(
        r"\S {2,}\S", printed
    )
