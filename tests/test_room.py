"""The settings of a room are settings, and lead to what is there."""

import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
import yaml
from jupyter_client import KernelManager
from traitlets.config import Config, PyFileConfigLoader

from tools import room, warm_forks
from tools.notebooks import ROOT, lessons

ROOM = ROOT / "docs/room"
posix_only = pytest.mark.skipif(os.name == "nt", reason="a room is no Windows")


def load(path: Path) -> Config:
    return PyFileConfigLoader(path.name, str(path.parent)).load_config()


@pytest.fixture
def hub(tmp_path, monkeypatch) -> Config:
    """Return the settings of JupyterHub, and start nothing."""
    started = []
    monkeypatch.setattr(warm_forks, "start", lambda *a: started.append(a))
    monkeypatch.setenv("WARM_FORKS", str(tmp_path / "forks"))
    settings = load(ROOM / "jupyterhub_config.py")
    folder = tmp_path / "forks"
    assert started == [
        (folder, warm_forks.KERNEL),
        (folder, warm_forks.SERVER),
    ]
    assert not folder.stat().st_mode & 0o022
    return settings


@posix_only
def test_learners_start_forks_at_the_first_lesson(hub, tmp_path):
    python, *_, script, module = hub.Spawner.cmd
    assert (python, module) == (sys.executable, "jupyterhub.singleuser")
    assert Path(script).samefile(ROOT / "tools/ask_for_fork.py")
    page = hub.Spawner.default_url.removeprefix("/lab/tree/my_lessons/")
    assert page == lessons()[0].name
    variables = dict(hub.Spawner.environment)
    spawner = SimpleNamespace(
        user_env=lambda env: {"HOME": "/home/" + 20 * "x"}
    )
    folder = variables.pop("JUPYTER_RUNTIME_DIR")(spawner)
    assert len(f"{folder}/kernel-{36 * 'x'}-ipc-5") < 100
    assert variables["WARM_FORKS"] == str(tmp_path / "forks")
    folders = variables["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert all(
        (Path(f) / "jupyter_server_config.py").exists() for f in folders
    )
    kernels = Path(variables["JUPYTER_PATH"], "kernels/python3/kernel.json")
    assert kernels.exists()


@posix_only
def test_the_names_of_jupyterhub_s_settings_exist(hub):
    jupyterhub = pytest.importorskip(
        "jupyterhub", reason="JupyterHub stands in no lock; see docs/room"
    )
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import PAMAuthenticator

    assert jupyterhub
    classes = [JupyterHub, PAMAuthenticator, jupyterhub.spawner.Spawner]
    for one in classes:
        assert set(hub[one.__name__]) <= set(one.class_traits(config=True))
    assert set(hub) <= {one.__name__ for one in classes}


def server_settings(home: Path) -> subprocess.CompletedProcess:
    """Load the settings of a learner's server, as if at home there."""
    code = (
        "import sys; from tests.test_room import *;"
        "c = load(ROOM / 'jupyter/jupyter_server_config.py');"
        "print(repr({k: dict(v) for k, v in c.items()}))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"HOME": str(home)},
        capture_output=True,
        text=True,
    )


@posix_only
def test_a_learner_s_server_has_copies_and_no_ports(tmp_path):
    # Slow to import.
    from jupyter_server.serverapp import ServerApp
    from jupyter_server.services.kernels import kernelmanager
    from jupyterlab.labapp import LabApp

    done = server_settings(tmp_path)
    assert not done.stderr
    settings = eval(done.stdout.splitlines()[-1])
    assert settings["KernelManager"]["transport"] == "ipc"
    for folder in settings["LabApp"].values():  # not root's, of the fork
        assert Path(folder).is_relative_to(tmp_path)
    for one in (
        KernelManager,
        kernelmanager.MappingKernelManager,
        ServerApp,
        LabApp,
    ):
        known = set(one.class_traits(config=True))
        assert set(settings.pop(one.__name__)) <= known
    assert not settings
    copies = tmp_path / "lessons/my_lessons"
    assert [path.name for path in sorted(copies.iterdir())][:1] == [
        lessons()[0].name
    ]
    assert (copies / "../data").samefile(ROOT / "data")


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="needs two users, so root"
)
def test_a_learner_reads_no_other_s_copies():
    with tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o755)  # as some systems make it
        assert not server_settings(Path(home)).stderr
        subprocess.run(["chown", "-Rh", "4001:4001", home], check=True)
        lists = {
            (user, folder): subprocess.run(
                ["ls", f"{home}/{folder}"],
                **{"user": user, "group": user, "extra_groups": []},
                capture_output=True,
            ).returncode
            for user in (4001, 4002)
            for folder in ("", "lessons", "lessons/my_lessons")
        }
    refused = {key for key, code in lists.items() if code}
    assert refused == {(4002, "lessons"), (4002, "lessons/my_lessons")}


