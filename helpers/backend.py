"""Load Keras and its backend quietly, on one thread.

The backend is what the environment variable KERAS_BACKEND says, TensorFlow
if nothing. It reads its settings only once, while it loads.
"""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Only all of these together gave the same bytes on different processors.
_TENSORFLOW_SETTINGS = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # no start-up messages
    "TF_ENABLE_ONEDNN_OPTS": "0",  # oneDNN reorders sums to suit the machine
    "ONEDNN_MAX_CPU_ISA": "AVX2",  # the widest instructions all of ours have
}
# Small stacks gain nothing from a second thread, and two runs at a time lose.
_JAX_SETTINGS = {
    "NPROC": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # Keras seeds TensorFlow too, which tells
}
# Nor do NumPy's sums, and their rounding depends on the threads, too. It reads
# this while it loads, which every import of ours lets it do after this one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
is_ahead = False  # was it all imported before this kernel was asked for?


def load(device: str = "cpu", threads: int = 1) -> None:
    """Import Keras and its backend, for the devices of `runtime.start`.

    `threads` are those of TensorFlow; lessons have one.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    if os.environ["KERAS_BACKEND"] == "tensorflow":
        os.environ.update(_TENSORFLOW_SETTINGS)
        with silent_stderr(), _no_collection():
            _load_tensorflow(device, threads)
    elif device == "cpu":
        os.environ.setdefault("JAX_PLATFORMS", "cpu")
        for name, value in _JAX_SETTINGS.items():
            os.environ.setdefault(name, value)
    with silent_stderr(), _no_collection():
        import keras  # noqa: F401  (loads the backend, which may chatter)


def load_ahead() -> None:
    """Import TensorFlow and Keras for forks that call `load` afterwards.

    No device is opened and no thread started: a fork would miss them.
    """
    global is_ahead
    os.environ.update(_TENSORFLOW_SETTINGS)
    with silent_stderr(), _no_collection():
        _import_tensorflow()
        import keras  # noqa: F401
    is_ahead = True


def _import_tensorflow() -> None:
    # What no lesson needs, and TensorFlow and Keras import where it is there:
    # JAX makes a start an eighth longer, and scikit-learn a sixth. Later
    # imports find them; only `keras.wrappers`, made for the latter, does not.
    hidden = {"jax", "sklearn"} - set(sys.modules)
    sys.modules.update(dict.fromkeys(hidden))
    try:
        import tensorflow  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]


def _load_tensorflow(device: str, threads: int) -> None:
    _import_tensorflow()
    import tensorflow as tf

    if device == "cpu":
        tf.config.set_visible_devices([], "GPU")
    # Several threads add in any order, and rounding depends on the order.
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
    # Its warnings hold memory addresses, which differ from run to run.
    tf.get_logger().setLevel("ERROR")
    tf.constant(0.0)  # the first tensor opens the device, still in silence


@contextmanager
def _no_collection() -> Iterator[None]:
    """Collect no garbage: what is imported stays, and looking takes time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def silent_stderr() -> Iterator[None]:
    """Point file descriptor 2 at nothing: C++ code writes there directly."""
    sys.stderr.flush()
    saved = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)
