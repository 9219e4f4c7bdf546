"""Exercises that ask for a shape, or which layer hands over a wrong one."""

import operator
from collections.abc import Callable, Sequence
from itertools import permutations

from helpers.checks import readers
from helpers.checks.engine import NO_SLIP, Question, Slips, check, each

# The slips of a question stand like a table.
# fmt: off

Shape = tuple[int, ...]

_TIME_FIRST = ("Samples and time steps have changed places: they come out in "
    "the order in which they went in.")
_UNITS_FIRST = ("Time steps and units have changed places: the units come out "
    "where the features went in.")
_NO_UNITS = ("The axis of the units is missing: at each step there is one "
    "number for every unit.")
_OWN_ANSWER = ("The axis that counts the sequences is missing: each of them "
    "gets its own answer.")
_FOUR_SUMS = ("You counted the four sums inside a unit. It hands over only "
    "one number.")
_TWO_TURNED = "Your two axes have changed places: sequences come first."


@check(readers.shape)
def input_shape(values: int, moments: int, sequences: int) -> Question:
    """What shape has data as an LSTM reads it?"""
    # Named after no axis: the call stands right beneath the question.
    s, t, f = sequences, moments, values
    slips: Slips = [
        ((t, s, f), "Samples and time steps have changed places: how many "
         "sequences there are comes first."),
        ((s, f, t), "Time steps and features have changed places: the moments "
         "come before the numbers at each moment."),
        ((f, t, s), "Your sizes stand in reversed order: begin with the "
         "number of sequences, and go inwards from there."),
        ((s, t), "The last axis is missing: how many numbers are there at "
         "each moment? Even a single one has its axis."),
        ((t, f), "That is the shape of one sequence: the axis that counts the "
         "sequences is missing."),
        ((s, f), "The time axis is missing: how many moments has a sequence?"),
        ((s * t * f,), "You multiplied the sizes. That counts all the "
         "numbers; a shape keeps the sizes apart."),
        ((s, t * f), "You made one axis of time steps and features: each has "
         "its own."),
        ((s * t, f), "You made one axis of samples and time steps: each has "
         "its own."),
    ]
    other = set(permutations((s, t, f))) - {wrong for wrong, _ in slips}
    slips += each(other, "These are the right sizes in another order: ask "
        "which of them counts whole sequences, and begin with it.")
    return _of_shape((s, t, f), ("samples", "time steps", "features"), slips)


@check(readers.shape)
def output_shape(samples: int, time_steps: int, features: int, units: int,
                 return_sequences: bool) -> Question:
    """What shape does an LSTM layer hand over?"""
    s, t, f, u = samples, time_steps, features, units
    reads = ("That is the shape of what goes in. What comes out has a number "
        "for each unit.")
    single = "That is right for a single sequence: how many go in?"
    one = "Not one number comes out, but one for every unit."
    flat = ("You multiplied time steps and units into one axis; a layer never "
        "does.")
    if return_sequences:
        return _of_shape((s, t, u), ("samples", "time steps", "units"), [
            ((s, u), "The time axis is missing. With return_sequences a layer "
             "hands over its answer at every step."),
            ((s, 1, u), "Your time axis has one step. With return_sequences a "
             "layer hands over every step, not only the last."),
            ((s, t, f), reads),
            ((s, t, t), "Your last axis counts time steps once more: which "
             "axis stands there instead?"),
            ((s, f, u), "Your middle axis counts features. The layer uses "
             "them up: what stays in the middle?"),
            ((s, u, t), _UNITS_FIRST),
            ((t, s, u), _TIME_FIRST),
            ((t, u), _OWN_ANSWER),
            ((s, t), _NO_UNITS),
            ((s, t, 1), one),
            ((1, t, u), single),
            ((s, t, 4 * u), _FOUR_SUMS),
            ((s, t * u), flat),
        ])
    return _of_shape((s, u), ("samples", "units"), [
        ((s, t, u), "You kept the time axis. By default a layer hands over "
         "only its opinion after the last step."),
        ((s, 1, u), "You kept a time axis of one step. By default the axis "
         "itself is gone."),
        ((s, t, f), reads),
        ((s, f), "Your last axis counts features. The layer uses them up: "
         "what takes their place?"),
        ((s, t), "Your last axis counts time steps. By default they are gone: "
         "which axis stands there instead?"),
        ((t, u), "Your first axis counts time steps: how many sequences are "
         "there?"),
        ((u,), _OWN_ANSWER),
        ((s,), "Each sequence gets a whole row of numbers: the axis for these "
         "is missing."),
        ((u, s), _TWO_TURNED),
        ((s, 1), one),
        ((1, u), single),
        ((s, 4 * u), _FOUR_SUMS),
        ((s, t * u), flat),
    ])