def values() -> dict:
    return yaml.safe_load((ROOM / "values.yaml").read_text())


def test_the_values_of_the_chart_are_of_the_kinds_it_wants():
    """Checked once against the chart's own schema: docs/room."""
    assert set(values()) == {"singleuser", "cull", "prePuller"}
    assert isinstance(values()["singleuser"]["image"]["tag"], str)


@posix_only
def test_a_learner_in_a_cluster_has_the_lessons_on_an_empty_volume(tmp_path):
    one = values()["singleuser"]
    for folder in "notebooks", "tools":
        (tmp_path / folder).symlink_to(ROOT / folder)
    volume = tmp_path / Path(one["storage"]["homeMountPath"]).name
    volume.mkdir()
    assert one["defaultUrl"] == f"/lab/tree/{volume.name}"
    path = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ["PATH"]]
    )
    subprocess.run(
        one["lifecycleHooks"]["postStart"]["exec"]["command"],
        **{"cwd": "/", "env": {"HOME": str(tmp_path), "PATH": path}},
        check=True,
    )
    assert (volume / lessons()[0].name).exists()


@posix_only
def test_a_room_is_ready_when_what_it_forks_of_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr("requests.get", lambda _: Mock())
    for module, then in (
        (warm_forks.KERNEL, pytest.raises(SystemExit)),
        (warm_forks.SERVER, nullcontext()),
    ):
        (tmp_path / module).touch()
        polls = iter([None, "it ended"])  # so that a wait ends
        with then:
            room.wait_for("", tmp_path, Mock(poll=polls.__next__))


@posix_only
def test_a_process_counts_for_the_room_it_works_in(tmp_path):
    folder = tmp_path / "h/learner"
    folder.mkdir(parents=True)
    code = "print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "jupyterhub.singleuser"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        found = room.shares(tmp_path)
        process.communicate(b"\n")
    (size,), (seconds,) = found.pop("server"), found.pop("processor")
    assert 0 <= seconds < 60
    assert 1 < size < 100 and not found


def test_what_a_room_needs_is_computed_as_is_said():
    said = room.rule(room=1000, learner=200, seconds=40)
    assert "30 learners: 9 GB, 2 cores" in said
    assert "300 learners: 74 GB, 20 cores" in said


def test_a_message_that_fails_or_ends_is_told():
    asked = []

    class Channel:
        def send(self, text):
            asked.append(room.json.loads(text)["header"]["msg_id"])

        def recv(self):
            kind, content, by = next(answers)
            parent = {"msg_id": asked[0] if by else "another"}
            return room.json.dumps(
                {
                    "msg_type": kind,
                    "content": content,
                    "parent_header": parent,
                }
            )

    idle = {"execution_state": "idle"}
    all_of_it = [
        ("status", idle, False),
        ("error", {"ename": "E"}, True),
        ("status", idle, True),
        ("execute_reply", {}, True),
    ]
    answers = iter(all_of_it)
    kinds = [kind for kind, _ in room.execute(Channel(), "1")]
    assert kinds == ["error", "status", "execute_reply"]
    asked.clear()
    answers = iter([("status", {"execution_state": "dead"}, False)])
    with pytest.raises(OSError, match="died"):
        list(room.execute(Channel(), "1"))
