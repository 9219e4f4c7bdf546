"""Compare the shape of the input with the one that the model declares."""

Shape = tuple[int | None, ...]


def input_finding(x: Shape, y: Shape, declared: Shape) -> str | None:
    """Say what is wrong with the shape of x, or nothing.

    Parameters
    ----------
    x, y
        Shapes of input and targets, samples first.
    declared
        Shape of the model's Input, with None where any size will do.
    """
    if _is_transposed(x, y, declared):
        both = "x and y have" if x[0] == y[0] else f"x of shape {x} has"
        swap = "np.swapaxes(x, 0, 1)"
        if x[0] == y[0]:
            swap += " and np.swapaxes(y, 0, 1)"
        return (
            f"{both} the time steps first and the samples second: give {swap}."
        )
    wanted = ", ".join("any" if n is None else str(n) for n in declared)
    says = f"x has shape {x}, but the model's Input declares ({wanted})"
    if len(x) != len(declared):
        return f"{says}: give {_other_rank(x, declared)}."
    sizes = x[1:]
    if _fits(sizes, declared[1:]):
        return None
    if len(x) == 3 and _fits(sizes[::-1], declared[1:]):
        return (
            f"{says}, so time steps and features are swapped: give "
            "np.swapaxes(x, 1, 2)."
        )
    if len(x) == 3 and x[2] == declared[2]:
        return (
            f"x has {x[1]} time steps, but the model's Input declares "
            f"{declared[1]}: cut x to that length, or declare "
            f"Input((None, {x[2]})) for sequences of any length."
        )
    return f"{says}: change one of the two."


def as_keras_takes_it(x: Shape, declared: Shape) -> Shape | None:
    """Return the shape that Keras turns `x` into, or None if it refuses.

    It adds or drops a last axis of one without a word.
    """
    if len(x) == len(declared) - 1 and declared[-1] == 1:
        x = (*x, 1)
    elif len(x) == len(declared) + 1 and x[-1] == 1:
        x = x[:-1]
    same = len(x) == len(declared) and _fits(x[1:], declared[1:])
    return x if same else None


def is_swapped(shape: Shape, other: Shape) -> bool:
    """Say whether the first two axes of `shape` are those of `other`, turned.

    Two equal sizes tell nothing.
    """
    if min(len(shape), len(other)) < 2 or shape[0] == shape[1]:
        return False
    return shape[:2] == other[1::-1]


def _is_transposed(x: Shape, y: Shape, declared: Shape) -> bool:
    if len(x) < 2 or x[0] == x[1]:
        return False
    if x[0] != y[0]:
        return x[1] == y[0] and x[1] != declared[1]
    # Both turned: only the declared number of steps can tell.
    return len(x) > 2 and x[:2] == y[:2] and x[0] == declared[1]


def _fits(sizes: Shape, declared: Shape) -> bool:
    return all(
        want in (None, size)
        for size, want in zip(sizes, declared, strict=True)
    )


def _other_rank(x: Shape, declared: Shape) -> str:
    taken = as_keras_takes_it(x, declared)
    if taken is None:
        return "it that shape"
    return "x[..., np.newaxis]" if len(taken) > len(x) else "x[..., 0]"
