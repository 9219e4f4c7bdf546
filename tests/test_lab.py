"""`make lab`: the right page, no question, nobody outside, a clean home."""

import json
import os
import re
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import psutil
import pytest

from tests.browser import jupyter_lab
from tests.run_all_in_lab import make_root
from tools import lab
from tools.copies import CopyError
from tools.notebooks import lessons

NAMES = [lesson.name for lesson in lessons()]
FIRST = f"my_lessons/{NAMES[0]}"
OPENS = "--LabApp.default_url=/lab/tree/"
posix_only = pytest.mark.skipif(
    os.name == "nt", reason="stops the server by SIGTERM"
)


# The command line


@pytest.fixture
def started(tmp_path, monkeypatch) -> list[list[str]]:
    """Return a list that fills with JupyterLab's command lines."""
    started = []
    make_root(tmp_path, quick=True)
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    monkeypatch.setattr(
        "jupyterlab.labapp.main", lambda: started.append(sys.argv[1:])
    )
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.delenv("EDITION", raising=False)
    return started


PORT = ["--port", "9000", "--LabApp.default_url=/lab"]


@pytest.mark.parametrize(
    ("edition", "arguments", "command"),
    [
        (None, [], [f"{OPENS}{FIRST}"]),
        ("", [], [f"{OPENS}{FIRST}"]),
        ("author", [], [f"{OPENS}notebooks/{NAMES[0]}"]),
        (None, ["--edition=author"], [f"{OPENS}notebooks/{NAMES[0]}"]),
        ("author", ["--edition", "learner"], [f"{OPENS}{FIRST}"]),
        (None, PORT, [f"{OPENS}{FIRST}", *PORT]),
        (None, ["list"], ["list"]),
    ],
)
def test_edition_and_arguments(
    started, monkeypatch, tmp_path, edition, arguments, command
):
    if edition is not None:
        monkeypatch.setenv("EDITION", edition)
    assert lab.main(arguments) == 0
    assert started == [command]
    of_author = "author" in f"{arguments or edition}"
    assert (tmp_path / "my_lessons").exists() is not of_author


def test_unknown_edition_is_refused(started, capsys, monkeypatch):
    monkeypatch.setenv("EDITION", "teacher")
    assert lab.main([]) == 1
    shown = capsys.readouterr()
    assert (shown.out, started) == ("", [])
    assert "no edition 'teacher'" in shown.err
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "result", "says"),
    [
        (CopyError("It is so."), 1, "It is so.\n"),
        (KeyboardInterrupt(), 130, "\nStopped.\n"),
    ],
)
def test_exit_codes(started, monkeypatch, capsys, error, result, says):
    def fail(*_):
        raise error

    monkeypatch.setattr(lab, "make_copies", fail)
    assert lab.main([]) == result
    assert capsys.readouterr().err == says
    assert started == []


def test_what_there_is_to_say_goes_to_stderr(started, tmp_path, capsys):
    (tmp_path / "my_lessons").mkdir()
    (tmp_path / FIRST).write_text("")
    assert lab.main([]) == 0
    assert ".damaged.ipynb" in capsys.readouterr().err
    assert len(started) == 1


class Answers(BaseHTTPRequestHandler):
    """A server like JupyterLab's, seen from far away."""

    def do_GET(self):
        self.send_response(200 if self.path == "/api" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("state", ["open", "killed", "of another folder"])
def test_lessons_that_are_open_are_not_opened_twice(
    started, tmp_path, monkeypatch, capsys, state
):
    server = HTTPServer(("127.0.0.1", 0), Answers)
    url = f"http://127.0.0.1:{server.server_port}/"
    root = tmp_path.parent if state == "of another folder" else tmp_path
    note = {"root_dir": str(root), "url": url, "token": "abc"}
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    (tmp_path / "jpserver-1.json").write_text(json.dumps(note))
    (tmp_path / "jpserver-2.json").write_text("{")
    thread = threading.Thread(target=server.serve_forever)
    if state == "killed":
        server.server_close()
    else:
        thread.start()
    is_open = state == "open"
    assert lab.main([]) == is_open
    said = capsys.readouterr().err
    assert (f"open already, at {url}lab?token=abc;" in said) is is_open
    assert bool(started) is not is_open
    assert lab.main(["--port=9"]) == 0  # whoever names a port wants a second
    if state != "killed":
        server.shutdown()
        thread.join()
        server.server_close()


# JupyterLab itself


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """Start JupyterLab as `make lab` does; return where it is.

    It runs in a copy of what it shows, so that nothing is saved in ours.
    """
    root = tmp_path_factory.mktemp("lab") / "ü here"
    home = tmp_path_factory.mktemp("home")
    make_root(root, quick=True)
    with jupyter_lab(root, home) as (address, log):
        yield SimpleNamespace(address=address, home=home, log=log, root=root)


def fetch(address: str, path: str) -> dict:
    """Return what the server's API answers at `path`."""
    parts = re.fullmatch(r"(http://[^/]+)/.*token=(\w+)", address)
    host, token = parts.groups()
    asked = urllib.request.Request(
        f"{host}/{path}", headers={"Authorization": f"token {token}"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


@posix_only
def test_lab_opens_on_lesson_1_with_the_repository_as_root(here):
    assert f"/lab/tree/{FIRST}?token=" in here.address
    entries = fetch(here.address, "api/contents")["content"]
    names = {entry["name"] for entry in entries}
    assert {"my_lessons", "notebooks", "tools"} <= names
    said = [line for line in here.log.read_text().splitlines() if line.strip()]
    assert len(said) == 6, said  # the address, three times, with its intro


@posix_only
def test_lab_lets_in_who_has_the_token_on_this_machine(here):
    host, port, token = re.match(
        r"http://([^/:]+):(\d+)/.*token=(\w+)", here.address
    ).groups()
    assert host in ("localhost", "127.0.0.1")
    assert len(token) >= 32
    for asked in ("api/contents", f"api/contents?token={token[:-1]}x"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"http://{host}:{port}/{asked}", timeout=30)
    if sys.platform == "linux":
        listens = {
            one.laddr.ip
            for one in psutil.net_connections("tcp")
            if one.status == "LISTEN" and one.laddr.port == int(port)
        }
        assert listens and listens <= {"127.0.0.1", "::1"}


@posix_only
def test_lab_asks_for_no_news_and_no_newer_version(here):
    key = "@jupyterlab/apputils-extension:notification"
    settings = fetch(here.address, f"lab/api/settings/{key}")["schema"]
    properties = settings["properties"]
    assert properties["fetchNews"]["default"] == "false"
    assert properties["checkForUpdates"]["default"] is False
