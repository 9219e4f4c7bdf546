"""How `make lab` opens: quietly, asking nobody outside.

The page is chosen by tools/lab.py.
"""

import platform
from pathlib import Path

import zmq

c = get_config()  # noqa: F821  (Jupyter puts it there)

# Opened from notebooks/ the helpers would be invisible in the file browser.
c.ServerApp.root_dir = str(Path(__file__).resolve().parents[2])

# Containers run everything as root; the access token guards there as well.
c.ServerApp.allow_root = True

# A browser of Windows cannot read the file that Linux inside of it wrote.
if "microsoft" in platform.release().lower():
    c.ServerApp.use_redirect_file = False

# No question of an outside host: news, newer versions, extensions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"

# Looking for language servers runs npm, which writes into the user's home.
c.LanguageServerManager.autodetect = False
c.LanguageServerManager.node_roots = []

# What a learner needs from the terminal is the address, which is "critical";
# make lab ARGS="--log-level INFO" shows the rest.
c.Application.log_level = "ERROR"

# Otherwise every kernel warns that it talks without encryption.
if zmq.has("curve"):
    c.KernelManager.transport_encryption = "auto"
    c.MappingKernelManager.transport_encryption = "auto"
