"""What the hint for each wrong answer must say: the one table of it.

Each case: a check, the sizes of a question, right answers, and wrong ones with
a phrase of their hints. `tests/test_hints.py` tries them all: a check, or a
hint, that stands in no case fails; so does a hint that is worded anew, until
its new phrase stands here. What is to be built, models and functions, stands
in `tests/hints_of_models.py`.
"""

import math
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, NamedTuple

import keras
import numpy as np

from helpers.checks.engine import NO_SLIP


class Case(NamedTuple):
    """A question, what is right, and what the hints of the rest say."""

    check: str
    sizes: dict[str, Any]
    right: list[Any]
    wrong: list[tuple[Any, str]]


def case(check: str, sizes: dict, right: list, *wrong: Any) -> Case:
    """Make a case of dictionaries, or of pairs where arrays are no keys."""
    pairs = []
    for part in wrong:
        pairs += part.items() if isinstance(part, dict) else part
    return Case(check, sizes, right, pairs)


LAYER = {"samples": 12, "time_steps": 24, "features": 2, "units": 5}
STACK = {"depth": 3, "samples": 4, "time_steps": 10, "features": 3, "units": 8}
HEAD = {"samples": 64, "time_steps": 10, "outputs": 3}
FORM = {"units": 10, "features": 1, "outputs": 3, "normalise": True,
        "time_steps": 22}  # fmt: skip
S, Q = (12, 5), (12, 24, 5)  # a state, a sequence
T, F = True, False
TABLE = np.arange(30 * 5).reshape(30, 5)
TURNED = TABLE.T[..., np.newaxis]
GATE = 0.5 ** (1 / 50)
RIGHT_BIAS = math.log(GATE / (1 - GATE))
C_2 = 0.8 * 0.7 - 0.1

TOY = np.arange(24.0).reshape(4, 6)
X, Y = TOY[:, :4, np.newaxis], TOY[:, 4:]
PAST, NEW = np.array([2.0, 4.0, 6.0, 8.0]), np.array([9.0, 12.0])
BOTH = np.concatenate([PAST, NEW])
SCALED_RIGHT = (NEW - PAST.mean()) / PAST.std()


def network(both=500, peep=3, bias=1, head=501, first=123, sides=2) -> int:
    """Count the network of the paper, or what a slip makes of it."""
    one = 1000 * (first + 250 + bias) + peep * 250
    above = 1000 * (both + 250 + bias) + peep * 250
    return sides * (one + 2 * above) + head * 62


