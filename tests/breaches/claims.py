"""Breaches: the text claims what no cell shows."""

from tests.breaches import changes as do
from tests.breaches.row import Row

COUNT = "code cell 4 `4 * units * 3, 12`"
ABOUT = "text cell at place 4 `## Shapes and counts`"
TWELVE = "text cell at place 7 `Twelve parameters, exactly, in both ways.`"

ROWS = [
    Row(
        "prints_every_shape",
        "wrong-shape",
        do.swap("about", "(1, 3, 1)", "(1, 3, 8)"),
        f"{ABOUT}: no cell prints or asserts the shape (1, 3, 8)",
    ),
    Row(
        "prints_every_shape",
        "shape-with-none",
        do.add("about", "Keras writes `(None, 3, 1)`."),
        "the shape (None, 3, 1)",
    ),
    Row(
        "prints_every_parameter_count",
        "wrong-word",
        do.swap("twelve", "Twelve parameters", "Fourteen parameters"),
        "asserts 14, but the text says 'Fourteen parameters'",
    ),
    Row(
        "prints_every_parameter_count",
        "wrong-digits",
        do.add("about", "A layer of 5 units has 34 parameters."),
        f"{ABOUT}: no cell prints or asserts 34",
    ),
    Row(
        "prints_every_number",
        "wrong-decimals",
        do.swap("about", "0.5", "0.7"),
        f"{ABOUT}: no cell holds the number 0.7",
    ),
    Row(
        "prints_every_number",
        "with-a-comma",
        do.add("about", "There were 1,749 of them."),
        "write <!-- number 1,749: reason -->",
    ),
    Row(
        "prints_every_number",
        "needless-comment",
        do.swap("twelve", "since 1997", "for years"),
        f"{TWELVE}: it has no number 1997: take the comment out",
    ),
    Row(
        "shows_what_it_claims",
        "claim-without-comment",
        do.swap("twelve", "<!-- shown count: (12, 12) -->", ""),
        'which cell shows "Twelve parameters, exactly, in both ways.": '
        "write <!-- shown count: EVIDENCE -->",
    ),
    Row(
        "shows_what_it_claims",
        "second-claim",
        do.add("twelve", "\nFour gates are better than two."),
        "(1 of 2 are there)",
    ),
    Row(
        "points_to_its_evidence",
        "no-such-cell",
        do.swap("twelve", "shown count", "shown cuont"),
        "no code cell has the id 'cuont'",
    ),
    Row(
        "points_to_its_evidence",
        "other-evidence",
        do.swap("twelve", "(12, 12)", "(12, 13)"),
        f"{COUNT} neither prints nor asserts '(12, 13)'",
    ),
    Row(
        "points_to_its_evidence",
        "part-of-a-number",
        do.swap("twelve", "count: (12, 12)", "count: 2"),
        "neither prints nor asserts '2'",
    ),
    Row(
        "points_to_its_evidence",
        "misspelt-comment",
        do.add("about", "<!-- show count: 12 -->"),
        "<!-- show count: 12 --> is none of the comments",
    ),
]
