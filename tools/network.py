"""What in a piece of code reaches the network."""

import ast
import re
from collections.abc import Iterator

NETWORK_MODULES = """urllib urllib3 requests httpx http aiohttp socket ftplib
smtplib websockets wget gdown kagglehub datasets huggingface_hub tensorflow_hub
tensorflow_datasets yfinance pandas_datareader quandl kaggle opendatasets"""
NETWORK_NAMES = re.compile(
    r"(?:.*\.)?(?:get_file|from_pretrained|urlopen|urlretrieve|load_dataset"
    r"|nltk\.download|hub\.load|fetch_(?:openml|california|20news|olivetti)\w*)"
)
NETWORK_PARENTS = re.compile(
    r"(?:tf\.|tensorflow\.)?keras\.(?:datasets|applications)\b"
)
WEIGHTS = re.compile(r"(?i)'(?:imagenet|coco)|_weights\.|\.default$")
ADDRESS = re.compile(r"(?:https?|ftp|s3|gs)://")


def reached(node: ast.AST) -> Iterator[str]:
    """Say what of the network a node names: a module, a call, an address."""
    value = getattr(node, "value", None)
    if isinstance(node, ast.Import | ast.ImportFrom):
        parent = getattr(node, "module", None)
        for alias in node.names:
            module = f"{parent}.{alias.name}" if parent else alias.name
            root = module.partition(".")[0]
            is_one = root in NETWORK_MODULES.split()
            if module.startswith("urllib.parse"):  # it only takes texts apart
                continue
            if is_one or NETWORK_PARENTS.match(module):
                yield f"`import {module}`"
    elif isinstance(node, ast.Attribute | ast.Name):
        name = ast.unparse(node)
        if NETWORK_NAMES.fullmatch(name) or NETWORK_PARENTS.fullmatch(name):
            yield f"`{name}`"
    elif isinstance(node, ast.keyword) and node.arg == "weights":
        if WEIGHTS.search(ast.unparse(value)):
            yield f"`weights={ast.unparse(value)}`"
    elif isinstance(value, str) and ADDRESS.match(value):
        yield f"the address {value[:60]!r}"
