"""JupyterHub for a room of learners on one machine: see README.md here.

    jupyterhub -f docs/room/jupyterhub_config.py

run by root, each learner having an account of the system.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools import warm_forks  # noqa: E402
from tools.copies import FOLDER, find_lessons  # noqa: E402

c = get_config()  # noqa: F821  (JupyterHub puts it there)

# Kernels and servers are forks of these two, which end with JupyterHub.
forks = Path(os.environ.get("WARM_FORKS", "/run/warm_forks"))
forks.mkdir(mode=0o755, exist_ok=True)
for module in warm_forks.KERNEL, warm_forks.SERVER:
    warm_forks.start(forks, module)
c.Spawner.cmd = [
    *(sys.executable, "-I", "-S", str(ROOT / "tools/ask_for_fork.py")),
    warm_forks.SERVER,
]
c.Spawner.environment = {
    "WARM_FORKS": str(forks),
    "JUPYTER_PATH": str(ROOT / "docs/room/jupyter"),
    "JUPYTER_CONFIG_PATH": os.pathsep.join(
        str(ROOT / folder) for folder in ("docs/room/jupyter", "tools/jupyter")
    ),
    # Short, for the system cuts a socket's path after about 100 characters.
    "JUPYTER_RUNTIME_DIR": lambda spawner: (
        f"{spawner.user_env({})['HOME']}/.run"
    ),
}
c.Spawner.default_url = f"/lab/tree/{FOLDER}/{find_lessons(ROOT)[0].name}"

# When all of a room come at once, the last waits longer than the usual minute.
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300

# Who may come: the members of this group of the system.
c.PAMAuthenticator.allowed_groups = {"learners"}

# The server of a learner who left goes after an hour; files stay.
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": [
            *("list:users", "read:users:activity"),
            *("read:servers", "delete:servers"),
        ],
        "services": ["idle-culler"],
    }
]
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler"),
            "--timeout=3600",
        ],
    }
]
