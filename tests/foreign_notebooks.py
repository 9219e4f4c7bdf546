"""Notebooks after the habits of public ones: some forty, of a few pieces.

What each truly breaks was written down before any promise looked at it.
"""

import json

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    "hgGAWjR9awAAAABJRU5ErkJggg=="
)
KERAS_2 = """\
import numpy as np
import pandas as pd
from keras.models import Sequential
from keras.layers import LSTM, Dense, Dropout
from sklearn.preprocessing import MinMaxScaler
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split"""
LOAD = """\
df = pd.read_csv('AAPL.csv', parse_dates=['Date'], index_col='Date')
data = df[['Close']].values"""
WINDOWS = """\
def create_dataset(series, look_back=60):
    X, y = [], []
    for i in range(look_back, len(series)):
        X.append(series[i - look_back:i, 0])
        y.append(series[i, 0])
    return np.array(X), np.array(y)"""
SCALE_ALL = """\
scaler = MinMaxScaler(feature_range=(0, 1))
scaled = scaler.fit_transform(data)"""
SCALE_PART = """\
n = int(len(data) * 0.8)
scaler = MinMaxScaler()
train = scaler.fit_transform(data[:n])
test = scaler.transform(data[n:])"""
CUT = """\
n = int(len(scaled) * 0.8)
train, test = scaled[:n], scaled[n - 60:]
X_train, y_train = create_dataset(train)
X_test, y_test = create_dataset(test)"""
WINDOWED = """\
X_train, y_train = create_dataset(train)
X_test, y_test = create_dataset(test)"""
MODEL = """\
model = Sequential()
model.add(LSTM(50, return_sequences=True, input_shape=(60, 1)))
model.add(Dropout(0.2))
model.add(LSTM(50))
model.add(Dense(1))
model.compile(optimizer='adam', loss='mean_squared_error')
model.fit(X_train, y_train, epochs=25, batch_size=32)"""
SCORE = """\
pred = scaler.inverse_transform(model.predict(X_test))
print('RMSE', np.sqrt(mean_squared_error(y_test, pred)))"""
SEED = "import keras\nkeras.utils.set_random_seed(7)"
NAIVE = "naive = np.sqrt(mean_squared_error(test[60:], test[59:-1]))"
REVIEWS = """\
from tensorflow.keras.preprocessing.text import Tokenizer
from tensorflow.keras.layers import Embedding, LSTM, Dense
from tensorflow.keras.utils import pad_sequences
from sklearn.model_selection import train_test_split
X = pad_sequences(Tokenizer(5000).texts_to_sequences(df.text), maxlen=200)
X_train, X_test = train_test_split(X, random_state=1)"""
STOCK = [KERAS_2, LOAD, WINDOWS, SCALE_ALL, CUT, MODEL, SCORE]
RIGHT = [SEED, KERAS_2, LOAD, WINDOWS, SCALE_PART, WINDOWED, MODEL, NAIVE]
LEAKS = "seed scaled-before-split baseline"


def stream(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": [text]}


def shown(**data: object) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": {}}


ERROR = {
    "output_type": "error",
    "ename": "NameError",
    "evalue": "name 'df' is not defined",
    "traceback": ["\x1b[0;31mNameError\x1b[0m"],
}
PLOT = shown(**{"image/png": PNG, "text/plain": "<Figure size 640x480>"})


def code(source: str, count: int | None = None, *outputs: dict) -> dict:
    return {
        "cell_type": "code",
        "source": source.splitlines(keepends=True),
        "execution_count": count,
        "metadata": {},
        "outputs": list(outputs),
    }


def text(source: str, **more: object) -> dict:
    lines = source.splitlines(keepends=True)
    return {"cell_type": "markdown", "source": lines, "metadata": {}} | more


def book(*cells: dict | str, minor: int = 4, **metadata: object) -> dict:
    """Return a notebook; code given as text was run in order."""
    made = []
    for cell in cells:
        count = sum(c["cell_type"] == "code" for c in made) + 1
        made.append(code(cell, count) if isinstance(cell, str) else cell)
        if minor >= 5:
            made[-1]["id"] = f"cell-{len(made)}"
    return {
        "nbformat": 4,
        "nbformat_minor": minor,
        "metadata": metadata,
        "cells": made,
    }


PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
COLAB = {
    "accelerator": "GPU",
    "colab": {"name": "Untitled3.ipynb", "provenance": [], "gpuType": "T4"},
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
    "language_info": {"name": "python"},
}


def kernel(name: str, language: str) -> dict:
    spec = {"name": name, "display_name": name, "language": language}
    return {"kernelspec": spec, "language_info": {"name": language}}


def third(*cells: dict) -> dict:
    """Return a notebook of format 3, from before 2015."""
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": list(cells), "metadata": {}}],
    }