@check(readers.shape)
def layer_shape(layer: int, depth: int, samples: int, time_steps: int,
                features: int, units: int) -> Question:
    """What shape leaves a layer of a stack that answers once a sequence?"""
    s, t, f, u = samples, time_steps, features, units
    reads = ("The first layer reads the features of the data. What does this "
        "layer read, and what does it hand on?")
    if layer == 1:
        reads = ("The features are what this layer reads. What does it hand "
            "on instead?")
    no_samples = ("The axis that counts the sequences is missing: each of "
        "them goes through the stack on its own.")
    added_up = "Units are not added up over the layers."
    if layer < depth:
        return _of_shape((s, t, u), ("samples", "time steps", "units"), [
            *each([(s, t, f), (s, f)], reads),
            ((s, u), "The next layer is an LSTM. What does it need to read?"),
            ((s, 1, u), "Your time axis has one step. The next layer is an "
             "LSTM: is one step a sequence?"),
            ((s, f, u), "Your middle axis counts features. Only the first "
             "layer reads them: what stands in the middle, all the way up?"),
            ((t, s, u), _TIME_FIRST),
            ((s, u, t), _UNITS_FIRST),
            ((t, u), no_samples),
            ((s, t), _NO_UNITS),
            *each([(s, t, layer * u), (s, t, depth * u)], added_up),
            ((s, t, 4 * u), _FOUR_SUMS),
        ])
    return _of_shape((s, u), ("samples", "units"), [
        *each([(s, t, f), (s, f)], reads),
        ((s, t, u), "You kept the time axis. The head above this layer gives "
         "one answer a sequence: what does it need to read?"),
        ((s, 1, u), "You kept a time axis of one step. On top of the stack "
         "the axis itself is gone."),
        ((s, t), "Your last axis counts time steps. The head does not read "
         "them: which axis stands there instead?"),
        ((u, s), _TWO_TURNED),
        ((u,), no_samples),
        ((s,), "Each sequence leaves this layer as a whole row of numbers: "
         "the axis for these is missing."),
        ((s, 1), "The head makes one number of it; this layer hands on more."),
        ((s, layer * u), added_up),
        ((s, 4 * u), _FOUR_SUMS),
    ])


@check(readers.shape)
def head_shape(samples: int, time_steps: int, outputs: int,
               per_step: bool) -> Question:
    """What shape does a Dense head hand over, at each step or once?"""
    s, t, o = samples, time_steps, outputs
    one = "Your last axis has one number. How many outputs has the head?"
    places = "Two axes have changed places: samples, time steps, outputs."
    flat = ("You multiplied time steps and outputs into one axis; a Dense "
        "layer never does.")
    if per_step:
        return _of_shape((s, t, o), ("samples", "time steps", "outputs"), [
            ((s, o), "That is one answer a sequence. This head answers at "
             "every time step."),
            ((s, t), "The last axis is missing: what does the head answer at "
             "one step?"),
            ((s, t, 1), one),
            *each([(s, o, t), (t, s, o)], places),
            ((t, o), _OWN_ANSWER),
            ((s, t * o), flat),
            ((s * t, o), "You multiplied samples and time steps into one "
             "axis; a Dense layer never does."),
        ])
    return _of_shape((s, o), ("samples", "outputs"), [
        ((s, t, o), "That is an answer at every time step. This head answers "
         "once a sequence."),
        ((s, t), "Your last axis counts time steps. They are gone: what "
         "stands there instead?"),
        ((s, 1), one),
        ((o, s), places),
        ((o,), _OWN_ANSWER),
        ((s, t * o), flat),
    ])


