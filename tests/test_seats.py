"""Who is stuck: what a seat sends, where to, and what the page makes of it."""

import contextlib
import http.client
import json
import re
import socket
import threading
from http.server import ThreadingHTTPServer

import pytest

from helpers import checks
from helpers.checks import engine, seats
from tools.seats import LARGEST, SEATS, Room, addresses, handler

WAIT = seats.WAIT
HINT = "Your last axis counts features."


@pytest.fixture
def learner(monkeypatch):
    """Return a fresh kernel in which a person runs cells."""
    for name, fresh in (("_seat", ""), ("_hint", ""), ("_is_over", False)):
        monkeypatch.setattr(seats, name, fresh)
    monkeypatch.setattr(seats, "WAIT", 60)  # for a busy machine
    monkeypatch.setattr(seats, "somebody_waits", lambda: True)
    monkeypatch.setattr(engine, "_standing", {})
    monkeypatch.setenv("LESSON_SEAT", "12")
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/ada/my_lessons/02_x.ipynb")
    return monkeypatch


@pytest.fixture
def room():
    """Return a room, and where seats reach it."""
    room = Room()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(room)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield room, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def answered(shape: object) -> None:
    checks.output_shape(
        shape,
        exercise=1,
        samples=12,
        time_steps=24,
        features=2,
        units=5,
        return_sequences=False,
    )


def ask(address: str, method: str, path: str, body="", **headers: str):
    line = http.client.HTTPConnection(address.removeprefix("http://"))
    line.request(method, path, body, headers)
    answer = line.getresponse()
    return answer.status, answer.read().decode(), answer.headers


def test_nothing_is_sent_unless_a_setting_says_where(learner, capsys) -> None:
    learner.delenv("LESSON_SEATS", raising=False)
    learner.setattr(seats, "_send", lambda *_: pytest.fail("it was sent"))
    answered((12, 2))
    learner.setenv("LESSON_SEATS", "http://127.0.0.1:9")
    learner.setattr(seats, "somebody_waits", lambda: False)
    answered((12, 2))  # as where a tool runs the lesson
    assert "teacher" not in capsys.readouterr().out


def test_the_page_shows_how_far_a_seat_is(learner, room, capsys) -> None:
    room, address = room
    learner.setenv("LESSON_SEATS", address)
    answered((12, 2))
    assert "page shows how far seat 12 is" in capsys.readouterr().out
    assert room.seats["12"]["hint"].startswith(HINT)
    checks.progress(total=3)
    assert "teacher" not in capsys.readouterr().out.lower()
    kept = room.seats["12"]
    names = "lesson", "solved", "open", "no"
    assert [kept[name] for name in names] == ["02", "", "2, 3", "1"]
    assert kept["hint"].startswith(HINT)
    answered((12, 5))
    assert (room.seats["12"]["solved"], room.seats["12"]["hint"]) == ("1", "")
    status, page, headers = ask(address, "GET", "/")
    assert status == 200 and '<th scope="row">12</th><td>02</td>' in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ask(address, "GET", "/rows")[1] in page


def test_seats_stand_in_the_order_of_their_numbers() -> None:
    room = Room()
    line = {"lesson": "02", "solved": [], "open": [], "no": [], "hint": ""}
    for seat in ("10", "bafo", "2"):
        assert room.take(json.dumps(line | {"seat": seat}).encode())
    assert re.findall(r'"row">(\w+)', room.rows()) == ["2", "10", "bafo"]


def test_the_teacher_gets_the_number_of_the_machine(monkeypatch) -> None:
    # Debian's name for itself is 127.0.1.1, and a network tells another.
    class Line(contextlib.nullcontext):
        def connect(self, goal: tuple) -> None:
            if goal[0].startswith("172."):
                raise OSError("Network is unreachable")

        def getsockname(self) -> tuple[str, int]:
            return "192.168.1.20", 40000

    own = [(0, 0, 0, "", ("127.0.1.1", 0)), (0, 0, 0, "", ("8.8.4.4", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: own)
    monkeypatch.setattr(socket, "socket", lambda *_: Line(Line()))
    assert addresses() == ["192.168.1.20"]


def test_what_goes_out_is_what_the_documents_say(learner, tmp_path) -> None:
    file = tmp_path / "seats.txt"
    learner.setenv("LESSON_SEATS", str(file))
    answered((12, 2))
    (line,) = file.read_text(encoding="utf-8").splitlines()
    names = {"seat", "lesson", "solved", "open", "no", "hint"}
    assert set(json.loads(line)) == names
    assert "ada" not in line and "(12, 2)" not in line
    assert "<td>02</td>" in Room(file).rows()


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.1.2.3", "172.31.0.9", "192.168.1.20"),
        *("::1", "fd12::1", "::ffff:10.0.0.1"),
    ],
)
def test_near_addresses_are_taken(host) -> None:
    assert seats.is_near(host)


