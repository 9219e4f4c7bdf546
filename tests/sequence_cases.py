"""Splits and scalers in notebooks on series: right ones, and wrong ones.

Each begins with the pieces of `tests.foreign_notebooks`.
"""

import re

TEXT = r"""
=== RIGHT
--- tf tutorial
n = len(df)
train_df = df[0:int(n * 0.7)]
test_df = df[int(n * 0.9):]
train_mean = train_df.mean()
train_std = train_df.std()
train_df = (train_df - train_mean) / train_std
test_df = (test_df - train_mean) / train_std
import tensorflow as tf

class W:

    def make(self, data):
        return timeseries_dataset_from_array(data, None, 24)
--- chollet
mean = data[:800].mean(axis=0)
data -= mean
ds = timeseries_dataset_from_array(data[:-5], data[5:], 10, end_index=800)
--- fit train
train_df = df[:800]
test_df = df[800:]
scaler = MinMaxScaler()
scaler.fit(train_df)
train_s = scaler.transform(train_df)
test_s = scaler.transform(test_df)
X_train, y_train = create_dataset(train_s)
X_test, y_test = create_dataset(test_s)
--- fit slice, transform all
scaler = MinMaxScaler().fit(data[:800])
scaled = scaler.transform(data)
train, test = (scaled[:800], scaled[800:])
--- fit slice 2
split = int(0.8 * len(data))
scaler = MinMaxScaler()
scaler.fit(data[:split])
scaled = scaler.transform(data)
train, test = (scaled[:split], scaled[split:])
--- iloc
split = 800
scaler = MinMaxScaler()
scaler.fit(df.iloc[:split])
d = scaler.transform(df)
X, y = create_dataset(d)
X_train, X_test = (X[:split], X[split:])
--- subjects
ids = df.subject.unique()
train_ids, test_ids = train_test_split(ids, random_state=0)
X_train, y_train = create_dataset(df[df.subject.isin(train_ids)].values)
X_test, y_test = create_dataset(df[df.subject.isin(test_ids)].values)
--- subjects loop
train_ids, test_ids = train_test_split(list(subjects), random_state=0)
X_train = []
for s in train_ids:
    x = df[df.subject == s].values
    for i in range(len(x) - 10):
        X_train.append(x[i:i + 10])
--- no shuffle
X, y = create_dataset(data)
X_train, X_test = train_test_split(X, test_size=0.2, shuffle=False)
--- pipeline
from sklearn.pipeline import make_pipeline
X, y = create_dataset(data)
X_train, X_test = (X[:800], X[800:])
p = make_pipeline(MinMaxScaler())
p.fit(X_train[:, :, 0])
--- google
dataset_train = pd.read_csv('train.csv')
training_set = dataset_train.iloc[:, 1:2].values
sc = MinMaxScaler()
training_set_scaled = sc.fit_transform(training_set)
X_train = []
for i in range(60, 1258):
    X_train.append(training_set_scaled[i - 60:i, 0])
dataset_test = pd.read_csv('test.csv')
inputs = sc.transform(dataset_test.values)
X_test = []
for i in range(60, 80):
    X_test.append(inputs[i - 60:i, 0])
--- scaled for a plot
sc = MinMaxScaler()
plotted = sc.fit_transform(data)
print(plotted[:5])
train, test = (data[:800], data[800:])
X, y = create_dataset(train)
--- shuffle train windows
train, test = (data[:800], data[800:])
X_train, y_train = create_dataset(train)
p = np.random.permutation(len(X_train))
X_train = X_train[p]
--- split, sort
train, test = train_test_split(df, random_state=0)
train = train.sort_index()
X, y = create_dataset(train)
--- tabular
X = df.drop(columns='y')
X_train, X_test = train_test_split(X, random_state=0)
sc = MinMaxScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)
--- batches
for i in range(0, len(data), 32):
    b = data[i:i + 32]
X_train, X_test = train_test_split(data, random_state=0)
--- prefix
X = [data[:i] for i in range(10)]
X_train, X_test = train_test_split(X, random_state=0)
--- walk forward
for t in range(800, 1000):
    sc = MinMaxScaler()
    h = sc.fit_transform(data[:t])
    x = h[t - 60:t]
--- reuse name
X = MinMaxScaler().fit_transform(data)
print(X.max())
X, y = create_dataset(data)
X_train, X_test = (X[:800], X[800:])
--- fit to a mask
scaler = MinMaxScaler().fit(df[df.index < "2018"])
X, y = create_dataset(scaler.transform(df))
X_train, X_test = (X[:800], X[800:])
--- fit to the head
scaler = MinMaxScaler().fit(df.head(800))
X, y = create_dataset(scaler.transform(df))
X_train, X_test = (X[:800], X[800:])
--- np.split
a, b = np.split(data, [800])
scaler = MinMaxScaler().fit(a)
X, y = create_dataset(scaler.transform(data))
X_train, X_test = (X[:800], X[800:])
--- shuffle by a name
X, y = create_dataset(data)
X_train, X_test = train_test_split(X, shuffle=SHUFFLE)
=== WRONG
--- end_ix
def split_sequence(sequence, n):
    X = []
    for i in range(len(sequence)):
        end_ix = i + n
        if end_ix > len(sequence) - 1:
            break
        X.append(sequence[i:end_ix])
    return np.array(X)
X = split_sequence(data, 3)
X_train, X_test = train_test_split(X, test_size=0.3, random_state=0)
--- column
df['Close'] = MinMaxScaler().fit_transform(df[['Close']])
train = df[:800]
test = df[800:]
X, y = create_dataset(train)
--- fit assigned
scaler = MinMaxScaler().fit(df)
d = scaler.transform(df)
a, b = train_test_split(d, shuffle=False)
X, y = create_dataset(a)
--- tuple cut
sc = MinMaxScaler()
df1 = sc.fit_transform(np.array(data).reshape(-1, 1))
n = int(len(df1) * 0.65)
train_data, test_data = (df1[0:n, :], df1[n:len(df1), :1])
X, y = create_dataset(train_data)
--- view
X = np.lib.stride_tricks.sliding_window_view(data, 10)
a, b = train_test_split(X, random_state=0)
--- windows, then cut
sc = MinMaxScaler()
s = sc.fit_transform(data)
X, y = create_dataset(s, 60)
k = int(0.8 * len(X))
X_train, y_train = (X[:k], y[:k])
X_test, y_test = (X[k:], y[k:])
--- lags
df['lag1'] = df.Close.shift(1)
d = df.dropna()
a, b = train_test_split(d[['lag1']], random_state=0)
--- in a function
def prepare(df):
    sc = MinMaxScaler()
    s = sc.fit_transform(df)
    X, y = create_dataset(s)
    X_train, X_test = (X[:800], X[800:])
    return (X_train, X_test)
--- in a function, windows
def prepare(df):
    X, y = create_dataset(df.values)
    return train_test_split(X, y, random_state=0)
--- tabular data
X = MinMaxScaler().fit_transform(df)
X_train, X_test = train_test_split(X, random_state=0)
=== MISSED
--- returned
def prepare(df):
    sc = MinMaxScaler()
    s = sc.fit_transform(df)
    X, y = create_dataset(s)
    return (X[:800], X[800:])
--- by hand
data = (data - data.min()) / (data.max() - data.min())
X, y = create_dataset(data)
X_train, X_test = (X[:800], X[800:])
--- class
class P:

    def go(self, df):
        self.s = MinMaxScaler()
        self.x = self.s.fit_transform(df)
        self.train, self.test = (self.x[:800], self.x[800:])
        return create_dataset(self.x)
--- kfold
from sklearn.model_selection import KFold
X, y = create_dataset(data)
for a, b in KFold(5, shuffle=True, random_state=1).split(X):
    model.fit(X[a], y[a])
--- permutation
X, y = create_dataset(data)
X = X[np.random.permutation(len(X))]
X_train, X_test = (X[:800], X[800:])
--- shuffled in place
X, y = create_dataset(data)
np.random.shuffle(X)
X_train, X_test = (X[:800], X[800:])
--- shuffle of scikit-learn
X, y = shuffle(*create_dataset(data))
X_train, X_test = (X[:800], X[800:])
--- sample
df["lag"] = df["y"].shift(1)
train = df.sample(frac=0.8)
test = df.drop(train.index)
--- while
i, X = 0, []
while i < len(data) - 60:
    X.append(data[i : i + 60])
    i += 1
X_train, X_test = train_test_split(X)
"""


def cases(kind: str) -> dict[str, str]:
    """Return the cases that are RIGHT, WRONG, or wrong and MISSED."""
    part = TEXT.split(f"=== {kind}\n")[1].split("\n===")[0]
    return dict(re.findall(r"(?ms)^--- (.+?)\n(.+?)(?=^---|\Z)", part))
