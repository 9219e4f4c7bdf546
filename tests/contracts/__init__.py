"""What every lesson promises: the functions that check it.

Each takes a `Lesson` and yields the breaches: sentences that name the cell,
what is wrong and what to do. Its docstring says the promise, and
`tests.bad_notebooks` has notebooks that break it.
"""

from collections.abc import Callable, Iterable

from tests.contracts import (
    claims,
    code,
    directions,
    exercises,
    links,
    orders,
    outputs,
    predictions,
    sections,
)
from tests.contracts.lesson import Lesson

Promise = Callable[[Lesson], Iterable[str]]

# What these say means nothing before `make outputs` has written the lesson:
# until then the tests say only that. All others read what an author writes.
READ_OUTPUTS: list[Promise] = [
    # The text claims nothing that the lesson does not show.
    claims.prints_every_shape,
    claims.prints_every_parameter_count,
    claims.prints_every_number,
    claims.points_to_its_evidence,
    directions.compares_as_it_says,
    orders.stands_as_it_says,
    # What one may predict is right or wrong by what is printed.
    predictions.shows_what_is_right,
    predictions.explains_in_its_numbers,
    predictions.answers_in_its_words,
    # A reader who does not see the pictures misses nothing.
    outputs.describes_its_figures,
    outputs.says_what_its_figures_show,
    outputs.gives_the_numbers_of_its_plots,
    # The outputs are clean, and those of this code.
    outputs.is_executed_in_order,
    outputs.is_sealed,
    outputs.prints_no_errors,
    outputs.prints_the_same_everywhere,
    outputs.runs_no_other_script,
    exercises.leaks_no_solution,
    outputs.runs_anywhere,
    outputs.is_small,
]

PROMISES: list[Promise] = [
    *READ_OUTPUTS,
    claims.shows_what_it_claims,
    directions.marks_its_directions,
    # A reader knows where the lesson leads, and what comes next.
    sections.announces_itself,
    sections.ends_with_a_recap,
    sections.repeats_its_outcomes,
    links.links_to_what_it_needs,
    links.links_to_the_next,
    sections.is_written,
    sections.has_one_title,
    sections.skips_no_heading_level,
    links.has_no_broken_links,
    links.calls_lessons_by_their_numbers,
    links.names_lessons_for_what_they_hold,
    # The code is short, plain, and does the same for everybody.
    code.starts_with_a_seed,
    code.has_parameters,
    code.has_short_cells,
    code.is_plain_python,
    code.asks_no_network,
    outputs.is_replayed_throughout,
    predictions.offers_choices,
    # The exercises are the learner's.
    exercises.has_two_to_four_exercises,
    exercises.has_complete_exercises,
    outputs.is_valid,
]


def breaches(lesson: Lesson) -> dict[str, list[str]]:
    """Return what is wrong with a lesson: name of the promise -> sentences.

    Promises that are kept are left out.
    """
    found = {
        promise.__name__: [
            f"{lesson.path.name}, {line}" for line in promise(lesson)
        ]
        for promise in PROMISES
    }
    return {name: lines for name, lines in found.items() if lines}