OLD_CODE = {
    "cell_type": "code",
    "collapsed": False,
    "input": ["print('a')\n", "1 + 1"],
    "language": "python",
    "metadata": {},
    "outputs": [
        {"output_type": "stream", "stream": "stdout", "text": ["a\n"]},
        {"output_type": "pyout", "prompt_number": 1, "text": ["2"]},
    ],
    "prompt_number": 1,
}
OLD_TITLE = {
    **{"cell_type": "heading", "level": 1, "metadata": {}},
    "source": ["Old"],
}
INDENT = "def f(x):\n        return x\n\nf(1)?\n"
WIDGETS = {"application/vnd.jupyter.widget-state+json": {"state": {}}}

# Name -> what is in it, and what it breaks.
MADE: dict[str, tuple[object, str]] = {
    "colab_stock.ipynb": (
        book(
            "!pip install -q yfinance",
            "import yfinance as yf\ndf = yf.download('AAPL', '2015-01-01')",
            *[KERAS_2, "data = df[['Close']].values"],
            *STOCK[2:],
            **COLAB,
        ),
        f"install network {LEAKS}",
    ),
    "stock_4.0.ipynb": (book(*STOCK, minor=0, **PYTHON), LEAKS),
    "stock_4.1.ipynb": (book(*STOCK, minor=1, **PYTHON), LEAKS),
    "stock_4.2.ipynb": (book(*STOCK, minor=2, **PYTHON), LEAKS),
    "stock_4.3.ipynb": (book(*STOCK, minor=3, **PYTHON), LEAKS),
    "stock_4.5.ipynb": (book(*STOCK, minor=5, **PYTHON), LEAKS),
    "stock_4.5_without_ids.ipynb": (
        book(*STOCK) | {"nbformat_minor": 5},
        f"format {LEAKS}",
    ),
    "right.ipynb": (book(*RIGHT, **PYTHON), ""),
    "right in a Straße mit Blank.ipynb": (book(*RIGHT, **PYTHON), ""),
    "kaggle.ipynb": (
        book(
            "import os\nfor f in os.listdir('/kaggle/input'):\n    print(f)",
            "import pandas as pd\npd.read_csv('/kaggle/input/m5/sales.csv')",
        ),
        "path path",
    ),
    "drive.ipynb": (
        book(
            "from google.colab import drive\ndrive.mount('/content/drive')",
            "%cd /content/drive/MyDrive/lstm\n!ls",
            **COLAB,
        ),
        "path path",
    ),
    "windows_user.ipynb": (
        book(r"f = open(r'C:\Users\Jörg\Desktop\daten.csv')", "x = '~/a.txt'"),
        "path path",
    ),
    "downloads.ipynb": (
        book(
            "!wget -q https://example.org/data.zip && unzip -q data.zip",
            "import nltk\nnltk.download('punkt')",
            "from tensorflow.keras.datasets import imdb\nimdb.load_data()",
            "import pandas as pd\npd.read_csv('https://example.org/a.csv')",
            "print('see https://keras.io')",
            "from urllib.parse import quote",
        ),
        "network network network network",
    ),
    "magics.ipynb": (
        book(
            "%matplotlib inline\n%load_ext autoreload\n%autoreload 2",
            "%%time\nx = sum(range(10))",
            "%%bash\necho $HOME | grep -c /",
            "files = !ls\nfiles?",
            "%%writefile f.py\ndef f(:\n",
            "%%html\n<b>bold</b>",
            "import math, glob\nmath.sqrt?",
        ),
        "",
    ),
    "python2.ipynb": (
        book(code("print 'x'", 1), **kernel("python2", "python2")),
        "",
    ),
    "print_statement.ipynb": (book("print 'x'", **PYTHON), "syntax"),
    "r.ipynb": (book("x <- c(1, 2)\nplot(x)", **kernel("ir", "R")), ""),
    "julia.ipynb": (
        book("x = [1 2]; y = x .^ 2", **kernel("julia-1.9", "julia")),
        "",
    ),
    "bash.ipynb": (book("ls | wc -l", **kernel("bash", "bash")), ""),
    "format_3.ipynb": (third(OLD_TITLE, OLD_CODE), "format"),
    "format_3_empty.ipynb": (third(), "format"),
    "format_2.ipynb": (third(OLD_CODE) | {"nbformat": 2}, "format"),
    "format_5.ipynb": (book() | {"nbformat": 5}, "format"),
    "no_cells.ipynb": (book(), ""),
    "empty_cells.ipynb": (book(code(""), text("")), ""),
    "never_run.ipynb": (book(code("1 + 1"), code("2 + 2")), "order"),
    "out_of_order.ipynb": (
        book(code("x = 1", 7), code("x + 1", 3), code("x", 9)),
        "order",
    ),
    "not_all_run.ipynb": (book("x = 1", "x + 1", code("x")), "order"),
    "error_left.ipynb": (book(code("df.head()", 1, ERROR)), "error"),
    "warnings_left.ipynb": (
        book(
            code(
                "import seaborn",
                1,
                stream("/home/me/x.py:3: FutureWarning: y\n", "stderr"),
            ),
            code("f()", 2, stream("100%|████| 3/3 [00:01]\n", "stderr")),
        ),
        "stderr stderr",
    ),
    "shows_paths.ipynb": (
        book(code("!pwd", 1, stream("/home/me/thesis\n"))),
        "printed-path",
    ),
    "huge_output.ipynb": (
        book(code("print(x)", 1, stream("1 2 3\n" * 300_000))),
        "output-size",
    ),
    "one_long_line.ipynb": (book(f"x = '{'ab' * 150_000}'"), "cell-size"),
    "long_cell.ipynb": (book("x = 1\n" * 100), "cell-size"),
    "widgets.ipynb": (
        book(
            code(
                "from tqdm.notebook import tqdm",
                1,
                shown(
                    **{
                        "application/vnd.jupyter.widget-view+json": {
                            "model_id": "a",
                            "version_major": 2,
                            "version_minor": 0,
                        },
                        "text/plain": "0%|          | 0/3",
                    }
                ),
            ),
            widgets=WIDGETS,
        ),
        "",
    ),
    "pictures.ipynb": (
        book(
            text(
                "![image.png](attachment:image.png)",
                attachments={"image.png": {"image/png": PNG}},
            ),
            text('<img src="right.ipynb" width=100>'),
            code("plt.plot(x)", 1, PLOT),
            text("![A line that rises](right.ipynb)"),
        ),
        "alt alt figure-alt",
    ),
    "links.ipynb": (
        book(
            text(
                "<a name='toc'></a>[1](#Load-the-data) [2](#toc) [3](#gone) "
                "[4](http://example.org) [5](right.ipynb) [6](lost.png) "
                "[7](#scrollTo=abc) [8](attachment:x.png) $a[i](x)$ "
                "[9](right%20in%20a%20Stra%C3%9Fe%20mit%20Blank.ipynb)"
                f"[10]({'long' * 100})"
            ),
            text("## Load the data"),
        ),
        "link link link link",
    ),
    "torch.ipynb": (
        book(
            "import torch, random\nx = torch.randn(3, requires_grad=True)",
            "loss = (x ** 2).sum()\nloss.backward()",
            "random.shuffle([1, 2])",
        ),
        "seed seed",
    ),
    "seeds_half.ipynb": (
        book(
            "import numpy as np\nnp.random.seed(42)\nnp.random.rand(3)",
            "from tensorflow import keras\nmodel = keras.Sequential()",
            "model.compile(optimizer='adam', loss='mse')\nmodel.fit(x, y)",
        ),
        "seed",
    ),
    "seeds_all.ipynb": (
        book(
            "import random, numpy as np, tensorflow as tf\nrandom.seed(1)\n"
            "np.random.seed(1)\ntf.random.set_seed(1)",
            "random.random(), np.random.rand()\nmodel = tf.keras.Sequential()",
            "model.compile(optimizer='adam', loss='mse')\nmodel.fit(x, y)",
            "rng = np.random.default_rng(3)\nrng.normal()",
        ),
        "",
    ),
    "reviews.ipynb": (
        book(
            "from tensorflow.keras import Sequential\n"
            "from tensorflow.keras.utils import set_random_seed",
            *["set_random_seed(1)", LOAD.splitlines()[0], REVIEWS],
        ),
        "",
    ),
    "shuffled.ipynb": (
        book(
            *[SEED, KERAS_2, LOAD, WINDOWS, "X, y = create_dataset(data)"],
            "X_train, X_test, y_train, y_test = train_test_split(X, y, "
            "test_size=0.2, random_state=42)",
        ),
        "shuffled-split",
    ),
    "shuffled_rows.ipynb": (
        book(
            *[SEED, KERAS_2, LOAD, WINDOWS],
            "train, test = train_test_split(data, random_state=0)\n"
            "X_train, y_train = create_dataset(train)",
        ),
        "shuffled-split",
    ),
    "loop_windows.ipynb": (
        book(
            *[SEED, KERAS_2, LOAD],
            "sc = MinMaxScaler()\ndata = sc.fit_transform(data)\nX = []\n"
            "for i in range(len(data) - 30):\n    X.append(data[i:i+30])",
            "X = np.array(X)\nX_train = X[:800]\nX_test = X[800:]",
            "Z = train_test_split(X, shuffle=False)",
        ),
        "scaled-before-split",
    ),
    "batches.ipynb": (
        book(
            *[SEED, KERAS_2, "X, y = np.load('x.npy'), np.load('y.npy')"],
            "parts = [X[i:i + 32] for i in range(0, len(X), 32)]",
            "X_train, X_test = train_test_split(X, random_state=0)",
        ),
        "",
    ),
}
RAW = {
    "empty.ipynb": (b"", "format"),
    "text.ipynb": (b"This is no notebook.", "format"),
    "latin1.ipynb": (
        json.dumps(book("x = 'ü'"), ensure_ascii=False).encode("latin-1"),
        "format",
    ),
    "bom.ipynb": (
        b"\xef\xbb\xbf" + json.dumps(book("1 + 1")).encode(),
        "format",
    ),
    "merge.ipynb": (
        b"{\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> other\n}",
        "format",
    ),
    "list.ipynb": (b"[1, 2]", "format"),
    "odd_kernel.ipynb": (
        json.dumps(
            book("1", kernelspec={"name": [], "display_name": "x"})
        ).encode(),
        "format",
    ),
    "deep.ipynb": (b"[" * 100_000, "format"),
    "odd_cells.ipynb": (
        json.dumps(
            {
                "nbformat": 4,
                "nbformat_minor": 4,
                "metadata": {"kernelspec": 3, "language_info": "x"},
                "cells": [
                    *[3, None, {"cell_type": "code"}, code("1", 1), []],
                    code("2", 2) | {"source": 5, "outputs": "no"},
                ],
            }
        ).encode(),
        "format",
    ),
}


def write(folder) -> dict[str, str]:
    """Write them all; return what each of them breaks."""
    broken = {}
    for name, (content, breaks) in MADE.items():
        (folder / name).write_text(json.dumps(content, indent=1), "utf-8")
        broken[name] = breaks
    for name, (content, breaks) in RAW.items():
        (folder / name).write_bytes(content)
        broken[name] = breaks
    return broken