# fmt: off
CASES = [
    case("input_shape", {"values": 2, "moments": 24, "sequences": 12},
         [(12, 24, 2)], {
        (24, 12, 2): "many sequences there are comes first",
        (12, 2, 24): "changed places: the moments come before the",
        (2, 24, 12): "reversed order",
        (24, 2, 12): "right sizes in another",
        (2, 12, 24): "right sizes in another",
        (12, 24): "The last axis is missing", (24, 2): "shape of one sequence",
        (12, 2): "The time axis is missing",
        (576,): "You multiplied the sizes", (12, 48): "one axis of time",
        (288, 2): "one axis of samples",
        (12, 24, 3): "the size of the features",
        (12, 23, 2): "the size of the time",
        (1, 24, 2): "the size of the samples", (2,): "too few axes",
        (12, 24, 2, 1): "too many axes", (3, 4, 5): NO_SLIP}),
    case("output_shape", {**LAYER, "return_sequences": False},
         [(12, 5), [12, 5], (12.0, np.float32(5)), np.array([12, 5])], {
        (12, 24, 5): "hands over only its opinion after the last step",
        (12, 1, 5): "one step. By default",
        (12, 24, 2): "the shape of what",
        (12, 2): "Your last axis counts features",
        (12, 24): "Your last axis counts time steps. By",
        (24, 5): "Your first axis", (5,): "The axis that counts",
        (12,): "gets a whole row",
        (5, 12): "changed places: sequences come first",
        (12, 1): "Not one number", (1, 5): "right for a single",
        (12, 20): "four sums inside",
        (12, 120): "into one axis; a layer never does",
        (13, 5): "the size of the samples", (12, 6): "the size of the units",
        (3,): "too few axes", (1, 2, 3): "too many axes", (3, 4): NO_SLIP}, [
        (np.zeros((12, 5)), "You gave the data"),
        (keras.ops.zeros((12, 5)), "You gave the data"),
        (5, "The axis that counts"), (np.int64(60), "too few axes"),
        ((None, 5), "None in a shape"), ((12, 5.5), "Each size is one"),
        ((12, True), "Each size in a shape"), ("(12, 5)", "stands in quotes"),
        ({12, 5}, "stands in braces"), ((), "Your shape is empty"),
        (list(range(9)), "list of numbers"), (np.shape, "is a function"),
        (object, "is a class, not a shape: is the pair of parentheses after"),
        (None, "The check reads what stands after"),
        (False, "True or False"), (object(), "Your answer is no shape")]),
    case("output_shape", {**LAYER, "return_sequences": True},
         [(12, 24, 5), keras.ops.zeros((12, 24, 5)).shape], {
        (12, 5): "axis is missing",
        (12, 1, 5): "every step, not only the last",
        (12, 24, 2): "the shape of what",
        (12, 24, 24): "last axis counts time steps once more",
        (12, 2, 5): "Your middle axis",
        (12, 5, 24): "Time steps and units", (24, 12, 5): "Samples and time",
        (24, 5): "The axis that counts", (12, 24): "The axis of the units",
        (12, 24, 1): "Not one number", (1, 24, 5): "right for a single",
        (12, 24, 20): "four sums inside", (12, 120): "You multiplied time",
        (12, 25, 5): "the size of the time", (3, 4): "too few axes",
        (3, 4, 6): NO_SLIP}),
    case("layer_shape", {**STACK, "layer": 1}, [(4, 10, 8)], {
        (4, 10, 3): "The features are", (4, 8): "The next layer is an",
        (4, 10, 24): "Units are not added"}),
    case("layer_shape", {**STACK, "layer": 2}, [(4, 10, 8)], {
        (4, 8): "The next layer is an LSTM. What",
        (4, 10, 3): "The first layer", (4, 3): "The first layer",
        (4, 3, 8): "Your middle axis counts features. Only the first layer",
        (10, 4, 8): "Samples and time",
        (4, 8, 10): "Time steps and units", (4, 10, 16): "Units are not added",
        (4, 10, 24): "Units are not added", (4, 10, 32): "four sums inside",
        (4, 1, 8): "Your time axis has one", (10, 8): "The axis that counts",
        (4, 10): "The axis of the units", (4, 10, 9): "the size of the units",
        (4, 9, 8): "the size of the time", (8,): "too few axes",
        (5, 6, 7): NO_SLIP}),
    case("layer_shape", {**STACK, "layer": 3}, [(4, 8)], {
        (4, 10, 8): "You kept the time axis. The head above this",
        (4, 1, 8): "You kept a time",
        (4, 10, 3): "The first layer", (4, 3): "The first layer",
        (4, 10): "Your last axis counts", (8, 4): "Your two axes have changed",
        (8,): "The axis that counts", (4,): "a whole row of numbers",
        (4, 1): "The head makes one number of it; this layer hands on more",
        (4, 24): "Units are not added",
        (4, 32): "four sums inside", (4, 9): "the size of the units",
        (5, 6): NO_SLIP}),
    case("state_shapes", {**LAYER, "return_sequences": False},
         [(S, S, S), [S, [12, 5], np.array(S)]], {
        (S,): "That is the output", (S, S): "One state is missing",
        (S, Q, Q): "layer remembers at the end, after the last step",
        (S, (12, 2), (12, 2)): "axis of features",
        (S, (12, 24), (12, 24)): "They are as they stand after the last one",
        (S, (5,), (5,)): "In h and c the axis of the samples",
        (S, (12,), (12,)): "axis of the units", S: "That is one shape",
        (): "Your answer is empty", (S, (2, 12, 5)): "not stacked into",
        (Q, S, S): "return_sequences is off: look again at the first of",
        (S, S, S, S): "too many shapes",
        (Q,): "too few shapes", (S, S, Q): "at the shape of c",
        (S, Q, S): "at the shape of h", (S, (1, 5), (1, 5)): "The shapes of h",
        ((3, 4), S, S): "The first shape", ((3, 4), (3, 4), S): NO_SLIP,
        (S,) * 9: "a long list; a few", object(): "in one pair of paren"}),
    case("state_shapes", {**LAYER, "return_sequences": True}, [(Q, S, S)], {
        (Q,): "That is the output", (Q, S): "One state is missing",
        (Q, Q, Q): "You gave h and c a time",
        (S, Q, S): "The output stands first, before h",
        (S, S, Q): "The output stands",
        (S, S, S): "return_sequences is on: look again at the first of",
        (Q, S, Q): "at the shape of c"}),
    case("head_shape", {**HEAD, "per_step": True},
         [(64, 10, 3), [64, 10, 3]], {
        (64, 3): "one answer a sequence", (64, 10): "last axis is missing",
        (64, 10, 1): "Your last axis has one",
        (64, 3, 10): "Two axes have changed",
        (10, 64, 3): "Two axes have changed", (10, 3): "The axis that counts",
        (64, 30): "outputs into one axis; a Dense layer never does",
        (640, 3): "steps into one axis; a Dense layer never does",
        (63, 10, 3): "the size of the samples", (3,): "too few axes",
        (5, 6, 7): NO_SLIP}),
    case("head_shape", {**HEAD, "per_step": False},
         [(64, 3), np.array([64, 3])], {
        (64, 10, 3): "an answer at every", (64, 10): "Your last axis counts",
        (64, 1): "Your last axis has one", (3, 64): "Two axes have changed",
        (3,): "The axis that counts", (64, 30): "You multiplied time",
        (63, 3): "the size of the samples", (5, 6): NO_SLIP}),
    case("layer_to_change", {"complains": 3, "units": [16, 12, 12, 8]},
         [2, 2.0, np.int64(2), [2]], {
        3: "That is the layer",
        4: "That layer was never asked: Keras stopped before it",
        1: "did its part: the layer above it",
        0: "did its part", 12: "a number of units", 16: "a number of units",
        -1: NO_SLIP, 2.5: NO_SLIP}),
    case("layer_to_change", {"complains": 1, "units": [8, 1]}, [0], {
        1: "That is the layer", 2: "That layer was never",
        8: "a number of units", 3: NO_SLIP}),
    case("lstm_parameters", {"units": 9, "features": 3, "time_steps": 20},
         [468, 468.0, [468], np.array([[468]]), np.int32(468),
          Fraction(936, 2)], {
        432: "You left out the biases", 117: "You counted one sum a unit: how",
        351: "left out the candidate",
        324: "only the weights for the opinions", 441: "Each of the four",
        144: "all units said at the step before",
        360: "You left out the weights",
        180: "hears all the units", 52: "That is one unit",
        156: "Units and features", 504: "two biases for each",
        436: "one bias a gate", 108: "one sum a unit, and no",
        1080: "You counted time", 1044: "Time steps stand",
        2520: "the features of all", 9360: "You counted each",
        467: "off by one", 469: "off by one", 7: NO_SLIP}, [
        (468.5, "give a whole number"), (-468, "not below zero"),
        ("468", "stands in quotes"), ((432, 36), "several numbers"),
        (np.zeros(0), "several numbers"),
        (SimpleNamespace(shape=(None, 5)), "several numbers"),
        (math.nan, "is no finite number"), (-math.inf, "no finite number"),
        (Decimal("1e999"), "or far too large"), (True, "True or False"),
        (1j, "is no real number"), (10**400, NO_SLIP),
        (print, "is a function"), ({"count": 468}, "is a dictionary"),
        (iter([468]), "gives its parts only once")]),
    case("lstm_parameters", {"units": 5, "features": 2}, [160], {
        60: "more weights than three. Or did",
        12: "Twelve is right for one unit and one feature. With more of",
        120: "than three. Or: You counted the gates and left out the",
        40: "You counted one sum",
        100: "You counted only the weights for the opinions",
        145: "Each of the four", 140: "You left out the biases",
        7: f"{NO_SLIP} Draw the table for one unit: a row for each of"}),
    case("lstm_parameters", {"units": 7, "features": 5}, [364], {
        84: "more weights than three. Or: You counted one",
        420: "more weights than", 140: "only the weights for the input",
        168: "You left out the recurrent"}),
    case("stack_parameters", {"units": 9, "features": 3, "time_steps": 20,
                              "depth": 4, "outputs": 2},
         [2540, np.float64(2540), np.array([[2540]])], {
        4 * 468 + 20: "input. What does a layer higher up",
        4 * 684 + 20: "layer read units. What does the lowest one",
        2520: "The head is missing",
        2538: "The biases of the head", 2540 - 144: "The biases of the LSTM",
        2540 - 146: "You left out all", 488: "You counted one LSTM",
        2540 - 684: "layer is missing", 2540 + 684: "one LSTM layer too",
        650: "You counted one sum", 2540 + 144: "two biases for each",
        2600: "You gave each layer", 2540 + 4 * 9 * 17: "You counted time",
        50800: "You counted each", 2540 + 19 * 18: "The head reads one",
        2541: "off by one", 7: NO_SLIP}),
    case("form_parameters", {**FORM, "depth": 2}, [1773, 1773.0], {
        1753: "The lift is missing", 1740: "The head is missing",
        1973: "You gave weights", 1793: "it only adds",
        1413: "After the lift, what", 1693: "biases of the LSTM",
        913: "How many layers", 1733: "The normalisations",
        1753.5: "whole number", 39_006: "The same weights", 1774: "off by one",
        12: "Take the lift"}),
    case("form_parameters", {**FORM, "depth": 3}, [2633], {
        2603: "You counted one parameter",
        2593: "one normalisation: there is one before each",
        2613: "A normalisation is missing: the first LSTM layer has one "
            "before it",
        2579: "You counted two"}),
    case("published_weights", {"inputs": 123, "units": 250, "depth": 3,
                               "outputs": 62},
         [3_787_562, 3_787_562.0, np.int64(3_787_562)], {
        network(peep=0): "The peepholes are",
        network(peep=4): "You gave the candidate",
        network(peep=1): "one peephole a unit",
        network(peep=750): "look at all units",
        network(sides=1, both=250, head=251): "That is one direction",
        network(both=250, head=251): "What stands above a layer "
            "reads both",
        network(both=250): "A layer above the first reads both directions of "
            "the one below",
        network(head=251): "The output layer reads both directions of the "
            "last layer",
        network(both=123): "inputs: what does a layer higher up",
        network(head=0): "layer is missing",
        network(head=500): "The biases of the output",
        network(bias=0): "You left out the biases",
        network(bias=2): "two biases for each",
        network(head=1002): "You counted the output",
        749500 + 31062: "You counted one layer", 3_800_000: "That is rounded",
        3_790_000: "That is rounded", network() + 1: "off by one",
        7: "with one direction of the first layer. Then both, then the layers "
            "above, then"}),
    case("widest_layers", {"depth": 2, "budget": 3000, "features": 1,
                           "outputs": 1},
         [15, 15.0], {
        26: "one layer be that stands",
        13: "weights from units to units grow with the square of their "
            "number: more fits",
        18: "let every layer", 2896: "That is the number",
        16: "So many do not fit", 14: "a stack with one unit more in",
        15.5: "whole number",
        0: "above zero"}),
    case("cell_state", {"c": 0.8, "forget": 0.9, "enter": 0.3,
                        "candidate": -0.5, "shown": 0.6},
         [0.57, np.float64(0.57), [0.57], 0.5700005], {
        -0.21: "The gates have changed", 0.72: "That is what is kept",
        -0.15: "That is what enters",
        0.3: "You added old and new whole: each has to pass its gate first",
        0.65: "The old passed whole", 0.22: "The new came in whole",
        -0.07: "In spite of its", 0.285: "You took the mean: what",
        0.15: "You took the mean of old", 0.87: "You subtracted, or",
        0.342: "The output gate comes later",
        0.6 * math.tanh(0.57): "The output gate",
        0.72 + 0.3 * math.tanh(-0.5): "These numbers are",
        0.8 / (1 + math.exp(-0.9)) - 0.5 / (1 + math.exp(-0.3)): "are done",
        -0.108: "You multiplied the two",
        math.tanh(0.57): "You went one step too far: tanh comes later, on",
        0.8: "That is the old", -0.5: "That is the candidate",
        0.6: "That is close, but", 0.123: NO_SLIP}),
    case("carried_state", {"forget": [0.9, 0.8, 0.5], "enter": [1.0, 0.2, 0.4],
                           "candidate": [0.7, -0.5, 0.6]},
         [0.5 * C_2 + 0.24, np.float32(0.5 * C_2 + 0.24), [0.5 * C_2 + 0.24]],
         {
        0.24: "is what enters at the last step alone: what is kept of the "
            "steps before", C_2: "You stopped one step early",
        0.5 * C_2: "what is kept at the last step",
        0.7 - 0.1 + 0.24: "forgot nothing",
        0.4 * (0.2 * 0.9 * 0.7 - 0.8 * 0.5) + 0.5 * 0.6: "gates have changed",
        0.5 * (0.8 * 0.7 - 0.5) + 0.6: "The candidates came",
        0.5 * (0.2 * 0.7 - 0.1) + 0.24: "In spite of its",
        0.5 * (0.8 * 1.6 - 0.1) + 0.24: "You began with a full c: before the "
            "first step",
        0.5 * (0.8 * (0.9 * 0.7 - 0.1) + 0.24): "rules only what was there "
            "before",
        math.tanh(0.5 * C_2 + 0.24): "You went one step",
        math.tanh(0.5 * math.tanh(0.8 * math.tanh(0.7) - 0.1) + 0.24):
            "You squashed c at",
        0.8: "You added the candidates", 0.5: "That is close, but",
        0.123: "what was kept of the last line"}),
    case("forget_bias", {"share": 0.5, "steps": 50},
         [RIGHT_BIAS, 4.27, 4.3, np.float32(4.27), [4.27]], {
        GATE: "That is what the gate must", 0: "after a single step",
        -RIGHT_BIAS: "The sign is the wrong", 1 - GATE: "what the gate lets",
        math.log(GATE): "You took the logarithm", 0.5: "That is the share",
        0.01: "You divided by the steps", 25: "You multiplied by",
        1: "Too little of c", 4.2: "Too little of c",
        4.4: "Too much of c is left with this bias. First",
        1e300: "Too much of c is left"}),
    case("windows", {"sequences": 4, "length": 6, "horizon": 2},
         [(X, Y), [X, Y], (keras.ops.array(X), Y.astype("float32"))], [
        ((Y, X), "x and y have changed"),
        ((TOY[:, 4:, np.newaxis], TOY[:, :4]), "x and y have changed"),
        ((TOY[:, :4], Y), "the axis of features"),
        ((TOY[:, np.newaxis, :4], Y), "time steps and features"),
        ((X.transpose(1, 0, 2), Y), "samples and time"),
        ((TOY[:, :4].T, Y), "x is turned"), ((TOY, Y), "that is a leak"),
        ((TOY[..., np.newaxis], Y), "that is a leak"),
        ((TOY[:, 2:, np.newaxis], Y), "x holds the end"),
        ((TOY[:, :2, np.newaxis], TOY[:, 2:]), "as many numbers"),
        ((TOY[:2, :, np.newaxis], TOY[2:]), "You cut between"),
        ((X, TOY[:, 4:, np.newaxis]), "y has an axis too"),
        ((X, TOY[:, 4:].T), "y is turned"),
        ((X, TOY[:, 3:5]), "y begins one step too early"),
        ((X, TOY[:, -1]), "y holds the last"),
        ((X, TOY[:, 4:5]), "only the first number that x left"),
        ((X, TOY), "y holds the whole rows: only what x left is"),
        ((X, TOY[:, :4]), "y repeats what x holds: what comes after it"),
        ((X, TOY[:, 1:]), "nearly whole rows"),
        ((X, np.zeros((4, 2))), "of each row that x left"),
        ((np.zeros((4, 4, 1)), Y), NO_SLIP), ((X,), "too few"),
        ((X, Y, Y), "too many"), (X, "Give two arrays"),
        ((X, [1, 2]), "x is right, y is not yet"),
        ((X, [[1], [2, 3]]), "Y is no array of numbers")]),
    case("scaled", {"train": (2.0, 4.0, 6.0, 8.0), "test": (9.0, 12.0)},
         [SCALED_RIGHT], [
        ((NEW - NEW.mean()) / NEW.std(), "mean and spread of the test"),
        ((NEW - BOTH.mean()) / BOTH.std(), "spread of everything"),
        ((NEW - PAST.mean()) / NEW.std(), "The mean is right"),
        ((NEW - NEW.mean()) / PAST.std(), "The spread is right"),
        (NEW - PAST.mean(), "division by the spread"),
        (NEW / PAST.std(), "was not subtracted before"),
        (NEW - PAST.mean() / PAST.std(), "Parentheses are missing: subtract "
            "first, then"),
        ((NEW - PAST.mean()) / PAST.var(), "by the variance"),
        ((NEW - PAST.mean()) / PAST.std(ddof=1), "You set `ddof`"),
        ((NEW - 2) / 6, "between lowest and highest"),
        ((NEW - NEW.min()) / np.ptp(NEW), "its own lowest and highest"),
        (SCALED_RIGHT[:, np.newaxis], "without a second"),
        *((SCALED_RIGHT.round(n), "but rounded") for n in (1, 2, 3, 4)),
        ((PAST - PAST.mean()) / PAST.std(), "Those are the training numbers"),
        (NEW, "as they were"), (NEW * 7, NO_SLIP)]),
    case("turned_table", {"time_steps": 30, "samples": 5},
         [TURNED, TURNED.astype("float32"), keras.ops.array(TURNED)], [
        (TABLE.reshape(5, 30, 1), "reshape fills it row by row, so your first "
            "sequence"),
        (TABLE, "Your first axis is as long as there are moments, as in the "
            "table. An LSTM reads the samples first"),
        (TABLE[..., np.newaxis], "as there are moments"),
        (TABLE.T, "last axis is missing"),
        (TABLE.T[:, np.newaxis], "stand where the features"),
        (TABLE.T[np.newaxis], "stand where the features"),
        (TABLE[:, np.newaxis], "became a sequence"),
        (TABLE[np.newaxis], "the features of one"),
        (TABLE.ravel(), "one long row of numbers"),
        (TURNED[:, ::-1], "the time runs backwards"),
        (TURNED[::-1], "but not the numbers"),
        (np.zeros((5, 30, 1)), "but not the numbers"),
        (TURNED[:, 1:], "the size of the time"),
        (TURNED[..., np.newaxis], "too many axes"),
        (TURNED.tolist(), "is a list or a tuple"),
        (np.full((5, 30, 1), np.nan), "NaN"),
        (TURNED.astype(str), "something other"),
        (TURNED.astype(complex), "something other"),
        (keras.Input((30, 1)), "no array of numbers")]),
    case("padded_row", {"word": "cab", "steps": 5},
         [[3, 1, 2, 0, 0], (3, 1, 2, 0, 0), [[3, 1, 2, 0, 0]],
          np.array([[3.0, 1, 2, 0, 0]])], {
        (0, 0, 3, 1, 2): "Your zeros stand on the left, where",
        (0, 0, 2, 0, 1): "zeros stand on the left, and the letters",
        (2, 0, 1, 0, 0): "You count the letters",
        (3, 1, 2): "The padding is missing: every",
        (2, 0, 1): "The padding is missing, and zero",
        (1, 2, 3, 0, 0): "the right integers",
        (2, 1, 3, 0, 0): "Your word runs backwards",
        (4, 2, 3, 1, 1): "Everything is one",
        (3, 1, 2, 0): "Count again: your", (3, 1, 2, 0, 1): NO_SLIP}, [
        (["c", "a", "b", 0, 0], "no texts are asked"),
        ([3, 1, 2, False, False], "These are truths"),
        ([3, 1, 2, 0.5, 0], "is not a list of integers"),
        ([0] * 2000, "a very long list"),
        (np.zeros(2000), "a very long list"),
        (312, "Your answer is no list"), ({3, 1, 2, 0}, "stands in braces")]),
    case("row_mask", {"row": [7, 15, 0, 0]},
         [[T, T, F, F], [1, 1, 0, 0], np.array([[T, T, F, F]])], {
        (F, F, T, T): "It is the other", (T, T): "The mask has an",
        (T, T, T, T): "would be masked",
        (F, F, F, F): "So nothing would be read",
        (7, 15, 0, 0): "These are the integers",
        (T, T, F): "Count again: the mask", (T, F, F, F): NO_SLIP}),
    case("early_stopping",
         {"losses": (0.90, 0.60, 0.50, 0.55, 0.45, 0.48, 0.46, 0.47, 0.40,
                     0.44), "patience": 3},
         [(8, 5), [8.0, np.int64(5)]], {
        (5, 8): "have changed places",
        (7, 4): "counted from zero, as Python does. Here the first epoch",
        (8, 8): "The first number is right. With restore_best_weights the "
            "model does not keep its last weights",
        (4, 3): "You stopped at the first rise. Patience allows some epochs "
            "without a new lowest loss",
        (10, 9): "patience is used up, and never sees",
        (8, 9): "The first number is right. The lowest loss of all came only "
            "after the",
        (7, 5): "but it stops a little later: count the epochs that came "
            "after the best one", (9, 5): "Too patient",
        (6, 2): "through the epochs, keep the lowest loss",
        (8,): "two epochs", (8.5, 5): "Epochs are counted",
        8: "Two epochs are asked"}, [
        ([7, 5], "A new lowest loss")]),
    case("learning_rate", {"smallest": 0.001, "factor": 4,
                           "training": (0.31, 0.12, 0.08, 0.05),
                           "validation": (0.33, 0.19, 0.17, 0.24),
                           "test": (0.34, 0.16, 0.18, 0.26)},
         [0.016, np.float32(0.016)], {
        0.064: "lowest loss on what was learned from",
        0.004: "You chose by the test",
        0.001: "smallest rate is not yet done learning",
        0.17: "That is a loss",
        0.05: "That is a loss", 0.002: NO_SLIP,
        (0.064,): "The largest rate is the boldest, not the best here"}),
    case("learning_rate", {"smallest": 1, "factor": 2,
                           "training": (0.9, 0.8, 0.7, 0.6, 0.5),
                           "validation": (0.9, 0.8, 0.4, 0.6, 0.7),
                           "test": (0.9, 0.3, 0.5, 0.6, 0.7)},
         [4], {
        8: "Another rate has a lower"}),
    case("lag", {"observed": [3, 8, 5, 1, 6, 9, 2],
                 "forecast": [4, 4, 3, 8, 5, 1, 6]},
         [2, 2.0, np.int64(2)], {
        0: "agree in each place",
        -2: "counted forwards: the forecast comes after what",
        1: "one step short",
        3: "one step too long", 5: "how many numbers",
        7: "length of the lists", 4: "Pick a peak",
        1.5: "whole number of steps"}),
    case("seasonal_forecast", {"series": [5, 9, 4, 1, 6, 10, 3, 2],
                               "period": 4, "horizon": 3},
         [[6, 10, 3], (6.0, 10.0, 3.0), np.array([6, 10, 3])], {
        (2, 2, 2): "That is persistence: it repeats the last number",
        (10, 3, 2): "last numbers that are known: they "
            "would repeat only with a shorter",
        (5, 9, 4): "two periods", (1, 6, 10): "one step too far",
        (3, 10, 6): "runs backwards", (6, 10, 3, 2): "a whole period",
        (5, 5, 5): "the mean of all",
        (6,): "first of them: one number for each step",
        (6, 10, 4): "first step to forecast, go back one whole period",
        (6, None, 3): "None", 6: "no list"}, [
        ([10, 3, 2], "You did not go back")]),
    case("interval_verdicts",
         {"intervals": [(-3.1, -0.4), (-2.0, 1.5), (0.3, 2.2)]},
         [["win", "tie", "loss"], (" Win", "TIE", "loss")], {
        ("loss", "tie", "win"): "which is good for us, below zero or above",
        ("win", "win", "loss"): "by the middle",
        ("tie", "tie", "tie"): "Not all are alike",
        ("win", "draw", "loss"): "another word",
        ("win", "tie"): "Give one of the words",
        ("win", "tie", 3): "is not all in quotes",
        ("win", "loss", "loss"): "does zero lie within",
        "win": "One word for each"}, [
        (["loss", "loss", "win"], "took large errors"),
        (["loss", "tie", "win"], "Your words stand")]),
    case("error_ratio", {"ours": [3, 4, 1, 6], "theirs": [6, 2, 4, 6]},
         [2**-0.5, np.float32(2**-0.5), 0.708], {
        2**0.5: "divided theirs by ours. Which of the two has the smaller "
            "error", -0.5 * np.log(2): "takes the",
        0.5 * np.log(2): "is still a logarithm",
        0.9375: "ratios themselves. There twice as large counts more than",
        14 / 18: "mean by mean", 0.25: "took no root",
        100 * (2**-0.5 - 1): "in percent", 2**-0.5 - 1: "That is a change.",
        7: "Divide seed by seed"}),
    case("error_ratio", {"ours": [1, 2, 27], "theirs": [1, 1, 1]},
         [54 ** (1 / 3)], {2: "the middle one"}),
    case("fair_comparisons", {"reports": "ABCDE", "same_size": "BCDE",
                              "own_rates": "ABCD", "many_seeds": "ABDE"},
         [["B", "D"], ("d", " B ")], {
        "B, X": "another letter", "B and A": "more parameters",
        ("A", "B", "D"): "more parameters", ("A", "C"): "more parameters",
        ("E",): "one learning rate", ("B", "D", "C"): "each model ran once",
        ("B",): "not all of them", ("B", "D", "X"): "another letter",
        ("B", 4): "in quotes", (): "Give a list of letters",
        tuple("ABCDEA"): "more parameters", "BAND": "another letter",
        3: "no list of letters"}),
    case("step_products", {"depth": 3, "units": 5, "features": 2},
         [540, 540.0], {
        600: "Those are the parameters", 135: "several gates",
        420: "every layer read", 240: "last opinions",
        300: "also reads what comes from below", 140: "first layer alone",
        1080: "another operation", 7: NO_SLIP, 1.5: "whole number",
        0: "above zero"}),
    case("slow_stacks", {"stacks": {
        "A": ((3, 2, 1.5), (9, 4, 2)), "B": ((2, 2.1, 2.2), (8, 4, 2)),
        "C": ((2, 1.9, 2), (8, 5, 5)), "D": ((1.5, 1.2, 1), (6, 5, 3))}},
         [["A", "D"], "DA"], {
        ("A", "C"): "no longer falls: more steps",
        ("A", "B"): "only the training loss falls",
        ("A",): "each row from left to right, and ask whether both numbers "
            "fall", ("X",): "another letter",
        (): "empty"}),
    case("allowed_sentences", {"sentences": "ABCDE", "too_sure": "A",
                               "elsewhere": "C", "reasons": "E"},
         [["B", "D"], "bd"], {
        ("A", "B"): "could not be there", ("B", "C"): "nobody tried",
        ("B", "E"): "Was it tested",
        ("B",): "another one, too: it says no more than",
        ("X",): "another letter"}),
    case("training_flop", {"layers": 2, "units": 10, "steps": 50, "batch": 16,
                           "features": 3},
         [6_336_000, 6_336_000.0], {
        24 * 16 * 50 * 10 * 73: "as deep as that of the lesson",
        2_112_000: "way forward", 4_224_000: "way back alone",
        3_168_000: "counted the multiplications", 1_584_000: "several gates",
        126_720: "a single time step", 396_000: "a single sequence",
        24 * 16 * 50 * 10 * 26: "every layer read",
        # Thirteen numbers: those of layer one, or all without the own ones.
        24 * 16 * 50 * 10 * 13: "first layer alone",
        24 * 16 * 50 * 10 * 20: "what a layer reads of itself",
        7: NO_SLIP, 1.5: "whole number", 0: "above zero"}),
    case("training_flop", {"layers": 3, "units": 7, "steps": 2, "batch": 5,
                           "features": 2},
         [24 * 5 * 2 * 7 * 37], {24 * 5 * 2 * 7 * 16: "own last opinions"}),
    case("time_on_line", {"steps": (10, 40), "took": (9, 27), "asked": 100},
         [63, 63.0, 62.9], {
        90: "the first time", 67.5: "the second time",
        60: "price of the call is missing. What would be left with",
        0.6: "one time step more",
        3: "the price of the call", 69: "holds some of them",
        87: "holds some of them",
        45: "as much as between the two. How many time steps more are",
        7: "What does one time step more cost"}),
    case("small_operations", {"prices": (2, 0.2, 0.05), "stacks": {
             "A": (4, 24, 20, 32, 1), "B": (4, 64, 20, 256, 1),
             "C": (1, 16, 200, 32, 1), "D": (8, 8, 50, 512, 1),
             "E": (2, 100, 20, 128, 1)}},
         [["A", "C", "D"], ("d", " a ", "C"), {"A", "C", "D"}, "ACD"], {
        ("B", "E"): "where arithmetic rules", ("A", "C"): "many sequences",
        ("C", "D"): "not all of them",
        "ACDE": "more: it grows with the square of the units",
        ("A", "X"): "another letter", (): "empty", (1, 3): "in quotes",
        3: "no list of letters"}),
    case("numbers_kept", {"layers": 3, "units": 20, "batch": 16, "steps": 50,
                          "features": 2},
         [1920, 1920.0, np.int64(1920)], {
        960: "keeps two numbers", 120: "a single sequence",
        640: "That is one layer", 96: "one unit a layer",
        96_000: "counted every time step: only what is there after the last "
            "one", 48_000: "And only what is there after the last time",
        8400: "Those are the parameters", 1600: "what goes in",
        7: "Ask of one unit first",
        1.5: "give a whole one, not below zero"}),
    # Twice as many have four sums, or two features; three features differ.
    case("numbers_kept", {"layers": 2, "units": 3, "batch": 5, "steps": 7,
                          "features": 3},
         [60], {120: "the four sums", 180: "features are only read"}),
    case("usable_samples", {"samples": 1000, "batch": 32},
         [992, 992.0, np.int64(992)], {
        1000: "last batch would not be full: some are left over",
        31: "how many batches are full",
        32: "number of batches with the last", 8: "the ones that are left",
        24: "are missing in the last",
        1024: "are not there: leave the last batch",
        960: "not the largest",
        990: "last batch would not be full with these, or",
        0.5: "give a whole number, not below zero"}),
    case("order_of_pieces", {"sequences": 3, "parts": 4},
         [[0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11],
          (8, 0, 4, 9, 1, 5, 10, 2, 6, 11, 3, 7)], {
        tuple(range(12)): "how they come: the first batch",
        (0, 4, 8): "the first batch. ",
        tuple(range(1, 13)): "counted from one. And which pieces are in the "
            "first batch",
        (1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12): "but you counted",
        (3, 7, 11, 2, 6, 10, 1, 5, 9, 0, 4, 8): "last pieces come first: time "
            "would run backwards",
        (0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11): "in strides",
        (0, 4, 8, 5, 9, 1, 10, 2, 6, 3, 7, 11): "The first batch holds the "
            "right pieces. Look at one row at a time",
        (0, 1, 4, 8, 2, 3, 5, 6, 7, 9, 10, 11): "first batch has to hold a "
            "piece of each sequence",
        (0, 4): "Each piece belongs", (0, "1"): "quotes", 3: "no list"}),
    case("state_arrays", {"layers": 3, "both_ways": True},
         [12, 12.0, np.int64(12)], {
        6: "counted one direction", 5: "with its output",
        4: "That is one layer", 15: "counted the outputs",
        3: "one for each layer. A layer keeps more than",
        7: "one direction of one layer first", 0: "above zero"}),
    case("nested_shape", {"outer": 8, "middle": 6, "inner": 24, "features": 3,
                          "units": 10},
         [(8, 6, 10), [8, 6, 10]], {
        (8, 6, 24, 10): "them, and hands over its last opinion",
        (8, 10): "lost the outer",
        (8, 24, 10): "wrong steps stayed", (48, 10): "in one long list",
        (6, 10): "The axis that counts", (8, 6, 3): "one inner step holds",
        (8, 6, 24, 3): "of what goes in", (8, 6): "The axis of the units",
        (6, 8, 10): "first two axes", (8, 10, 6): "Time steps and units",
        (8, 6, 40): "four sums inside", (8, 7, 10): "the size of the outer",
        (5,): "too few axes", (1, 2, 3): NO_SLIP}),
    case("gru_parameters", {"units": 20, "features": 5},
         [1620, 1620.0, np.int64(1620)], {
        1560: "like the books", 1500: "left out the biases",
        2080: "That is an LSTM of this size: a GRU makes one sum less in",
        2160: "as many sums as an LSTM makes: a GRU has one less",
        1080: "counted the two gates", 540: "one sum a unit",
        81: "That is one unit", 420: "hears of all units",
        1320: "what each unit reads", 405: "Units and features",
        1621: "off by one", 7: NO_SLIP, 0.5: "give a whole number"}),
]
