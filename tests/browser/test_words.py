"""Longer words fit everywhere, and where people write from right to left, the page is mirrored."""

from pathlib import Path

import pytest

import hope_xblocks
from browser.conftest import judge
from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.platform.rendering import _environment
from hope_xblocks.testing import SmallLms
from marked_words import NOTE, Marked, arabic, block_of, longer, make

pytestmark = pytest.mark.browser

STYLE = Path(hope_xblocks.__file__).parent / "public/hope.css"
KINDS = installed_kinds()
STAGES = ("note", "start", "middle", "end", "closed", "broken")

# Text that is not all inside what draws its edge; boxes that hide a part of it.
CUT_OFF = """() => {
  const cut = [], root = document.querySelector(".hope");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("noscript")) continue;
    if (getComputedStyle(parent).clipPath === "inset(50%)") continue;  // for screen readers alone
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()];
    for (let box = parent; box && root.contains(box); box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.display === "inline") continue;
      if (style.overflowX === "auto") break;  // one scrolls to what is beyond
      const edge = box.getBoundingClientRect();
      const hides = style.overflowY !== "visible";
      const framed = box === root || hides || parseFloat(style.borderInlineStartWidth) > 0;
      if (framed && rects.some(r => r.left < edge.left - 1 || r.right > edge.right + 1
          || hides && (r.top < edge.top - 1 || r.bottom > edge.bottom + 1)))
        cut.push(node.textContent.trim() + " in " + box.className);
    }
  }
  return cut;
}"""

# Every box of ours, but those inside texts of authors, which keep their own direction.
BOXES = """() => [...document.querySelectorAll(".hope *")]
  .filter(e => !e.parentElement.closest("[dir=auto], svg.hope-icon, noscript"))
  .filter(e => getComputedStyle(e).display !== "inline" || e.closest("svg"))
  .map(e => [e.tagName + "." + (e.getAttribute("class") || ""), e.getBoundingClientRect()])
  .filter(([name, box]) => box.width)
  .map(([name, box]) => [name, box.left, box.right])"""


def staged(kind, stage: str, words: Marked) -> str:
    lms = SmallLms(i18n=words, staff=True)
    moves = list(kind.rules.expert(load(kind.content, kind.sample_text)))
    if stage == "note":
        block = block_of(kind, lms, content_note=NOTE, may_skip=True)
    elif stage == "broken":
        block = block_of(kind, lms, text="nobody: [")
    else:
        block = block_of(kind, lms)
        made = {"start": 0, "middle": len(moves) // 2}.get(stage, len(moves))
        for move in moves[:made]:
            make(block, move)
    view = "public_view" if stage == "closed" else "student_view"
    return str(block.render(view).content)


def page_of(inner: str, attributes: str) -> str:
    return (
        f'<!doctype html><html {attributes}><head><meta charset="utf-8"><title>Words</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>body {{ margin: 0; font-family: sans-serif }}\n{STYLE.read_text('utf-8')}</style>"
        f"</head><body><main><h1>Course</h1><h2>Unit</h2>{inner}</main></body></html>"
    )


@pytest.fixture
def empty(chromium, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("stage", STAGES)
def test_words_that_are_longer_fit(empty, picture, width, name, stage):
    inner = staged(KINDS[name], stage, Marked(longer))
    empty.set_content(page_of(inner, 'lang="en"'))
    picture(empty, f"words-{name}-long-{stage}-{width}")

    assert empty.evaluate(CUT_OFF) == []
    assert empty.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("stage", STAGES)
def test_from_right_to_left_the_page_is_mirrored(empty, picture, width, colours, name, stage):
    inner = staged(KINDS[name], stage, Marked(arabic))
    empty.set_content(page_of(inner, 'lang="ar" dir="ltr"'))
    boxes = empty.evaluate(BOXES)
    empty.set_content(page_of(inner, 'lang="ar" dir="rtl"'))
    mirrored = empty.evaluate(BOXES)
    picture(empty, f"words-{name}-rtl-{stage}-{width}")

    assert len(boxes) == len(mirrored) > 3
    wide = empty.evaluate("document.documentElement.clientWidth")
    strays = [
        (one[0], one[1:], other[1:])
        for one, other in zip(boxes, mirrored, strict=True)
        if abs(one[1] - (wide - other[2])) > 1 or abs(one[2] - (wide - other[1])) > 1
    ]
    assert strays == []
    assert empty.evaluate(CUT_OFF) == []
    assert empty.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    judge(empty, colours)


def test_a_bar_begins_where_a_line_begins(empty):
    bar = '{% from "parts.html" import bar with context %}{{ bar(1, 4, "good") }}'
    bar = _environment("hope_xblocks.red_flag_quiz").from_string(bar).render()
    for direction in ("ltr", "rtl"):
        empty.set_content(page_of(f'<div class="hope">{bar}</div>', f'lang="ar" dir="{direction}"'))
        whole, part = (
            empty.locator(f".hope-bar-{name}").bounding_box() for name in ("all", "part")
        )
        from_left = part["x"] - whole["x"]
        assert from_left == pytest.approx(
            0 if direction == "ltr" else whole["width"] * 3 / 4, abs=1
        )
