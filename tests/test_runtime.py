"""A lesson starts quietly, and the same bytes come out each time.

Each test runs its own Python, because start() acts while Keras loads.
"""

import os
import subprocess
import sys

import pytest


def run(program: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


TRAIN = """
from helpers import runtime
runtime.start(seed=7)
import hashlib, keras, numpy as np, random
from helpers import models
model = models.stacked_lstm_model(5, 2, 3, depth=2)
x = np.random.default_rng(0).normal(size=(40, 5, 2)).astype("float32")
model.compile(optimizer="adam", loss="mse")
model.fit(x, x[:, 0, :1], epochs=2, verbose=0)
bytes_ = b"".join(w.tobytes() for w in model.get_weights())
print(hashlib.sha256(bytes_).hexdigest(), random.random(), np.random.random())
for _ in range(2):
    runtime.start(seed=7)
    print(random.random(), np.random.random(), keras.random.normal((1,)))
print(keras.config.backend(), keras.config.floatx())
"""


def test_two_runs_give_the_same_bytes_in_silence():
    runs = [run(TRAIN) for _ in range(2)]
    assert [done.stderr for done in runs] == ["", ""]
    assert runs[0].stdout == runs[1].stdout
    lines = runs[0].stdout.splitlines()
    assert len(lines[0].split()[0]) == 64  # the hash of the trained weights
    assert lines[-1] == "tensorflow float32"
    assert lines[1] == lines[2]  # start() seeds again


@pytest.mark.parametrize("early", ["tensorflow", "keras"])
def test_too_late_says_restart_the_kernel(early):
    done = run(
        f"import {early}\n"
        "from helpers import runtime\n"
        "try:\n"
        "    runtime.start()\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    assert "was imported before start()" in done.stdout
    assert "restart the kernel" in done.stdout


def test_another_device_needs_another_kernel():
    done = run(
        "from helpers import runtime\n"
        "runtime.start(device='auto')\n"
        "try:\n"
        "    runtime.start(device='cpu')\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    assert "started with device='auto': restart the kernel" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed is -1"),
        ({"seed": 2**32}, "from 0 to 2"),
        ({"seed": 1.5}, "seed is 1.5; give a whole number"),
        ({"seed": True}, "seed is True"),
        ({"device": "gpu"}, "device is 'gpu'"),
    ],
)
def test_bad_arguments_are_refused_before_anything_loads(arguments, message):
    from helpers import runtime

    with pytest.raises(ValueError, match=message):
        runtime.start(**arguments)


def test_errors_after_the_start_are_still_seen():
    done = run(
        "from helpers import runtime\n"
        "runtime.start()\n"
        "import os\n"
        "os.write(2, b'seen')\n"
    )
    assert done.stderr == "seen"
