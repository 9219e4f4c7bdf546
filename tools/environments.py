"""In which environments `make matrix` replays lessons."""

from dataclasses import dataclass, field


@dataclass
class Row:
    """One environment, and why its outputs differ or it cannot be had."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    edit: tuple[str, str] = ("", "")  # in helpers/backend.py
    place: str = "lessons"
    around: tuple[str, ...] = ()
    read_only: bool = False
    python: str = ""  # the version that uv looks for
    wheels: tuple[str, ...] = ()  # what `uv pip install` is told
    kernel: tuple[str, ...] = ()  # a command around each kernel
    why: str = ""

    def how(self) -> str:
        """Say how to come by this environment without this program."""
        said = [f"`{k}={v}`" for k, v in self.variables.items()]
        if self.edit[0]:
            old, new = (f"`{text.strip(' ,')}`" for text in self.edit)
            new = new.replace("``", "nothing")
            said.append(f"{new} for {old} in helpers/backend.py")
        if self.place != "lessons":
            said.append(f"a folder called `{self.place}`")
        if self.around:
            why = f" ({self.why})" if self.why else ""
            said.append(f"`{' '.join(self.around)} make lab`{why}")
        if self.read_only:
            said.append(
                f"`chmod -R a-w .`, and as root `{' '.join(BOUND)} make lab`"
            )
        if self.wheels:
            said.append(
                f"`uv venv --python {self.python}`, "
                f"`uv pip install {' '.join(self.wheels)}`"
            )
        if self.kernel:
            said.append(f"kernels under `{' '.join(self.kernel)}`")
        return ", ".join(said) or "`make lab`"


ONE_DNN = ('"TF_ENABLE_ONEDNN_OPTS": "0"', '"TF_ENABLE_ONEDNN_OPTS": "1"')
ISA = '"ONEDNN_MAX_CPU_ISA": "AVX2"'
NARROW = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA",
    # All that NumPy chooses from; of another name it takes no notice.
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
}
# Without it root, too, may only write what the mode of a file allows.
BOUND = ("setpriv", "--bounding-set=-dac_override")
LOCKED = ("-r", "requirements-learner.lock")
LEARNER = ("jupyterlab", "matplotlib", "papermill", "tqdm")
# What it does not emulate, and would warn of at each thread.
QUIET = ",-x2apic,-tsc-deadline"
SLOW = "lesson 03 had not ended after ten minutes, and none after it was tried"
AGAIN = "the same, time after time"
ROWS = [
    Row("as shipped: one thread, without oneDNN"),
    Row(AGAIN),
    Row("two threads", edit=("threads: int = 1", "threads: int = 2")),
    Row("NumPy on two threads", {"OPENBLAS_NUM_THREADS": "2"}),
    Row("oneDNN on", edit=ONE_DNN),
    Row("oneDNN may use all instructions", edit=(f"    {ISA},", "")),
    Row("oneDNN held to SSE4.1", edit=(ISA, ISA.replace("AVX2", "SSE41"))),
    Row("glibc and NumPy without AVX2, FMA, AVX-512", NARROW),
    Row("LANG=C", {"LC_ALL": "C", "LANG": "C"}),
    Row("LC_ALL=de_DE.UTF-8", {"LC_ALL": "de_DE.UTF-8"}),
    Row("TZ=Asia/Kathmandu", {"TZ": "Asia/Kathmandu"}),
    Row("a path with blanks and umlauts", place="größere Übung 1"),
    Row("read-only files", read_only=True),
    Row("no network", around=("unshare", "--net")),
    Row(
        "2 GB of memory",
        around=("prlimit", "--data=2147483648"),
        why="of each process, what it may write: heap and private pages; "
        "reserved addresses (`ulimit -v`) are no memory, and Python's "
        "libraries reserve more than that",
    ),
    Row("Python 3.12", python="3.12", wheels=LOCKED),
    Row("Python 3.13", python="3.13", wheels=LOCKED),
    Row(
        "tensorflow in place of tensorflow-cpu",
        python="3.11",
        wheels=(
            *("-c", "requirements-learner.lock", "tensorflow==2.21.0"),
            *LEARNER,
        ),
    ),
    Row(
        "the oldest: TensorFlow 2.20, Keras 3.13",
        python="3.12",
        wheels=("tensorflow-cpu==2.20.*", "keras==3.13.*", *LEARNER),
    ),
    Row(
        "Keras on JAX",
        {"KERAS_BACKEND": "jax"},
        why="JAX draws other random numbers from the same seed, so all that "
        "comes of weights is other",
    ),
    Row(
        "a processor of 2011 (AVX, no FMA), emulated",
        kernel=("qemu-x86_64", "-cpu", f"SandyBridge{QUIET}"),
        why=SLOW,
    ),
    Row(
        "a processor of 2013 (AVX2, FMA), emulated",
        kernel=(
            "qemu-x86_64",
            "-cpu",
            f"Haswell{QUIET},-pcid,-invpcid,-hle,-rtm",
        ),
        why=SLOW,
    ),
    Row(
        "a processor of 2008 (no AVX), emulated",
        kernel=("qemu-x86_64", "-cpu", "Nehalem"),
        why="TensorFlow's wheels need AVX",
    ),
]
