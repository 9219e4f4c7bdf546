"""What describes a bad notebook."""

from dataclasses import dataclass

from tests.breaches.changes import Change


@dataclass(frozen=True)
class Row:
    """One bad notebook.

    Attributes
    ----------
    promise
        Name of the function that must reject it.
    what
        What is wrong, for the name of the file.
    change
        Makes it of good.ipynb.
    says
        What the message must say.
    also
        Other promises that cannot but break with it.
    """

    promise: str
    what: str
    change: Change
    says: str
    also: tuple[str, ...] = ()
