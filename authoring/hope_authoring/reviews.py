"""Reviews filled with the passages of the quizzes that they draw on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from hope_xblocks.content import Diagnostic, Id, InvalidContent, Model, Path, read
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.parts import Signal
from hope_xblocks.richtext import passages, to_text

from .course import Course
from .quizzes import Quiz, quizzes


def filled(course: Course) -> tuple[Course, list[Diagnostic]]:
    """The course with a scenario and signals in each review that has none.

    Args:
        course: one without faults.

    Returns:
        The course, and what keeps a review from being filled.
    """
    found = list(quizzes(course))
    by_id = {quiz.id: quiz for _path, quiz in found if not quiz.review}
    faults: list[Diagnostic] = []
    for path, quiz in found:
        if quiz.review and not quiz.signals:
            try:
                course = _with(course, path, _filled(quiz, by_id))
            except InvalidContent as error:
                place = (*path, "review", "of")
                faults += (replace(fault, path=place) for fault in error.diagnostics)
    return course, faults


def _filled(review: Quiz, by_id: Mapping[Id, Quiz]) -> Quiz:
    paragraphs: list[str] = []
    signals: dict[Id, dict[str, Any]] = {}
    for id_ in dict.fromkeys(review.review.of if review.review else ()):
        quiz = by_id[id_].told[0]
        for signal in quiz.signals:
            name = _name(id_, signal.id, signals)
            kept = signal.model_dump(mode="json", include=_COPIED, exclude_defaults=True)
            signals[name] = {"id": name, **kept, "quiz": id_}
            paragraphs.append(_paragraph(by_id[id_].title, quiz, signal.id, name))
    data = review.model_dump(mode="json", exclude_unset=True)
    data |= {"scenario": "\n\n".join(paragraphs), "signals": list(signals.values())}
    return read(Quiz, _called(review, by_id) | data)


def _called(review: Quiz, by_id: Mapping[Id, Quiz]) -> dict[str, Any]:
    """What the labels are called in all of the quizzes; nothing where they differ."""
    found = {by_id[id_].label_names for id_ in (review.review.of if review.review else ())}
    names = found.pop().given if len(found) == 1 else {}
    return {"label_names": dict(names)} if names else {}


_COPIED = set(Signal.model_fields) - {"id", "because", "quiz"}


def _name(quiz: Id, signal: Id, taken: Mapping[Id, Any]) -> Id:
    """An id that stays the same as long as those of the quiz and its signal do."""
    name = f"{quiz}-{signal}"
    if len(name) <= 60 and name not in taken:
        return name
    sum_ = hashlib.sha256(f"{quiz} {signal}".encode()).hexdigest()[:8]
    return f"{name[:51].rstrip('-')}-{sum_}"


def _with(above: Any, path: Path, block: Model) -> Any:
    """A copy of *above* in which *block* stands at the end of *path*."""
    if not path:
        return block
    key, *rest = path
    if isinstance(key, int):
        below = _with(above[key], tuple(rest), block)
        return (*above[:key], below, *above[key + 1 :])
    return above.model_copy(update={key: _with(getattr(above, key), tuple(rest), block)})


# One passage and the sentence around it


def _paragraph(title: str, quiz: RedFlagQuiz, signal: Id, name: Id) -> str:
    lead = f"*{_plain(title)}{'' if title.endswith(tuple('.!?…:')) else ':'}* "
    for step in quiz.texts:
        for passage in passages(step.text):
            if passage.id != signal:
                continue
            for sentence in _sentences(step.text, f"#{signal}"):
                told = lead + sentence.replace(f"](#{signal})", f"](#{name})")
                if [one.id for one in passages(told)] == [name]:
                    return told
            # Marked in a way that is not `[words](#id)`, or by words that cannot stand alone.
            return f"{lead}[{_plain(to_text(passage.html))}](#{name})"
    raise ValueError(f"no text of “{title}” links to #{signal}")


def _plain(text: str) -> str:
    """Markdown that shows just *text*."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_{}\[\]])", r"\\\1", text)


def _sentences(text: str, target: str) -> Iterator[str]:
    """The sentence of *text* with the link to *target*, as the only link in it."""
    for block in _blocks(text):
        links = list(_LINK.finditer(block))
        for link in links:
            if link["to"] == target:
                ends = [at for at in _ends(block) if not any(_is_in(at, one) for one in links)]
                start = max((at for at in ends if at <= link.start()), default=0)
                stop = min((at for at in ends if at >= link.end()), default=len(block))
                sentence = _LINK.sub(
                    lambda one: one[0] if one["to"] == target else one["words"],
                    block[start:stop].strip(),
                )
                # Bold words that began in the sentence before would leave their signs behind.
                for sign in ("**", "__", "*"):
                    if sentence.count(sign) % 2:
                        sentence = sentence.replace(sign, "")
                yield sentence


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, list items, headings and cells, each in one line."""
    for block in _BETWEEN.split(_HEADING.sub(r"\g<0>\n", text)):
        line = " ".join(_LEAD.sub("", line).strip() for line in block.split("\n")).strip()
        yield from line.strip("|").split("|") if line.startswith("|") else (line,)


def _ends(block: str) -> Iterator[int]:
    """Where sentences end; rather too few than too many."""
    for end in _END.finditer(block):
        word = block[max(0, end.start() - 12) : end.start() + 1]
        first = _LETTER.search(block, end.end())
        if (
            not _ABBREVIATED.search(word)
            and not (first and first[0].islower())
            and not _in_quotes(block[: end.end()])
        ):
            yield end.end()


def _is_in(at: int, link: re.Match[str]) -> bool:
    return link.start() < at < link.end()


def _in_quotes(before: str) -> bool:
    """Whether quotation marks are open: “ opens in one language and closes in another."""
    count = before.count
    if "„" in before:
        return count("„") > count("“") + count("”")
    return bool(count('"') % 2) or count("“") > count("”") or count("«") != count("»")


_BETWEEN = re.compile(r"\n[ \t]*\n|\n(?=[ \t>]*(?:[-*+][ \t]|#|\||\d+[.)][ \t]))")
_HEADING = re.compile(r"^[ \t>]*#.*", re.MULTILINE)
_LEAD = re.compile(r"^[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|#+|\d+[.)])[ \t]+)?")
_LINK = re.compile(
    r"!?\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<to>[^()\s]*)(?:\s+[\"'][^\"']*[\"'])?\)"
)
_CLOSING = r"[\"'”’“»«)*_\]]*"
_END = re.compile(rf"[.!?…؟।]{_CLOSING}(?:\(#[a-z0-9-]+\){_CLOSING})?\s+|[。！？]")
_LETTER = re.compile(r"\w")
_ABBREVIATED = re.compile(
    r"\b(?:[^\W\d_]|[B-DF-HJ-NP-TV-Z][b-df-hj-np-tv-z]{1,2}|\d+"
    r"|npr|tzv|itd|ipd|oz|str|vgl|usw|bzw|etc|ca|prof|dipl)\.$"
)
