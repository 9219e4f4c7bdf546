"""Breaches: a reader does not learn where the lesson leads."""

from tests.breaches import changes as do
from tests.breaches.row import Row

TITLE = "text cell at place 1 `# How does a toy count?`"
LEARNED = "text cell at place 19 `## What we learned`"
NEXT = "text cell at place 21 `## Next`"
ABOUT = "text cell at place 4 `## Shapes and counts`"

ROWS = [
    Row(
        "announces_itself",
        "no-needs",
        do.swap("title", "**You need**", "You need"),
        "**You need** is missing in the first cell",
    ),
    Row(
        "announces_itself",
        "no-title",
        do.swap("title", "# How", "How"),
        "must begin with `# ` and the title",
        ("skips_no_heading_level", "has_no_broken_links"),
    ),
    Row(
        "announces_itself",
        "five-outcomes",
        do.swap(
            "title",
            "axes ·",
            "axes · count one · count two · print a box ·",
        ),
        f"{TITLE}: **You will** has 5 outcomes",
        ("repeats_its_outcomes",),
    ),
    Row(
        "announces_itself",
        "no-minutes",
        do.swap("title", "5 minutes,", "a while,"),
        "write `20 minutes.`",
    ),
    Row(
        "announces_itself",
        "no-time-for-exercises",
        do.swap("title", ", 5 more for the exercises", ""),
        "**Time** has no word on the exercises",
    ),
    Row(
        "ends_with_a_recap",
        "no-questions",
        do.without("trip"),
        "end it with ['What we learned', 'Where people trip', 'Next']",
    ),
    Row(
        "ends_with_a_recap",
        "other-order",
        do.exchange("trip", "learned"),
        "['Where people trip', 'What we learned', 'Next']",
    ),
    Row(
        "ends_with_a_recap",
        "empty-section",
        do.source("trip", "## Where people trip"),
        "the section is empty",
    ),
    Row(
        "repeats_its_outcomes",
        "forgotten-outcome",
        do.swap("learned", "counted twelve parameters", "did the rest"),
        f"{LEARNED}: no bullet repeats the outcome 'count twelve parameters",
    ),
    Row(
        "repeats_its_outcomes",
        "one-bullet",
        do.swap("learned", " axes.\n- We", " axes, and"),
        "2 outcomes, but 1 bullets",
    ),
    Row(
        "links_to_what_it_needs",
        "no-link-back",
        do.swap("title", "(neighbour.ipynb)", ""),
        f"{TITLE}: **You need** does not link to neighbour.ipynb",
    ),
    Row(
        "links_to_the_next",
        "no-link-on",
        do.source("next", "## Next\n\nThat is all."),
        f"{NEXT}: it does not link to the next lesson",
    ),
    Row(
        "is_written",
        "left-to-write",
        do.add("about", "\nTo write: why."),
        f"{ABOUT}: it says 'To write:': write it",
    ),
    Row(
        "has_one_title",
        "second-title",
        do.swap("about", "## Shapes", "# Shapes"),
        "text cell at place 4 `# Shapes and counts`: it has a second title",
    ),
    Row(
        "skips_no_heading_level",
        "level-three-after-one",
        do.swap("about", "## Shapes", "### Shapes"),
        "the heading 'Shapes and counts' has level 3 after level 1",
    ),
    Row(
        "has_no_broken_links",
        "no-such-file",
        do.add("about", "See [the data](../../data/missing.csv)."),
        f"{ABOUT}: the link '../../data/missing.csv' leads to no file",
    ),
    Row(
        "has_no_broken_links",
        "outside",
        do.add("about", "See [the machine](../../../../../../../etc)."),
        "leads to no file of the repository",
    ),
    Row(
        "has_no_broken_links",
        "no-such-heading",
        do.add("about", "See [the end](#the-end)."),
        "the link '#the-end' leads to no heading",
    ),
    Row(
        "has_no_broken_links",
        "http",
        do.add("about", "See [the book](http://example.org/book)."),
        "'http://example.org/book' is no https address",
    ),
]
