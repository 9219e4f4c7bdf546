"""The server of one learner in a room: run as that learner, by JupyterHub.

tools/jupyter/jupyter_server_config.py holds as well: what is said here counts.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tools.copies import make_copies  # noqa: E402

c = get_config()  # noqa: F821  (Jupyter puts it there)

# The learner's own copies, beside links to all that they refer to.
home = Path.home() / "lessons"
home.mkdir(exist_ok=True)
home.chmod(0o700)  # also where the home itself is open to others
for folder in ("notebooks", "helpers", "data", "study", "docs", "README.md"):
    if not (home / folder).is_symlink():
        (home / folder).symlink_to(ROOT / folder)
make_copies(home, print)
c.ServerApp.root_dir = str(home)

# A fork has what JupyterLab found when it was imported: the home of root.
lab = Path.home() / ".jupyter/lab"
c.LabApp.user_settings_dir = str(lab / "user-settings")
c.LabApp.workspaces_dir = str(lab / "workspaces")

# Two kernels that start at once can be given the same port. Sockets in the
# learner's own folder cannot clash, and nobody else can open them.
c.KernelManager.transport = "ipc"
c.KernelManager.transport_encryption = "disabled"
c.MappingKernelManager.transport_encryption = "disabled"

# Kernels whose page was closed; one on a page is never ended under a reader.
c.MappingKernelManager.cull_idle_timeout = 20 * 60
c.MappingKernelManager.cull_interval = 60

# No lesson needs them.
c.ServerApp.jpserver_extensions = {
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "notebook_shim": False,
}
