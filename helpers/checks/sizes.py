"""Exercises that ask how many parameters a model has, or units it may have."""

from helpers import models
from helpers.checks.engine import NO_SLIP, Question, Slips, check, each
from helpers.checks.readers import whole

# The slips of a question stand like a table.
# fmt: off

_count = whole(
    "Parameters are counted: give a whole number, not below zero.", least=0
)

_NO_BIAS = "You left out the biases: each of the sums in a unit adds one."
_ANEW = ("You counted each time step anew. The same weights serve at every "
    "step.")
_TIME = ("You counted time steps as features: what does the layer read at one "
    "moment?")
_TWO_BIASES = ("You counted two biases for each sum. PyTorch does so; Keras "
    "adds one.")
_ONE_SUM = ("You counted one sum a unit: how many does it make, for its gates "
    "and its candidate?")
_ALL_READ_FEATURES = ("You let every layer read the features of the input. "
    "What does a layer higher up read?")


@check(_count)
def lstm_parameters(units: int, features: int,
                    time_steps: int | None = None) -> Question:
    """How many parameters has one LSTM layer? The time steps tempt."""
    u, f, t = units, features, time_steps
    right = models.lstm_parameters(u, f)
    opinions = "the weights for the opinions"
    twelve = ("Twelve is right for one unit and one feature. With more of "
        "either, each sum has more weights than three.")
    slips = [
        (12 * u, twelve),
        (4 * u * (f + 1), "You left out the recurrent weights: each unit also "
         "hears what all units said at the step before."),
    ]
    if f == 2:
        # Here both slips give the same number for any number of units.
        slips = [(12 * u, f"{twelve} Or did you leave out {opinions}?")]
    slips += [
        *each([12, 12 * u * f], twelve),
        (4 * u * (u + f), _NO_BIAS),
        (u * (u + f + 1), _ONE_SUM),
        (3 * u * (u + f + 1), "You counted the gates and left out the "
         "candidate: it has weights of its own."),
        (4 * u * (u + 1), "You left out the weights for the input: each unit "
         "reads every feature."),
        (4 * u * (f + 2), "Each unit hears all the units of the layer, not "
         "only itself."),
        (4 * (u + f + 1), "That is one unit alone: how many are there in the "
         "layer?"),
        (4 * f * (f + u + 1), "Units and features have changed places: which "
         "of them has the weights, and which is only read?"),
        (4 * u * (u + f + 2), _TWO_BIASES),
        (4 * (u * (u + f) + 1), "You counted one bias a gate: every unit has "
         "its own."),
        (u * (u + f), "You counted one sum a unit, and no bias: how many sums "
         "does a unit make, and what does each of them add?"),
        (4 * u * f, "You counted only the weights for the input: what else "
         "does each sum add up?"),
        (4 * u * u, f"You counted only {opinions}: what else does each sum "
         "add up?"),
        (4 * u * (f + u) + u, "Each of the four sums has its own bias, not "
         "only each unit."),
    ]
    if t is not None:
        slips += [
            (4 * u * (u + t + 1), _TIME),
            (4 * u * (u + t), "Time steps stand in for features, and biases "
             "are missing."),
            (4 * u * (u + f * t + 1), "You counted the features of all time "
             "steps: the layer reads one step at a time."),
            (right * t, _ANEW),
        ]
    return _counted(right, slips, "Draw the table for one unit: a row for "
        "each of the four sums, and a column for everything it adds up.")


@check(_count)
def gru_parameters(units: int, features: int) -> Question:
    """How many parameters has a GRU layer, as Keras makes it?"""
    u, f = units, features
    return _counted(3 * u * (u + f + 2), [
        (3 * u * (u + f + 1), "You counted one bias for each sum, like the "
         "books: the GRU of Keras has one more."),
        (3 * u * (u + f), _NO_BIAS),
        (4 * u * (u + f + 1), "That is an LSTM of this size: a GRU makes one "
         "sum less in each unit."),
        (4 * u * (u + f + 2), "You counted as many sums as an LSTM makes: a "
         "GRU has one less."),
        (2 * u * (u + f + 2), "You counted the two gates, and left out the "
         "candidate: it has weights of its own."),
        (u * (u + f + 2), _ONE_SUM),
        (3 * (u + f + 2), "That is one unit alone: how many are there?"),
        (3 * u * (f + 2), "You left out what each unit hears of all units."),
        (3 * u * (u + 2), "You left out what each unit reads."),
        (3 * f * (u + f + 2), "Units and features have changed places."),
    ], "Draw the table for one unit: a row for each sum, a column for "
       "everything it adds up.")


