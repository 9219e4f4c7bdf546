"""How each promise is broken: what is done to the good lesson, and what a
maintainer must read then.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell, new_output

from tests.contracts import Lesson
from tests.good_lesson import ALT, BEFORE, CHOICES, PICTURE, good_lesson
from tests.toys import cell
from tools.notebooks import seal

# The promise. Below it what is done to a cell, given by its id, with one of
# the verbs of `VERBS`, or to the notebook, from `ODD`. Then the complaint.
TABLE = r"""
prints_every_shape
  about: (1, 3, 1) -> (1, 3, 8) ! no cell prints or asserts the shape (1, 3, 8)
  about + Keras writes `(None, 3, 1)`. ! the shape (None, 3, 1)
prints_every_parameter_count
  twelve: Twelve parameters -> Fourteen parameters
  ! asserts 14, but the text says 'Fourteen parameters'
  about + A layer of 5 units has 34 parameters. ! no cell prints or asserts 34
prints_every_number
  about: 0.5 -> 0.7 ! no cell of its section holds the number 0.7
  about + It has 37 cells, as Keras 3 has. ! section holds the number 37
  learned: size 1 -> size 4 ! no cell of its section holds the number 4
  about + There were 1,749 of them. ! write <!-- number 1,749: reason -->
  twelve: since 1997 -> for years ! it has no number 1997: take the comment out
shows_what_it_claims
  twelve: <!-- shown count: (12, 12) --> ->
  ! "Twelve parameters, exactly, in both ways.": write <!-- shown count: EVI
  twelve + \nFour gates are equal to two. ! (1 of 2 are there)
points_to_its_evidence
  twelve: shown count -> shown cuont ! no code cell has the id 'cuont'
  twelve: (12, 12) -> (12, 13)
  ! code cell 4 `4 * units * 3, 12` neither prints nor asserts '(12, 13)'
  twelve: count: (12, 12) -> count: 2 ! neither prints nor asserts '2'
  learned: 1 in shape: 3, 1) -> 1 in shape: 1, 8)
  ! no code cell 'shape' holds '1, 8)'
  learned: 1 in shape: 3, 1) -> 1 in shpe: 3, 1) ! no code cell 'shpe' holds
  learned: 1 in shape: 3, 1) -> 1 in shape: units ! 'units' does not hold 1
  about + <!-- show count: 12 -->
  ! <!-- show count: 12 --> is none of the comments
marks_its_directions
  twelve + \nFour gates are better than two.
  ! for 'better' in "Four gates are better than two.": write <!-- compared bett
  twelve: <!-- compared fewer than: (12, 12 < 20 --> -> ! compares for 'fewer'
  twelve + <!-- not compared worse: no reason -->
  ! compares for 'worse', more often than the text says it
  twelve: are fewer -> are more ! for 'more' in "Twelve are more than twenty."
  learned: First comes -> Last comes ! for 'last' in "Last comes the shape
  learned: ordered first: start < figure -> not shown: it is first
  ! for 'first' in "First comes the shape
compares_as_it_says
  twelve: fewer than: -> fewer then: ! the text does not say so
  twelve: 12 < 20 -> 12 > 20 ! 'fewer' asks for <: correct it
  twelve: (12, 12 < -> (12, 13 < ! no cell prints '(12, 13': correct it
  twelve: (12, 12 < -> 12 < ! no cell prints '12': correct it, or say more
  twelve: 20 --> -> twice --> ! a side has no number
  twelve: 20 --> -> 7 --> ! it is not so: correct the text
stands_as_it_says
  learned: start < figure -> figure < start ! it is not so: correct the text
  learned: start < figure -> start > figure ! 'first' asks for <: correct it
  learned: last in shape -> last in shpe ! no cell has the id 'shpe'
  learned: 3, 1) > -> 3, 8) > ! there is no '3, 8)': correct it
  learned: 3, 1) > units -> units ! 'units' does not tell 'last'
  learned: 3, 1) > units -> [:, -1] ! does not hold '[:, -1]': correct it