@pytest.mark.parametrize(
    "host",
    [
        *("8.8.8.8", "172.32.0.1", "192.169.0.1", "0.0.0.0", "100.64.0.1"),
        *("169.254.169.254", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::ffff:8.8.8.8", "::", "fe80::1", "2001:db8::1", "example.org"),
        *("localhost", "127.1", "0x7f000001", "2130706433", ""),
    ],
)
def test_all_others_are_refused(host, learner, capsys) -> None:
    assert not seats.is_near(host)
    learner.setattr(socket, "create_connection", pytest.fail)
    shown = f"[{host}]" if ":" in host else host
    learner.setenv("LESSON_SEATS", f"http://{shown}:8600")
    answered((12, 5))
    answered((12, 5))
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("nothing is sent: give a file, or http://ADDR") == 1
    assert said.count("✓ Exercise 1 is solved.") == 2


@pytest.mark.parametrize(
    "where",
    [
        *("https://127.0.0.1:8600", "http://127.0.0.1:99999", "http://[::1"),
        *("ftp://127.0.0.1/x", "http://127.0.0.1@8.8.8.8/", "file:///x"),
    ],
)
def test_odd_addresses_are_refused(where) -> None:
    assert seats._goal(where) is None


def test_an_address_that_is_away_is_given_up_with_one_sentence(
    learner, capsys, tmp_path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    for where in (f"http://127.0.0.1:{port}", str(tmp_path / "no" / "file")):
        learner.setattr(seats, "_is_over", False)
        learner.setenv("LESSON_SEATS", where)
        answered((12, 5))
        answered((12, 5))
        said = capsys.readouterr().out
        assert said.count(seats.AWAY) == 1
        assert said.count("✓ Exercise 1 is solved.") == 2


def test_a_slow_address_keeps_nobody(learner, capsys) -> None:
    # It takes the connection, and never answers; a cell waits for no longer
    # than its own limits, whatever the other does.
    assert WAIT <= 0.2  # and thrice that is the most
    learner.setattr(seats, "WAIT", 0.05)
    held = threading.Event()
    learner.setattr(seats, "_send", lambda *_: held.wait())
    learner.setenv("LESSON_SEATS", "http://127.0.0.1:9")
    answered((12, 5))
    assert seats.AWAY in capsys.readouterr().out
    held.set()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        goal = "127.0.0.1", silent.getsockname()[1]
        with pytest.raises(TimeoutError):
            seats._post(goal, b"{}")


def test_what_seats_send_is_shown_as_text(room) -> None:
    room, address = room
    bad = "<script>alert(1)</script>"
    line = {"seat": bad, "lesson": bad, "hint": f"</td>{bad}" * 50}
    line |= {"solved": [1], "open": ["2"], "no": []}
    assert ask(address, "POST", "/seat", json.dumps(line))[0] == 204
    rows = ask(address, "GET", "/rows")[1]
    assert "<script" not in rows and "&lt;script&gt;" in rows
    assert len(rows) < 2000


def test_the_page_takes_no_more_than_it_can_hold(room) -> None:
    room, address = room
    good = {"seat": "1", "lesson": "01", "hint": ""}
    good |= {"solved": [], "open": [], "no": []}
    deep = "[" * LARGEST
    for bad in ("", "[]", "{}", deep, json.dumps(good | {"solved": ["<b>"]})):
        assert ask(address, "POST", "/seat", bad)[0] == 400, bad
    large = json.dumps(good | {"hint": "x" * LARGEST})
    assert ask(address, "POST", "/seat", large)[0] == 403
    for number in range(SEATS + 9):
        room.take(json.dumps(good | {"seat": number}).encode())
    assert len(room.seats) == SEATS


def test_the_page_opens_on_this_machine_alone(room, monkeypatch) -> None:
    _, address = room
    assert ask(address, "GET", "/", Host="evil.example:8600")[0] == 403
    assert ask(address, "GET", "/other")[0] == 404
    monkeypatch.setattr("tools.seats.is_near", lambda host: False)
    assert ask(address, "POST", "/seat", "{}")[0] == 403