@check(_count)
def stack_parameters(units: int, depth: int, features: int, outputs: int,
                     time_steps: int | None = None) -> Question:
    """How many parameters has a stack with its head? The time steps tempt."""
    u, d, f, o, t = units, depth, features, outputs, time_steps
    right = models.stack_parameters(u, d, f, o)
    first, above = models.lstm_parameters(u, f), models.lstm_parameters(u, u)
    head = models.dense_parameters(u, o)
    layers = right - head
    slips = [
        (d * first + head, _ALL_READ_FEATURES),
        (d * above + head, "You let every layer read units. What does the "
         "lowest one read?"),
        (layers, "The head is missing: Dense has parameters too."),
        (right - o, "The biases of the head are missing: each of its outputs "
         "adds one."),
        (right - 4 * u * d, "The biases of the LSTM layers are missing; the "
         "head has its own."),
        (right - 4 * u * d - o, "You left out all the biases, in the layers "
         "and in the head."),
        (first + head, "You counted one LSTM layer: how many are stacked?"),
        (right - above, "One LSTM layer is missing in your sum."),
        (right + above, "You counted one LSTM layer too many."),
        (layers // 4 + head, _ONE_SUM),
        (right + 4 * u * d, _TWO_BIASES),
        (layers + d * head, "You gave each layer a head: there is one, on "
         "top."),
    ]
    if t is not None:
        slips += [
            (models.stack_parameters(u, d, t, o), _TIME),
            (right * t, _ANEW),
            (right + (t - 1) * u * o, "The head reads one time step, not all "
             "of them at once."),
        ]
    return _counted(right, slips, "Take the layers one by one: what does each "
        "of them read?")


@check(_count)
def form_parameters(units: int, depth: int, features: int, outputs: int,
                    normalise: bool, time_steps: int) -> Question:
    """How many parameters has a stack with lift and residual connections?"""
    u, d, o = units, depth, outputs
    right = models.stack_parameters(u, d, features, o, lift=True,
                                    normalise=normalise)
    norms = 2 * u * d if normalise else 0
    lift = models.dense_parameters(features, u)
    layer = models.lstm_parameters(u, u)
    slips = [
        (right - lift, "The lift is missing: a Dense layer at the beginning "
         "has parameters as well."),
        (right - models.dense_parameters(u, o), "The head is missing: Dense "
         "has parameters too."),
        (right + d * u * u, "You gave weights to the sums: to add two arrays "
         "takes no parameter at all."),
        (right + d * u, "You gave each residual connection parameters: it "
         "only adds."),
        (models.stack_parameters(u, d, features, o) + norms + lift, "You let "
         "layer one read the features of the input. After the lift, what does "
         "it read?"),
        (right - 4 * u * d, "The biases of the LSTM layers are missing; lift "
         "and head have their own."),
        (right - (d - 1) * layer - norms + norms // d, "How many layers?"),
        (right * time_steps, _ANEW),
    ]
    if normalise:
        slips += [
            (right - norms, "The normalisations are missing: each has a "
             "factor and a shift for every unit."),
            (right - norms // 2, "You counted one parameter a unit for a "
             "normalisation; it has a factor and a shift."),
            (right - norms + 2 * u, "You counted one normalisation: there is "
             "one before each LSTM layer."),
            (right - 2 * u, "A normalisation is missing: the first LSTM layer "
             "has one before it, too."),
            (right - norms + 2 * d, "You counted two parameters for a "
             "normalisation: it has two for every unit."),
        ]
    return _counted(right, slips, "Take the lift, one layer with what belongs "
        "to it, and the head; then count how often each of them is there.")


@check(_count)
def published_weights(inputs: int, units: int, depth: int,
                      outputs: int) -> Question:
    """How many weights has the bidirectional network of arXiv 1303.5778?"""
    i, u, d, o = inputs, units, depth, outputs
    right = peephole_weights(i, u, d, o)
    head = (2 * u + 1) * o

    def other(**options: int) -> int:
        return peephole_weights(i, u, d, o, **options)

    return _counted(right, [
        (other(peepholes=0), "The peepholes are missing: each unit has one "
         "for each gate."),
        (other(peepholes=4), "You gave the candidate a peephole: only the "
         "gates have one."),
        (other(peepholes=1), "You counted one peephole a unit: each of its "
         "gates has its own."),
        (other(peepholes=3 * u), "You let a peephole look at all units: it "
         "sees the c of its own unit only."),
        (other(directions=1), "That is one direction: each layer is there "
         "twice, and what reads it reads both."),
        (other(above=u, head=u), "What stands above a layer reads both "
         "directions of it, the output layer as well."),
        (other(above=u), "A layer above the first reads both directions of "
         "the one below."),
        (other(head=u), "The output layer reads both directions of the last "
         "layer."),
        (other(above=i), "You let every layer read the inputs: what does a "
         "layer higher up read?"),
        (right - head, "The output layer is missing: it has weights too."),
        *each([round(right, -digits) for digits in (3, 4, 5)], "That is "
         "rounded: count every weight, or let Python."),
        (right - o, "The biases of the output layer are missing."),
        (other(biases=0), _NO_BIAS),
        (other(biases=8), _TWO_BIASES),
        (right + head, "You counted the output layer twice: there is one, and "
         "it reads both directions."),
        (peephole_weights(i, u, 1, o), "You counted one layer: how many are "
         "stacked?"),
    ], "Begin with one direction of the first layer. Then both, then the "
       "layers above, then the output layer.")


@check(whole("Units are counted: give a whole number above zero.", least=1))
def widest_layers(depth: int, budget: int, features: int,
                  outputs: int) -> Question:
    """How many units may each layer of a stack have within a budget?"""
    right = models.equal_budget_units(depth, budget, features, outputs)
    alone = models.equal_budget_units(1, budget, features, outputs)

    def all_read_features(units: int) -> int:
        layers = depth * models.lstm_parameters(units, features)
        return layers + models.dense_parameters(units, outputs)

    def otherwise(given: int) -> str:
        if given > right:
            return ("So many do not fit: count the parameters of that stack, "
                "and compare with the budget.")
        return ("That fits, but it is not yet the most: count the parameters "
            "of a stack with one unit more in each layer.")

    return Question(right, [
        (alone, "So wide may one layer be that stands alone."),
        (alone // depth, "You shared out the units of one layer. But the "
         "weights from units to units grow with the square of their number: "
         "more fits."),
        (models.most_units(all_read_features, budget), _ALL_READ_FEATURES),
        (models.stack_parameters(right, depth, features, outputs), "That is "
         "the number of parameters. How many units has a layer?"),
    ], otherwise)


def peephole_weights(inputs: int, units: int, depth: int, outputs: int, *,
                     directions: int = 2, peepholes: int = 3, biases: int = 4,
                     above: int | None = None,
                     head: int | None = None) -> int:
    """Count the weights of such a network, or what a slip makes of it.

    `above` and `head` are the numbers that the layers above the first and the
    output layer read: all directions, if not given.
    """
    both = directions * units
    above, head = above or both, head or both
    total = (head + 1) * outputs
    for reads in (inputs, *[above] * (depth - 1)):
        each_unit = 4 * (reads + units) + biases + peepholes
        total += directions * units * each_unit
    return total


def _counted(right: int, slips: Slips, advice: str) -> Question:
    """Add the slip of being off by one, where no other slip explains it."""
    near = {right - 1, right + 1} - {wrong for wrong, _ in slips}
    off_by_one = "You are off by one: go through the sum once more."
    slips = [*slips, *each(near, off_by_one)]
    return Question(right, slips, f"{NO_SLIP} {advice}")