announces_itself
  title: **You need** -> You need ! **You need** is missing in the first cell
  title: # How -> How ! must begin with `# ` and the title
  title: axes · -> axes · count one · count two · print a box ·
  ! **You will** has 5 outcomes
  title: 5 minutes, -> a while, ! write `20 minutes.`
  title: , 5 more for the exercises -> ! **Time** has no word on the exercises
ends_with_a_recap
  trip: \n\n- *[Is a box equal to an array?](https://example.org/box)* Yes. ->
  ! the section is empty
  trip goes ! end it with ['What we learned', 'Where people trip', 'Next']
  trip and learned ! ['Where people trip', 'What we learned', 'Next']
repeats_its_outcomes
  learned: counted twelve parameters -> did the rest
  ! no bullet repeats the outcome 'count twelve parameters
  learned: three axes.\n- We -> three axes, and ! 2 outcomes, but 1 bullets
links_to_what_it_needs
  title: (BEFORE) -> ! **You need** does not link to BEFORE
links_to_the_next
  next: [the lesson after] -> another lesson
  ! it does not link to the next lesson
is_written
  about + \nTo write: why. ! it says 'To write:': write it
has_one_title
  about: ## Shapes -> # Shapes ! it has a second title
skips_no_heading_level
  about: ## Shapes -> ### Shapes
  ! the heading 'Shapes and counts' has level 3 after level 1
has_no_broken_links
  about + See [the data](../../data/missing.csv).
  ! the link '../../data/missing.csv' leads to no file
  about + See [the machine](../../../../../../../etc).
  ! leads to no file of the repository
  about + See [the end](#the-end). ! the link '#the-end' leads to no heading
  about + See [the book](http://example.org/book).
  ! 'http://example.org/book' is no https address
calls_lessons_by_their_numbers
  about + See lesson [99](BEFORE). ! a link says lesson 99 and leads to
  about + That is lesson 98: [Its title](BEFORE). ! says lesson 98 and leads
  about + See [lesson 97](BEFORE). ! a link says lesson 97 and leads to
names_lessons_for_what_they_hold
  learned: Lesson 01 -> Lesson 02 ! no comment says what lesson 02 holds
  learned: 01: three -> 01: nine ! lesson 01 has no 'nine axes'
  trip + \n\n<!-- lesson 05: x --> ! it names no lesson 05: correct one
  learned + See lesson 99.\n<!-- lesson 99: x --> ! there is no other lesson 99
describes_its_figures
  about + ![A title](BEFORE) ! a figure has the alternative 'A title'
  figure loses outputs 0 metadata image/png ! a figure has the alternative ''
  * only a title ! a figure has the alternative 'Figure 1': say in a sentence
  count shows text/html <p><img src="toy.png"></p> ! has the alternative ''
starts_with_a_seed
  start: seed=7 -> ! `from helpers import runtime`: the first code cell must
  start: from helpers -> import keras\nfrom helpers
  ! `import keras`: the first code cell must
has_parameters
  parameters: units: int = 1 -> units = 1 ! write 'units = 1  # cells' as
  parameters: units: int = 1  # cells -> units: int = 1
  ! write 'units: int = 1' as
  parameters: units: int = 1 -> units: int = 1.5
  ! write 'units: int = 1.5  # cells' as
  parameters: units: int = 1 -> units: int = 2 * 3
  ! write 'units: int = 2 * 3  # cells' as
  parameters loses metadata tags ! 0 cells are tagged
  shape tagged parameters ! 2 cells are tagged `parameters`
has_short_cells
  count-twice: 12 == 12 -> \n ! code cell 6 ``: it is empty
  * sixteen lines ! code cell 3 `print((units, 3, 1))`: 16 lines, 15 at most
  * a wide line ! code cell 3 `print((units, 3, 1))`: a line of 84 characters
  * long steps ! half of its code cells have more than 4 lines
is_plain_python
  shape + %time print(1) ! it is not plain Python
  shape + !pip install numpy ! it is not plain Python
  shape + import sys\nsys.exit() ! it calls sys.exit
  shape + exit() ! it calls exit
  shape + units; ! ends with a semicolon
asks_no_network
  shape + import requests ! `import requests`
  shape + from urllib import request
  ! `import urllib.request` needs the network
  shape + keras.datasets.imdb ! `keras.datasets` needs
  shape + from keras.datasets import imdb ! datasets.imdb`
  shape + keras.utils.get_file('x') ! utils.get_file` needs
  shape + f(weights='imagenet') ! weights='imagenet'
  shape + f('https://example.org/x') ! the address 'https
is_sealed
  shape + # a word ! it was changed after
  shape loses metadata digest ! it was changed after
  count-twice loses outputs 0 ! it was changed after
  shape prints (1, 3, 1)! ! it was changed after
  figure draws iVBORw0KGgoAAAANSUhEUh ! it was changed after
offers_choices
  about loses metadata prediction ! its prediction has no choices: write
  * no code below the prediction ! no code below answers it: move it
  about + **Predict first.** Less? ! choices want one **Predict first.** in
  twelve chooses right says = 12 ! choices want one **Predict first.** in
  about chooses wrong = 12 ! in `prediction`, nobody reads 'wrong'
  about chooses open count = some ! `open` says of a cell neither code nor
  about chooses slips 0 when = 12 ! in `prediction`, nobody reads 'when'
  about loses metadata prediction slips 0 ! there are 1 slips
  about chooses slips 0 says = Twelve ! or what another says: correct it
  about chooses slips 0 says = ! a choice says nothing
  about chooses slips 1 says = It is more than twelve and less than twenty one
  ! is longer than 46 letters
  about chooses right says = Twelve, as the rule says ! is known by its length
  about chooses slips 0 why = Less. Not more. ! 'More' wants one sentence
  about chooses slips 0 why = You took it ! 'More' wants one sentence
  about loses metadata prediction slips 0 why ! 'More' wants one sentence
shows_what_is_right
  about chooses right if = ours > 12
  ! 'Twelve' is right, and the cells ['shape', 'count'] do not show it
  about chooses slips 0 if = ours > 11 ! 'More' is a slip, and the cells
  about chooses slips 1 shown = (12, 12) ! '(24, 24)' is a slip, and the cells
  about chooses slips 1 shown = (25, 25) ! '(24, 24)' has 24, which neither
  about chooses right says = 13 ! '13' has 13, which neither
  about chooses right if = eight > 1 ! the condition 'eight > 1' fails
  about chooses reads count = by {ours} ! does not print 'by {ours}'
  about chooses reads lost = {ours} ! no cell has the id 'lost'
answers_in_its_words
  about chooses told = as many ! nothing below says 'as many': correct
  about chooses told = parameters
  ! the answer says no more of 'Twelve' than of 'More': say it in
explains_in_its_numbers
  about chooses slips 0 why = You took 0.7 of it.
  ! no cell holds the number 0.7 of the `why` of 'More'
has_complete_exercises
  exercise-2: Exercise 2 -> Exercise 3
  ! `### Exercise 3`: it is exercise 2 in the order of the lesson
  exercise-2-check: exercise=2 -> exercise=1 ! the check must say `exercise=2`
  progress: total=2 -> total=3
  ! the progress cell must be `checks.progress(total=2)`
  exercise-2-check goes
  ! here the check of exercise 2 should stand, a code cell
  exercise-2-solution goes
  ! here the solution of exercise 2 should stand, a text cell
  exercise-2-check loses metadata wrong_answers 0
  ! must list two different wrong answers or more
leaks_no_solution
  exercise-1-stub: shape_1 = ... -> shape_1 = 12, 5 ! the stub is solved
  exercise-1-stub: a tuple -> such as (12, 5), a tuple
  ! it holds the answer `(12, 5)`
  count-twice: 12 == 12 -> shape_1 = 12, 5
  ! it solves the exercise, `shape_1 = ...`
  exercise-1-solution: <details> -> <div> ! the solution is not folded
  exercise-1-check prints ✓ Exercise 1 is solved.
  ! its output does not say that the exercise is open
gives_the_numbers_of_its_plots
  figure shows text/html <div>Figure: ALT</div>
  ! a plot comes without its numbers: give them to
says_what_its_figures_show
  figure shows text/html <div>Figure: two</div>
  ! the words under the figure are not its alternative
  figure loses outputs 1 ! the words under the figure are not its alternative
is_executed_in_order
  shape counts 4 ! it has the count 4, not 3
  shape counts None ! it has the count None, not 3
  shape and count-twice
  ! code cell 6 `print((units, 3, 1))`: it has the count 3, not 6
is_replayed_throughout
  shape tagged nbval-skip ! the tag 'nbval-skip' would take it out
  shape tagged raises-exception ! the tag 'raises-exception' would
prints_no_errors
  count-twice fails ValueError ! it shows an error, ValueError
  count-twice warns UserWarning: old
  ! wrote 'UserWarning: old' to the error stream
prints_the_same_everywhere
  shape prints (1, 3, 1) \e[1m4 ! it prints a colour code
  shape prints (1, 3, 1) at 0x7f3a20c1
  ! it prints a memory address, '0x7f3a20c1'
  shape prints (1, 3, 1) /home/ada/x
  ! it prints a path of one machine, '/home/a'
  shape prints (1, 3, 1) C:\Users\ada ! it prints a path of one machine
  shape prints (1, 3, 1) 8/8 ━━━ 0s ! it prints a progress bar, '━'
  shape prints (1, 3, 1) 1s 12ms/step ! it prints a measured time, '2ms/step'
  shape prints (1, 3, 1) Wall time: 3 s
  ! it prints a measured time, 'Wall time'
runs_no_other_script
  * a script beside the figure ! its output holds a script that is not
  * a script without an end ! its output holds a script that is not
  figure shows application/javascript alert(1)
  ! its output holds a script that is not
has_two_to_four_exercises
  * no exercises ! the notebook: 0 cells are tagged `exercise`
  * one exercise ! 1 cells are tagged `exercise`
is_valid
  * twin ids ! 2 cells have the id 'next'
  * no id ! 'id' is a required property
  * an unknown key ! prompt_number
runs_anywhere
  * another kernel ! the kernel is 'my-env', not 'python3'
is_small
  * a large picture ! kB, 300 at most
""".replace("BEFORE", BEFORE.name).replace("ALT", ALT)


def _swapped(text: str, change: str) -> str:
    old, new = re.fullmatch(r"(?s)(.+) ->(?: (.+))?", change).groups("")
    assert old in text, f"{old!r} is not in {text!r}"
    return text.replace(old, new)


def _swap(found: NotebookNode, change: str) -> None:
    found.source = _swapped(found.source, change)


def _swap_printed(found: NotebookNode, change: str) -> None:
    holder, key = found.outputs[0], "text"
    if holder.output_type != "stream":
        holder, key = holder.data, "text/plain"
    holder[key] = _swapped(holder[key], change)


def _add(found: NotebookNode, line: str) -> None:
    found.source += f"\n{line}"


def _print(found: NotebookNode, text: str, name: str = "stdout") -> None:
    found.outputs = [new_output("stream", text=f"{text}\n", name=name)]


def _show(found: NotebookNode, data: str) -> None:
    kind, _, value = data.partition(" ")
    found.outputs[-1].data[kind] = value


def _choose(found: NotebookNode, change: str) -> None:
    way, _, value = change.partition(" =")
    *keys, last = [int(k) if k.isdigit() else k for k in way.split()]
    place = found.metadata.setdefault("prediction", from_dict(CHOICES))
    for key in keys:
        place = place[key]
    place[last] = value.strip()


def _lose(found: NotebookNode, keys: str) -> None:
    *way, last = [int(k) if k.isdigit() else k for k in keys.split()]
    place = found
    for key in way:
        place = place[key]
    del place[last]


VERBS: dict[str, Callable[[NotebookNode, str], None]] = {
    ":": _swap,
    "+": _add,
    "prints": _print,
    "printed": _swap_printed,
    "warns": lambda found, text: _print(found, text, "stderr"),
    "fails": lambda found, name: found.update(
        outputs=[new_output("error", ename=name)]
    ),
    "shows": _show,
    "draws": lambda found, text: found.outputs[0].data.update(
        {"image/png": text}
    ),
    "loses": _lose,
    "chooses": _choose,
    "tagged": lambda found, tag: found.metadata.update(tags=[tag]),
    "counts": lambda found, count: found.update(
        execution_count=int(count) if count != "None" else None
    ),
}


def _exchange(nb: NotebookNode, one: str, two: str) -> None:
    i, j = (nb.cells.index(cell(nb, name)) for name in (one, two))
    nb.cells[i], nb.cells[j] = nb.cells[j], nb.cells[i]


def _without(nb: NotebookNode, begin: str) -> None:
    nb.cells = [c for c in nb.cells if not c.id.startswith(begin)]


def _one_exercise(nb: NotebookNode) -> None:
    _without(nb, "exercise-2")
    _swap(cell(nb, "progress"), "total=2 -> total=1")


def _no_exercises(nb: NotebookNode) -> None:
    _without(nb, "exercise-")
    _without(nb, "progress")


def _long_steps(nb: NotebookNode) -> None:
    stubs = ("exercise-1-stub", "exercise-2-stub")
    for name in ("shape", "count", "figure", "count-twice", *stubs):
        _add(cell(nb, name), "units\n" * 5)


def _figure(old: str, new: str) -> Callable[[NotebookNode], None]:
    """Replace a text in all that belongs to the figure."""

    def change(nb: NotebookNode) -> None:
        figure = cell(nb, "figure")
        assert old in str(figure)
        text = json.dumps(figure.outputs).replace(old, new)
        figure.outputs = from_dict(json.loads(text))

    return change


ODD: dict[str, Callable[[NotebookNode], None]] = {
    "only a title": _figure(ALT, "Figure 1"),
    "sixteen lines": lambda nb: _add(cell(nb, "shape"), "units\n" * 15),
    "a wide line": lambda nb: _add(cell(nb, "shape"), "u = " + "1" * 80),
    "long steps": _long_steps,
    "a script beside the figure": _figure(
        "</div>", "</div><script type=module>x()</script>"
    ),
    "a script without an end": _figure("</div>", "</div><SCRIPT src=x.js>"),
    "no exercises": _no_exercises,
    "one exercise": _one_exercise,
    "no code below the prediction": lambda nb: nb.cells.append(
        new_markdown_cell("**Predict first.** And now?", id="asks-on")
    ),
    "twin ids": lambda nb: cell(nb, "trip").update(id="next"),
    "no id": lambda nb: _lose(cell(nb, "count-twice"), "id"),
    "an unknown key": lambda nb: cell(nb, "shape").update(prompt_number=2),
    "another kernel": lambda nb: nb.metadata.kernelspec.update(name="my-env"),
    "a large picture": _figure(PICTURE, "A" * 300_000),
}


@dataclass(frozen=True)
class Bad:
    """A row of the table: the promise, the change, and the complaint."""

    promise: str
    change: str
    says: str

    @property
    def cell(self) -> str:
        """The id of the changed cell."""
        return re.match(r"[\w*-]+", self.change).group()

    def lesson(self) -> Lesson:
        """Return the good lesson with this change."""
        good = good_lesson()
        change = self.change.replace(r"\n", "\n").replace(r"\e", "\x1b")
        what = change.removeprefix(self.cell).lstrip()
        verb, _, text = what.partition(" ")
        if self.cell == "*":
            ODD[what](good.nb)
        elif verb == "goes":
            _without(good.nb, self.cell)
        elif verb == "and":
            _exchange(good.nb, self.cell, text)
        else:
            VERBS[verb](cell(good.nb, self.cell), text)
        # These two are about what the seal would put right.
        if self.promise not in ("is_sealed", "is_executed_in_order"):
            seal(good.nb)
        return good


def _rows() -> Iterator[Bad]:
    promise = ""
    for line in re.sub(r"\n +! ", " ! ", TABLE).strip().splitlines():
        if line.startswith("  "):
            yield Bad(promise, *line.strip().split(" ! "))
        else:
            promise = line


BAD = list(_rows())
