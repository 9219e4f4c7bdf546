"""Exercises on what layers keep between two calls, and hand to others."""

from helpers.checks import readers
from helpers.checks.engine import NO_SLIP, Question, Slips, check, each
from helpers.checks.readers import whole

# The slips of a question stand like a table.
# fmt: off

_BOTH = "A unit keeps two numbers: one that it says, and one in mind."


@check(whole("Numbers are counted: give a whole one, not below zero.",
             least=0))
def numbers_kept(layers: int, units: int, batch: int, steps: int,
                 features: int) -> Question:
    """How many numbers does a stateful stack keep? Steps, features tempt."""
    right = 2 * layers * units * batch
    above = 4 * units * (2 * units + 1) * (layers - 1)
    weights = 4 * units * (units + features + 1) + above
    return Question(right, [
        (right // 2, _BOTH),
        (right // batch, "That is for a single sequence: each one of the "
         "batch has its own."),
        (right // layers, "That is one layer: each layer of the stack keeps "
         "its own."),
        (right // units, "You counted one unit a layer: each unit keeps its "
         "own."),
        (right * steps, "You counted every time step: only what is there "
         "after the last one is kept."),
        (right // 2 * steps, f"{_BOTH} And only what is there after the last "
         "time step is kept."),
        (right * features, "The features are only read: they have no part in "
         "what is kept."),
        (right * 2, "You counted the four sums of a unit: they are made anew "
         "at each step, and not kept."),
        (weights, "Those are the parameters. They are trained, and do not "
         "count as kept from a call."),
        (batch * steps * features, "That is what goes in. What is kept has a "
         "number for each unit."),
    ], f"{NO_SLIP} Ask of one unit first, then of one layer, then of the "
       "stack, then of the whole batch.")


@check(whole("Sequences are counted: give a whole number, not below zero.",
             least=0))
def usable_samples(samples: int, batch: int) -> Question:
    """How many samples fill whole batches?"""
    full, left = divmod(samples, batch)
    slips: Slips = [
        (samples, "The last batch would not be full: some are left over."),
        (full, "That is how many batches are full. How many sequences do "
         "they hold?"),
        (full + 1, "That is the number of batches with the last one, which "
         "is not full. Sequences are asked for."),
        (left, "Those are the ones that are left over."),
        (batch - left, "So many are missing in the last batch."),
        ((full + 1) * batch, "So many sequences are not there: leave the last "
         "batch out, as it is not full."),
    ]
    fewer = set(range(0, full * batch, batch)) - {wrong for wrong, _ in slips}
    slips += each(fewer, "That fills whole batches, but it is not the largest "
        "number that does.")
    return Question(full * batch, slips, "The last batch would not be full "
        "with these, or there are not so many sequences.")


@check(readers.integers)
def order_of_pieces(sequences: int, parts: int) -> Question:
    """In which order do the pieces go into batches with a row a sequence?"""
    n = sequences * parts
    right = [s * parts + p for p in range(parts) for s in range(sequences)]
    apart = [right[k:k + sequences] for k in range(0, n, sequences)]

    def goes_on(given: list[int]) -> bool:
        rows = [given[row::sequences] for row in range(sequences)]
        starts = [s * parts for s in range(sequences)]
        return sorted(row[0] for row in rows) == starts and all(
            row == [*range(row[0], row[0] + parts)] for row in rows)

    def otherwise(given: list[int]) -> str:
        if sorted(given) != [*range(n)]:
            return ("Each piece belongs into the list once, by its number, "
                "counted from zero.")
        if sorted(given[:sequences]) == sorted(right[:sequences]):
            return ("The first batch holds the right pieces. Look at one row "
                "at a time: it has to read one sequence, piece by piece.")
        return ("The first batch has to hold a piece of each sequence: the "
            "one with which it begins.")

    return Question(right, [
        ([*range(n)], "That is how they come: the first batch would read "
         "several pieces of one sequence in different rows."),
        ([piece + 1 for piece in right], "The order is right, but you counted "
         "from one."),
        ([*range(1, n + 1)], "That is how they come, counted from one. And "
         "which pieces are in the first batch?"),
        (right[:sequences], "That is the first batch. The others follow it."),
        ([p for group in apart[::-1] for p in group], "The last pieces come "
         "first: time would run backwards."),
        ([p for s in range(sequences) for p in range(s, n, sequences)],
         "You went through the list in strides of the batch; a stride has to "
         "be as long as a sequence has pieces."),
    ], otherwise, accepts=lambda given: len(given) == n and goes_on(given))


@check(whole("Arrays are counted: give a whole number above zero.", least=1))
def state_arrays(layers: int, both_ways: bool) -> Question:
    """How many arrays of states hand the layers of an encoder over?"""
    ways = 2 if both_ways else 1
    right = 2 * ways * layers
    slips = [
        (right // layers, "That is one layer: each one hands over its own."),
        (right + layers, "You counted the outputs, too. A state is what a "
         "decoder begins with."),
        (layers, "You counted one for each layer. A layer keeps more than one "
         "array."),
    ]
    if both_ways:
        slips = [
            (2 * layers, "You counted one direction, or one state of each: a "
             "layer that reads both ways holds two LSTM layers, and each of "
             "them has two states."),
            (2 * ways + 1, "Those are the arrays that one layer hands over, "
             "with its output."),
            *slips,
        ]
    return Question(right, slips, f"{NO_SLIP} Ask of one direction of one "
        "layer first.")