@check(readers.shapes)
def state_shapes(samples: int, time_steps: int, features: int, units: int,
                 return_sequences: bool) -> Question:
    """What shapes have output, h and c, in this order?"""
    s, t, f, u = samples, time_steps, features, units
    last, every = (s, u), (s, t, u)
    output = every if return_sequences else last
    slips: Slips = [
        ((output,), "That is the output alone. With return_state the layer "
         "hands over its two states as well."),
        ((output, last), "One state is missing: h and c are two arrays, each "
         "with a shape."),
        ((output, every, every), "You gave h and c a time axis. They are what "
         "the layer remembers at the end, after the last step."),
        ((output, (s, f), (s, f)), "You gave h and c an axis of features. "
         "Each unit keeps its own h and c: which axis counts these?"),
        ((output, (s, t), (s, t)), "You gave h and c an axis of time steps. "
         "They are as they stand after the last one: what else is counted?"),
        ((output, (u,), (u,)), "In h and c the axis of the samples is "
         "missing: each sequence has its own memory."),
        ((output, (s,), (s,)), "In h and c the axis of the units is missing: "
         "each unit has its own."),
        ((output, (2, s, u)), "Keras hands h and c over as two arrays, not "
         "stacked into one."),
    ]
    if return_sequences:
        slips += [
            *each([(last, every, last), (last, last, every)], "The output "
             "stands first, before h and c: look at the order."),
            ((last, last, last), "return_sequences is on: look again at the "
             "first of the three, the output."),
        ]
    else:
        slips += [((every, last, last), "return_sequences is off: look again "
                   "at the first of the three, the output.")]
    right = (output, last, last)
    return Question(right, slips, lambda given: _which_shape(given, right))


@check(readers.shape)
def nested_shape(outer: int, middle: int, inner: int, features: int,
                 units: int) -> Question:
    """What shape has TimeDistributed(LSTM) of data with four axes?"""
    o, m, i, f, u = outer, middle, inner, features, units
    return _of_shape((o, m, u), ("samples", "outer steps", "units"), [
        ((o, m, i, u), "You kept the inner steps: the LSTM reads them, and "
         "hands over its last opinion only."),
        ((o, u), "You lost the outer steps: each of them is a sequence of its "
         "own, and gets a row."),
        ((o, i, u), "The wrong steps stayed: those inside are read by the "
         "LSTM, those outside stay."),
        ((o * m, u), "Those are the rows, in one long list: the two outer "
         "axes stay apart."),
        ((m, u), _OWN_ANSWER),
        ((o, m, f), "That is what one inner step holds. The features are used "
         "up: what takes their place?"),
        ((o, m, i, f), "That is the shape of what goes in."),
        ((o, m), _NO_UNITS),
        ((m, o, u), "The first two axes have changed places: they come out in "
         "the order in which they went in."),
        ((o, u, m), _UNITS_FIRST),
        ((o, m, 4 * u), _FOUR_SUMS),
    ])


@check(readers.number)
def layer_to_change(complains: int, units: Sequence[int]) -> Question:
    """Which layer must change, if this one complains of two axes?

    Counted from the input up, the Input being 0; the units tempt.
    """
    depth = len(units)
    return Question(complains - 1, [
        (complains, "That is the layer that complains: it only tells what it "
         "received. Who handed that over?"),
        *each(range(complains + 1, depth + 1), "That layer was never asked: "
         "Keras stopped before it came to it, at the layer that the message "
         "names."),
        *each(range(complains - 1), "What stands there did its part: the "
         "layer above it was added without a complaint. The layer to change "
         "stands nearer to the one that complains."),
        *each([size for size in units if size > depth], "That is a number of "
         "units. Which layer stands right below the one that complains? Count "
         "from the input up."),
    ], f"{NO_SLIP} There is no such layer: count from the input up, beginning "
       "with one.")


def _of_shape(right: Shape, axes: Sequence[str], slips: Slips) -> Question:
    return Question(right, slips, which_axis(right, axes))


def which_axis(right: Shape, axes: Sequence[str]) -> Callable[[Shape], str]:
    """Return what tells of a wrong shape which of the `axes` is off."""

    def hint(given: Shape) -> str:
        if len(given) != len(right):
            word = "few" if len(given) < len(right) else "many"
            return (f"Your shape has too {word} axes. Ask of each what it "
                "counts.")
        sizes = zip(axes, given, right, strict=True)
        differ = [name for name, size, wanted in sizes if size != wanted]
        if len(differ) == 1:
            return ("All but one is right: look again at the size of the "
                f"{differ[0]} axis.")
        return (f"{NO_SLIP} Go through the axes one by one: what does each of "
            "them count?")

    return hint


def _which_shape(given: tuple[Shape, ...], right: tuple[Shape, ...]) -> str:
    if len(given) != len(right):
        word = "few" if len(given) < len(right) else "many"
        return (f"There are too {word} shapes: count the arrays that come "
            "back with return_state.")
    output, h, c = map(operator.eq, given, right)
    if h and c:
        return "h and c are right. The first shape, of the output, is not."
    if output and not (h or c):
        return "The output is right. The shapes of h and c are not."
    if output:
        which = "h" if c else "c"
        return f"All but one is right: look again at the shape of {which}."
    return f"{NO_SLIP} Begin with the output, as if there were no states."
