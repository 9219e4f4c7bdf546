"""A lesson starts quietly, and the same bytes come out each time.

What tests `start` runs its own Python, because it acts while Keras loads; or a
fork of one that has not called it.
"""

import os
import platform
import subprocess
import sys

import keras
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from tensorflow.python import pywrap_tfe

from helpers import runtime
from helpers.fused_lstm import FusedLSTM
from helpers.models import stacked_lstm_model
from tools.execute import execute

DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(12, 5, 1)).astype("float32")
Y = DRAW.normal(size=(12, 2)).astype("float32")


def run(program: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def in_fork(warm_kernels, tmp_path):
    """Return a function that runs a program in a kernel; it prints a text."""

    def run(program: str) -> str:
        nb = new_notebook(cells=[new_code_cell(program)])
        execute(nb, tmp_path / "program.ipynb")
        return "".join(output.text for output in nb.cells[0].outputs)

    return run


TRAIN = """
from helpers import runtime
runtime.start(seed=7)
import hashlib, keras, numpy as np, random
from helpers import models
model = models.stacked_lstm_model(5, 2, 3, depth=1)
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


def test_two_runs_give_the_same_bytes_in_silence(in_fork):
    done = run(TRAIN + "import os\nos.write(2, b'an error is seen')\n")
    assert done.stderr == "an error is seen"
    assert done.stdout == in_fork(TRAIN)
    lines = done.stdout.splitlines()
    assert len(lines[0].split()[0]) == 64  # the hash of the trained weights
    assert lines[-1] == "tensorflow float32"
    assert lines[1] == lines[2]  # start() seeds again


@pytest.mark.skipif(sys.platform != "linux", reason="counts in /proc")
def test_numpy_has_one_thread_too(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    told = "import os; print(len(os.listdir('/proc/self/task')))"
    assert run(f"from helpers import runtime; {told}").stdout == "1\n"


@pytest.mark.parametrize("early", ["tensorflow", "keras"])
def test_too_late_says_restart_the_kernel(early):
    done = run(
        "import sys, types\n"
        f"sys.modules['{early}'] = types.ModuleType('{early}')\n"
        "from helpers import runtime\n"
        "try:\n"
        "    runtime.start()\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    assert "was imported before start()" in done.stdout
    assert "restart the kernel" in done.stdout


@pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="others need no AVX"
)
def test_a_processor_that_is_too_old_is_told():
    done = run(
        "from numpy._core._multiarray_umath import __cpu_features__\n"
        "__cpu_features__['AVX'] = False\n"
        "from helpers import runtime\n"
        "runtime.start()\n"
    )
    *_, last = done.stderr.splitlines()
    assert last.startswith("RuntimeError: This processor lacks AVX, which")


@pytest.mark.parametrize("half", ["numpy.linalg", "keras.src"])
def test_a_package_that_is_only_half_there_is_told(half):
    done = run(
        "import sys\n"
        f"sys.modules['{half}'] = None\n"
        "from helpers import runtime\n"
        "runtime.start()\n"
    )
    *_, last = done.stderr.splitlines()
    assert half in last
    assert "end JupyterLab, delete the folder .venv" in last


def test_no_time_goes_into_garbage_while_tensorflow_is_imported():
    done = run(
        "import gc\n"
        "from helpers import backend\n"
        "seen = []\n"
        "gc.callbacks.append(lambda phase, _: seen.append(phase))\n"
        "backend.load()\n"
        "assert gc.isenabled()\n"
        "print(len(seen))\n"
    )
    assert int(done.stdout) < 20  # thousands, if nobody asks for none


def test_another_device_needs_another_kernel(in_fork):
    said = in_fork(
        "from helpers import runtime\n"
        "runtime.start(device='auto')\n"
        "try:\n"
        "    runtime.start(device='cpu')\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    assert "started with device='auto': restart the kernel" in said


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
    with pytest.raises(ValueError, match=message):
        runtime.start(**arguments)


def test_a_preset_chooses_its_own_value():
    work = {"quick": 1, "lesson": 8, "full": 30}
    assert [runtime.choose(preset, **work) for preset in work] == [1, 8, 30]
    with pytest.raises(ValueError, match="preset is 'Full'; give 'quick'"):
        runtime.choose("Full", **work)


def made_anew(seed: int, **settings) -> keras.Model:
    keras.utils.set_random_seed(seed)
    # Of layers that are prepared in half the time.
    sizes = {"depth": 2, "outputs": 2, "layer": FusedLSTM}
    model = stacked_lstm_model(5, 1, 3, **sizes)
    model.compile(keras.optimizers.Adam(**settings), loss="mse")
    return model


def trained(model: keras.Model) -> tuple[list[np.ndarray], list[float]]:
    # Shuffled batches of which the last is short, to try the order as well.
    found = model.fit(X, Y, batch_size=5, epochs=3, verbose=0).history
    return model.get_weights(), found["loss"]


def test_a_reset_model_is_like_a_new_one_to_the_last_bit():
    settings = {"learning_rate": 0.02, "clipnorm": 1.0}
    wanted, wanted_losses = trained(made_anew(1, **settings))
    model = made_anew(2, **settings)
    trained(model)  # weights and a memory that have to go
    for seed in (1, 2, 1):
        runtime.reset_weights(model, seed)
        weights, losses = trained(model)
        assert (losses == wanted_losses) is (seed == 1)
    for one, other in zip(weights, wanted, strict=True):
        assert np.array_equal(one, other)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.02)


def test_training_of_a_reset_model_is_prepared_once():
    prepared, model = [], made_anew(1)
    runtime.reset_weights(model, 1)
    step = model.train_step
    model.train_step = lambda data: prepared.append(1) or step(data)
    model.fit(X[:10], Y[:10], batch_size=5, verbose=0)
    assert len(prepared) == 1


def test_what_tensorflow_has_prepared_is_kept(monkeypatch):
    dropped, drop = [], "TFE_ContextClearCaches"
    monkeypatch.setattr(pywrap_tfe, drop, dropped.append)
    runtime.reset_weights(made_anew(1), 1)
    assert len(dropped) == 1  # `made_anew` seeds, too


def test_a_schedule_is_reset_too():
    schedule = keras.optimizers.schedules.CosineDecay(0.05, 9)
    model = made_anew(1, learning_rate=schedule)
    wanted = trained(model)[1]
    runtime.reset_weights(model, 1)
    assert int(model.optimizer.iterations) == 0
    assert trained(model)[1] == wanted


def test_states_are_reset_too():
    model = keras.Sequential([keras.Input(batch_shape=(4, 5, 1))])
    model.add(keras.layers.LSTM(2, stateful=True))
    model.compile("adam", loss="mse")
    first = model(X[:4]).numpy()
    assert not np.array_equal(model(X[:4]), first)
    seed = np.int64(3)
    runtime.reset_weights(model, seed)
    after = model(X[:4]).numpy()
    runtime.reset_weights(model, seed)
    assert np.array_equal(model(X[:4]), after)


def test_what_cannot_be_reset_is_refused():
    model = stacked_lstm_model(5, 1, 3, depth=1)
    with pytest.raises(ValueError, match="stack is not compiled"):
        runtime.reset_weights(model, 1)
    model.compile(keras.optimizers.Adagrad(), loss="mse")
    with pytest.raises(ValueError, match="optimizer of stack is Adagrad"):
        runtime.reset_weights(model, 1)
    model.compile("adam", loss="mse")
    for seed in (-1, 1.5, True, "1", 2**32):
        with pytest.raises(ValueError, match="seed is"):
            runtime.reset_weights(model, seed)
