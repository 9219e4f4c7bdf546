"""Turn an executed notebook into one page that opens without a network."""

from nbconvert import HTMLExporter
from nbformat import NotebookNode

# Three changes to nbconvert's page: no script that it would fetch from a
# server (the lessons use none of them), a figure keeps its alternative, and on
# a narrow window a printed table scrolls, since broken lines tear it apart.
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
}
</style>
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
    page, _ = exporter.from_notebook_node(
        nb, resources={"metadata": {"name": title}}
    )
    return page
