"""HTML → Markdown, where the Markdown says exactly the same."""

from __future__ import annotations

import re
from functools import lru_cache

from markdownify import MarkdownConverter

from hope_xblocks.richtext import to_html, to_inline_html

from .canonical import canonical_html

LARGEST = 60_000
"""Characters; longer ones are no texts of a course but programs, or pictures written as text."""


@lru_cache(maxsize=4096)
def to_markdown(html: str) -> str | None:
    """The Markdown of a text; None where no Markdown says the same."""
    found = _converted(html)
    return found if found is not None and _same(to_html(found), html) else None


@lru_cache(maxsize=4096)
def to_inline_markdown(html: str) -> str | None:
    """The Markdown of a line in a label or an answer; None where no Markdown says the same."""
    found = _converted(html)
    return found if found is not None and _same(to_inline_html(found), html) else None


def guessed(html: str, inline: bool = False) -> str:
    """Markdown that may say the same as *html*; somebody else has to try."""
    html = html.strip()
    found = (to_inline_markdown if inline else to_markdown)(html)
    return found if found is not None else _converted(html) or ""


def _same(made: str, html: str) -> bool:
    return made == html or canonical_html(made) == canonical_html(html)


def _converted(html: str) -> str | None:
    if len(html) > LARGEST or _NEVER.search(html):
        return None
    html = _SCROLLING.sub(r"\1", html)
    html = _HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) - 2}", html)
    try:
        text = _CONVERTER.convert(html)
    except (RecursionError, ValueError, AssertionError):
        return None
    return str(text).strip("\n").rstrip()


_NEVER = re.compile(
    r"<(?:script|style|iframe|form|input|object|embed|h[12]|font|center)\b"
    r"|\s(?:style|class|id|on\w+)\s*=(?!\"overflow-x: auto\")",
    re.IGNORECASE,
)
"""What no Markdown of ours can say: there is no need to try."""

_SCROLLING = re.compile(
    r'<div style="overflow-x: auto" tabindex="0">(<table.*?</table>)</div>', re.DOTALL
)
_HEADING = re.compile(r"<(/?)h([3-6])\b")

_CONVERTER = MarkdownConverter(heading_style="ATX", bullets="-", escape_misc=False)
