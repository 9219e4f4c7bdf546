"""What every lesson promises: a sentence, and the function that checks it.

A function takes a `Lesson` and gives the breaches: sentences that name the
cell, what is wrong and what to do. For each promise there is a notebook in
tests/bad_notebooks/ that breaks it.
"""

from collections.abc import Callable, Iterable

from tests.contracts.claims import (
    points_to_its_evidence,
    shows_what_it_claims,
)
from tests.contracts.code import (
    asks_no_network,
    has_parameters,
    has_short_cells,
    is_plain_python,
    starts_with_a_seed,
)
from tests.contracts.counts import (
    prints_every_number,
    prints_every_parameter_count,
    prints_every_shape,
)
from tests.contracts.exercises import (
    has_complete_exercises,
    has_two_to_four_exercises,
    leaks_no_solution,
)
from tests.contracts.form import (
    is_executed_in_order,
    is_replayed_throughout,
    is_sealed,
    is_small,
    is_valid,
    runs_anywhere,
)
from tests.contracts.lesson import Lesson
from tests.contracts.links import (
    has_no_broken_links,
    links_to_the_next,
    links_to_what_it_needs,
)
from tests.contracts.outputs import (
    describes_its_figures,
    prints_no_errors,
    prints_the_same_everywhere,
    runs_no_other_script,
    says_what_its_figures_show,
)
from tests.contracts.sections import (
    announces_itself,
    ends_with_a_recap,
    has_one_title,
    is_written,
    repeats_its_outcomes,
    skips_no_heading_level,
)

Promise = Callable[[Lesson], Iterable[str]]

# What these say means nothing before `make outputs` has written the lesson:
# until then the tests say only that. All others read what an author writes.
READ_OUTPUTS: set[Promise] = {
    *[prints_every_shape, prints_every_parameter_count, prints_every_number],
    *[points_to_its_evidence, describes_its_figures],
    *[says_what_its_figures_show, is_executed_in_order, is_sealed],
    *[prints_no_errors, prints_the_same_everywhere, runs_no_other_script],
    *[leaks_no_solution, runs_anywhere, is_small],
}

PROMISES: dict[str, Promise] = {
    # The text claims nothing that the lesson does not show.
    "Every shape in the text is printed or asserted": prints_every_shape,
    "Every 'N parameters' is, too": prints_every_parameter_count,
    "Every other number stands in a cell": prints_every_number,
    "Every 'equal', 'better', 'at most' has a cell": shows_what_it_claims,
    "That cell exists, and shows it": points_to_its_evidence,
    # A reader knows where the lesson leads, and what comes next.
    "It begins with title, outcomes, needs and time": announces_itself,
    "It ends with recap, questions and what is next": ends_with_a_recap,
    "The recap repeats the outcomes": repeats_its_outcomes,
    "It links to the lessons that it needs": links_to_what_it_needs,
    "It links to the lesson that follows": links_to_the_next,
    "Nothing of a new lesson is left to write": is_written,
    "There is one title": has_one_title,
    "Headings do not skip levels": skips_no_heading_level,
    "Links lead somewhere": has_no_broken_links,
    # A reader who does not see the pictures misses nothing.
    "Every picture has an alternative, a sentence": describes_its_figures,
    "The words under a picture say the same": says_what_its_figures_show,
    # The code is short, plain, and does the same for everybody.
    "The first code cell sets the seed": starts_with_a_seed,
    "One cell holds the parameters": has_parameters,
    "Code cells are short and narrow": has_short_cells,
    "Code is plain Python: no magic, no early end": is_plain_python,
    "No cell asks the network": asks_no_network,
    # The outputs are clean, and those of this code.
    "Cells ran once each, from the top": is_executed_in_order,
    "Nobody changed a cell after its run": is_sealed,
    "No tag takes a cell out of the replay": is_replayed_throughout,
    "No error, nothing on the error stream": prints_no_errors,
    "No path, address, time or progress bar": prints_the_same_everywhere,
    "No script but that of the cell to play with": runs_no_other_script,
    # The exercises are the learner's.
    "There are two to four exercises": has_two_to_four_exercises,
    "They are numbered and complete": has_complete_exercises,
    "No solution is given away": leaks_no_solution,
    # The file is one that every Jupyter opens.
    "It is a valid notebook, with unique cell ids": is_valid,
    "Its kernel is python3": runs_anywhere,
    "It has 300 kB at most": is_small,
}


def breaches(lesson: Lesson) -> dict[str, list[str]]:
    """Return what is wrong with a lesson: name of the promise -> sentences.

    Promises that are kept are left out.
    """
    found = {
        promise.__name__: [
            f"{lesson.path.name}, {line}" for line in promise(lesson)
        ]
        for promise in PROMISES.values()
    }
    return {name: lines for name, lines in found.items() if lines}
