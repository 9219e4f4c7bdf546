"""What in a piece of code reaches the network."""

import ast
import re
from collections.abc import Iterator

NETWORK_MODULES = """urllib urllib3 requests httpx http aiohttp socket ftplib
smtplib websockets wget gdown kagglehub datasets huggingface_hub tensorflow_hub
tensorflow_datasets"""
NETWORK_NAMES = {"get_file", "from_pretrained", "urlopen", "urlretrieve"}
NETWORK_PARENTS = re.compile(r"(?:tf\.)?keras\.(?:datasets|applications)\b")
ADDRESS = re.compile(r"(?:https?|ftp|s3|gs)://")


def reached(node: ast.AST) -> Iterator[str]:
    """Say what of the network a node names: a module, a call, an address."""
    value = getattr(node, "value", None)
    if isinstance(node, ast.Import | ast.ImportFrom):
        parent = getattr(node, "module", None)
        for alias in node.names:
            module = f"{parent}.{alias.name}" if parent else alias.name
            root = module.partition(".")[0]
            if root in NETWORK_MODULES.split() or NETWORK_PARENTS.match(
                module
            ):
                yield f"`import {module}`"
    elif isinstance(node, ast.Attribute | ast.Name):
        name = ast.unparse(node)
        last = name.rpartition(".")[2]
        if last in NETWORK_NAMES or NETWORK_PARENTS.fullmatch(name):
            yield f"`{name}`"
    elif isinstance(node, ast.keyword) and node.arg == "weights":
        if getattr(value, "value", None):
            yield f"`weights={ast.unparse(value)}`"
    elif isinstance(value, str) and ADDRESS.match(value):
        yield f"the address {value[:60]!r}"
