"""What is done to copies of lesson 02, and what must notice it.

`AS_SAVED` is noticed by a promise on the file. `RUN` is what no look at the
file can tell, because the cells were sealed again after the damage: there the
replay must notice it.
"""

from tests import damages as do
from tests.damages import Damage

PREDICT, NUMBERS = r"answers = every_step\.predict", r"^print\(answers\)"
IS_IT = r"^np\.array_equal\(answers\[:, -1\], answer\)"
WIDE, COPY = r"wide\(box\)", r"every_step\.set_weights"
SWITCH = r"(every_step\.add\(keras\.layers\.LSTM\(units), return_seq\w+=True"
PIP = "!pip install numpy"

# Damage, what is done, the promise that is broken.
AS_SAVED: list[tuple[str, Damage, str]] = [
    (
        "wrong shape in prose",
        do.swap(r"`\(1, 3, 1\)`", "`(1, 4, 1)`", "markdown"),
        "prints_every_shape",
    ),
    (
        "wrong parameter count in prose",
        do.swap("twelve parameters", "fourteen parameters", "markdown"),
        "prints_every_parameter_count",
    ),
    (
        "wrong number in prose",
        do.write("^## What we learned", "Its loss was 0.1257."),
        "prints_every_number",
    ),
    (
        "claim that nothing shows",
        do.write("^## Who wants", "\n\nA head is always better than none."),
        "shows_what_it_claims",
    ),
    (
        "claim that points to a lost cell",
        do.write("^## Who wants", "<!-- shown gone-away: True -->"),
        "points_to_its_evidence",
    ),
    ("stale output", do.swap(r"LSTM\(5", "LSTM(6"), "is_sealed"),
    (
        "digit changed by hand",
        do.print_other(NUMBERS, r"\d\]", "9]"),
        "is_sealed",
    ),
    ("output removed", do.no_output(IS_IT), "is_sealed"),
    ("figure swapped", do.mirrored_figure, "is_sealed"),
    (
        "alternative of a figure dropped",
        do.no_alternative,
        "describes_its_figures",
    ),
    (
        "words under a figure dropped",
        do.no_caption,
        "says_what_its_figures_show",
    ),
    ("solution leaked", do.solved, "leaks_no_solution"),
    ("seed removed", do.swap(r"seed=\d+", ""), "starts_with_a_seed"),
    (
        "cells out of order",
        do.exchange(PREDICT, COPY),
        "is_executed_in_order",
    ),
    (
        "warning left in",
        do.print_also(IS_IT, "UserWarning: old\n", "stderr"),
        "prints_no_errors",
    ),
    (
        "path of a machine left in",
        do.print_also(IS_IT, "/home/ada/lesson.py\n"),
        "prints_the_same_everywhere",
    ),
    (
        "progress bar left in",
        do.print_also(PREDICT, "1/1 ━━━━━━ 0s 12ms/step\n"),
        "prints_the_same_everywhere",
    ),
    (
        "broken link",
        do.write("^## Where people trip", "[Data](../data/lost.csv)"),
        "has_no_broken_links",
    ),
    (
        "link to the next lesson lost",
        do.swap(r"\(03_\w+\.ipynb\)", "()", "markdown"),
        "links_to_the_next",
    ),
    (
        "link to the lesson before lost",
        do.swap(r"\(01_\w+\.ipynb\)", "()", "markdown"),
        "links_to_what_it_needs",
    ),
    ("shell command", do.write(IS_IT, PIP, "code"), "is_plain_python"),
    (
        "download",
        do.write(IS_IT, "keras.utils.get_file('x')", "code"),
        "asks_no_network",
    ),
    ("wide line", do.write(IS_IT, "#" * 80, "code"), "has_short_cells"),
    (
        "heading level skipped",
        do.swap("^## Who wants", "#### Who wants", "markdown"),
        "skips_no_heading_level",
    ),
    (
        "outcome not repeated",
        do.swap(r"(?s)(## What we learned\n).*", r"\1\n- Apples.", "markdown"),
        "repeats_its_outcomes",
    ),
    (
        "cell taken out of the replay",
        do.tag(NUMBERS, "nbval-skip"),
        "is_replayed_throughout",
    ),
    ("parameters untagged", do.no_parameters, "has_parameters"),
    ("two cells with one id", do.twin_ids, "is_valid"),
    ("kernel of one machine", do.other_kernel, "runs_anywhere"),
]

# Copy, damages to it, and the cells where the replay must notice them.
RUN: dict[str, tuple[list[Damage], list[str]]] = {
    "02_return_sequences_removed": ([do.swap(SWITCH, r"\1")], [PREDICT]),
    "02_other_seed": ([do.swap(r"seed=\d+", "seed=8")], [NUMBERS]),
    "02_same_weights_removed": ([do.swap(COPY + ".*", "pass")], [NUMBERS]),
    "02_cells_out_of_order": ([do.exchange(COPY, PREDICT)], [NUMBERS]),
    "02_digit_shape_figure_output": (
        [
            do.print_other(NUMBERS, r"0\.0\d", "0.10"),
            do.print_other(WIDE, r"\(4, 6, 5\)", "(4, 5, 6)"),
            do.mirrored_figure,
            do.no_output(IS_IT),
        ],
        [NUMBERS, WIDE, r"^show\(", IS_IT],
    ),
}
