"""English words and their sounds, from the CMU Pronouncing Dictionary."""

from helpers.datasets.files import read_shipped


def load_words() -> dict[str, tuple[str, ...]]:
    """Read 117,493 English words and how each of them sounds.

    Returns
    -------
    dictionary
        Spelling, in small letters a to z -> sounds, such as
        ``"banana": ("B", "AH0", "N", "AE1", "N", "AH0")``. A sound with a
        digit is a vowel: 1 for the main stress, 2 for a side stress, 0 for
        none.

    Raises
    ------
    FileNotFoundError
        The file is not there.
    ValueError
        The file is not the one that was shipped.
    """
    lines = read_shipped("data/words.txt").decode("ascii").splitlines()
    # A word and its sounds, a blank between any two of them.
    pairs = (line.split(" ", 1) for line in lines)
    return {word: tuple(sounds.split(" ")) for word, sounds in pairs}
