"""Wrong shapes, and what the hint for each must say."""

from helpers.checks.engine import NO_SLIP

BOX = {"values": 2, "moments": 24, "sequences": 12}
LAYER = {"samples": 12, "time_steps": 24, "features": 2, "units": 5}
LAST = {**LAYER, "return_sequences": False}
EVERY = {**LAYER, "return_sequences": True}

IN_STACK = {
    "depth": 3,
    "samples": 4,
    "time_steps": 10,
    "features": 3,
    "units": 8,
}
FIRST, MIDDLE, TOP = ({**IN_STACK, "layer": layer} for layer in (1, 2, 3))

INPUT = {
    (24, 12, 2): "Samples and time steps have changed places",
    (12, 2, 24): "Time steps and features have changed places",
    (2, 24, 12): "reversed order",
    (24, 2, 12): "right sizes in another order",
    (2, 12, 24): "right sizes in another order",
    (12, 24): "The last axis is missing",
    (24, 2): "shape of one sequence",
    (12, 2): "The time axis is missing",
    (576,): "You multiplied the sizes",
    (12, 48): "one axis of time steps and features",
    (288, 2): "one axis of samples and time steps",
    (12, 24, 3): "the size of the features axis",
    (12, 23, 2): "the size of the time steps axis",
    (1, 24, 2): "the size of the samples axis",
    (2,): "too few axes",
    (12, 24, 2, 1): "too many axes",
    (3, 4, 5): NO_SLIP,
}
OUTPUT_LAST = {
    (12, 24, 5): "You kept the time axis. By default a layer hands over only",
    (12, 1, 5): "one step. By default the axis itself is gone",
    (12, 24, 2): "the shape of what goes in",
    (12, 2): "Your last axis counts features",
    (12, 24): "Your last axis counts time steps. By default they are gone",
    (24, 5): "Your first axis counts time steps",
    (5,): "The axis that counts the sequences is missing",
    (12,): "gets a whole row",
    (5, 12): "changed places",
    (12, 1): "Not one number",
    (1, 5): "right for a single sequence",
    (12, 20): "four sums inside a unit",
    (12, 120): "You multiplied time steps and units",
    (13, 5): "the size of the samples axis",
    (12, 6): "the size of the units axis",
    (3,): "too few axes",
    (1, 2, 3): "too many axes",
    (3, 4): NO_SLIP,
}
OUTPUT_EVERY = {
    (12, 5): "The time axis is missing",
    (12, 1, 5): "Your time axis has one step",
    (12, 24, 2): "the shape of what goes in",
    (12, 24, 24): "counts time steps once more",
    (12, 2, 5): "Your middle axis counts features",
    (12, 5, 24): "Time steps and units have changed places",
    (24, 12, 5): "Samples and time steps have changed places",
    (24, 5): "The axis that counts the sequences is missing",
    (12, 24): "The axis of the units is missing",
    (12, 24, 1): "Not one number",
    (1, 24, 5): "right for a single sequence",
    (12, 24, 20): "four sums inside a unit",
    (12, 120): "You multiplied time steps and units",
    (12, 25, 5): "the size of the time steps axis",
    (3, 4): "too few axes",
    (3, 4, 6): NO_SLIP,
}
LAYER_MIDDLE = {
    (4, 8): "The next layer is an LSTM. What does it need to read?",
    (4, 10, 3): "The first layer reads the features of the data",
    (4, 3): "The first layer reads the features of the data",
    (4, 3, 8): "Your middle axis counts features",
    (10, 4, 8): "Samples and time steps have changed places",
    (4, 8, 10): "Time steps and units have changed places",
    (4, 10, 16): "Units are not added up over the layers",
    (4, 10, 24): "Units are not added up over the layers",
    (4, 10, 32): "four sums inside a unit",
    (4, 1, 8): "Your time axis has one step",
    (10, 8): "The axis that counts the sequences is missing",
    (4, 10): "The axis of the units is missing",
    (4, 10, 9): "the size of the units axis",
    (4, 9, 8): "the size of the time steps axis",
    (8,): "too few axes",
    (5, 6, 7): NO_SLIP,
}
LAYER_FIRST = {
    (4, 10, 3): "The features are what this layer reads",
    (4, 8): "The next layer is an LSTM",
    (4, 10, 24): "Units are not added up",
}
LAYER_TOP = {
    (4, 10, 8): "You kept the time axis. The head above",
    (4, 1, 8): "You kept a time axis of one step",
    (4, 10, 3): "The first layer reads the features of the data",
    (4, 3): "The first layer reads the features of the data",
    (4, 10): "Your last axis counts time steps",
    (8, 4): "Your two axes have changed places",
    (8,): "The axis that counts the sequences is missing",
    (4,): "a whole row of numbers",
    (4, 1): "The head makes one number of it",
    (4, 24): "Units are not added up",
    (4, 32): "four sums inside a unit",
    (4, 9): "the size of the units axis",
    (5, 6): NO_SLIP,
}
S, Q = (12, 5), (12, 24, 5)  # a state, a sequence
STATES_LAST = {
    (S,): "That is the output alone",
    (S, S): "One state is missing",
    (S, Q, Q): "You gave h and c a time axis",
    (S, (12, 2), (12, 2)): "axis of features. Each unit keeps its own h",
    (S, (12, 24), (12, 24)): "You gave h and c an axis of time steps",
    (S, (5,), (5,)): "In h and c the axis of the samples is missing",
    (S, (12,), (12,)): "axis of the units is missing: each unit has its own",
    S: "That is one shape; three arrays come back: give each its own",
    (): "Your answer is empty",
    (S, (2, 12, 5)): "not stacked into one",
    (Q, S, S): "return_sequences is off",
    (S, S, S, S): "too many shapes",
    (Q,): "too few shapes",
    (S, S, Q): "look again at the shape of c",
    (S, Q, S): "look again at the shape of h",
    (S, (1, 5), (1, 5)): "The shapes of h and c are not",
    ((3, 4), S, S): "The first shape, of the output, is not",
    ((3, 4), (3, 4), S): NO_SLIP,
}
STATES_EVERY = {
    (Q,): "That is the output alone",
    (Q, S): "One state is missing",
    (Q, Q, Q): "You gave h and c a time axis",
    (S, Q, S): "The output stands first",
    (S, S, Q): "The output stands first",
    (S, S, S): "return_sequences is on",
    (Q, S, Q): "look again at the shape of c",
}
