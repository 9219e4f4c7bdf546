"""Slides and hand-outs as a room sees them: nothing clipped, nothing early."""

from pathlib import Path

import pytest

from tests.browser import axe, needs_chromium
from tools import notebooks
from tools.teaching import pack, slides
from tools.teaching.parts import Lesson

# What does not fit on its slide, what is too small on one for votes.
LOOK = """() => {
  const slides = [...document.querySelectorAll(".slides > section")];
  for (const slide of slides) { // all of them first: so it is laid out once
    slide.hidden = false;
    slide.style.display = Reveal.getConfig().display;
  }
  return slides.map((slide, at) => {
    const frame = slide.getBoundingClientRect();
    const body = slide.querySelector(".body");
    const inside = [...slide.querySelectorAll(".body *, h1, h2, .steps")];
    const found = inside.filter((one) => {
      const box = one.getBoundingClientRect();
      return box.right > frame.right - 8 || box.bottom > frame.bottom - 8;
    }).map((one) => `clipped: ${one.tagName}`);
    if (body.scrollHeight > body.clientHeight) found.push("too high");
    for (const one of slide.querySelectorAll(".number"))
      if (one.offsetTop > one.parentElement.offsetTop + 20)
        found.push("number slips below the title");
    for (const one of slide.querySelectorAll("img"))
      if (one.getBoundingClientRect().height < 330) found.push("small figure");
    if (slide.matches(".vote, .verdict"))
      for (const one of inside)
        if (parseFloat(getComputedStyle(one).fontSize) < 28)
          found.push(`small letters: ${one.tagName}`);
    return found.length && [at + 1, slide.textContent.slice(0, 60), ...found];
  }).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The pack of two lessons, and the slides of all lessons as one deck."""
    out = tmp_path_factory.mktemp("pack") / "class"
    pack.build(out, "", paths=notebooks.lessons()[1:3])
    lessons = [Lesson(path) for path in notebooks.lessons()]
    deck = [s for lesson in lessons for s in slides.Deck(lesson).slides]
    page = pack.templates().get_template("slides.html.j2")
    text = page.render(title="All", head="All of them", slides=deck)
    (out / "slides" / "all.html").write_text(text, "utf-8")
    for lesson in lessons:
        for name, picture in lesson.pictures.items():
            (out / "pictures" / name).write_bytes(picture)
    return out


@pytest.fixture
def visit(watched, folder):
    """Open a page of the pack; at the end, it has had no error."""
    page, complaints = watched
    page.set_default_timeout(300_000)  # all slides at once, on a busy machine

    def visit(name: str):
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto((folder / name).as_uri())
        return page

    yield visit
    assert complaints == []


@needs_chromium
def test_every_slide_fits_and_votes_are_seen_from_the_last_row(visit) -> None:
    page = visit("slides/all.html")
    assert page.locator(".slides > section").count() > 500
    assert page.evaluate(LOOK) == []


@needs_chromium
def test_vote_goes_on_by_keys(visit) -> None:
    page = visit("votes/03_four_layer_stack.html")
    while not page.locator("section.vote.present").count():
        page.keyboard.press("ArrowRight")
    steps = page.locator("section.present .current-fragment")
    said = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        said.append(steps.inner_text())
    assert said == ["1 Vote alone", "2 Talk", "3 Vote again"]
    while not page.locator("section.verdict.present").count():
        page.keyboard.press("ArrowRight")
    right = page.locator("section.present .right")
    assert right.inner_text().startswith("(1, 3, 24) and (1, 24)")


@needs_chromium
def test_answer_is_folded_on_a_screen_and_turned_over_on_paper(visit) -> None:
    page = visit("handout/03_four_layer_stack.html")
    page.emulate_media(media="screen")
    answer = page.locator(".fold .answer").first
    assert not answer.is_visible()
    page.get_by_label("Show the answer to prediction 1").press("Space")
    assert answer.is_visible()
    page.emulate_media(media="print")
    folds = page.locator(".fold")
    for fold in folds.all():
        assert fold.locator(".answer").is_visible()
        style = fold.evaluate("one => getComputedStyle(one).breakBefore")
        assert style == "page"
    assert folds.count() == 5
    page.emulate_media(media="screen")


@needs_chromium
@pytest.mark.parametrize(
    "name", ["index.html", *(f"{kind}/02.html" for kind in pack.KINDS)]
)
def test_no_page_of_the_pack_hinders_anybody(visit, folder, name) -> None:
    stem = notebooks.lessons()[1].stem
    page = visit(name.replace("02.html", f"{stem}.html"))
    assert axe(page, contrast=False) == []
