"""A `problem` of the platform → the question that an author may have written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from .markdown import guessed

Data = dict[str, Any]


def problem_guesses(problem: etree._Element) -> Iterator[Data]:
    """What an author may have written for a *problem*; each guess has to be tried."""
    responses = [one for one in problem if str(one.tag).endswith("response")]
    base = _base(problem)
    if not responses or base is None:
        return
    first = responses[0]
    if first.tag in ("multiplechoiceresponse", "choiceresponse") and len(responses) == 1:
        yield _question(first, base)
    elif first.tag == "stringresponse" and len(responses) == 1:
        answers = [first.get("answer", "")]
        answers += [one.get("answer", "") for one in first.findall("additional_answer")]
        hint = first.find("correcthint")
        yield _with(base, first, kind="text-question", answers=answers, feedback=_html(hint))
    elif first.tag == "numericalresponse" and len(responses) == 1:
        yield from _numbers(first, base)
    elif first.tag == "optionresponse":
        yield from _matching(problem, responses, base)


def _base(problem: etree._Element) -> Data | None:
    made: Data = {}
    attempts = problem.get("max_attempts", "0")
    made["attempts"] = int(attempts) if attempts.isdigit() else 0
    if made["attempts"] > 20:
        made["attempts"] = 0
    if made["attempts"] == 2:
        made.pop("attempts")
    if isinstance(weight := _as_number(problem.get("weight", "")), (int, float)):
        made["weight"] = weight
    hints = [guessed(_inner(hint)) for hint in problem.findall("demandhint/hint")]
    if hints:
        made["hints"] = hints
    return made


def _question(response: etree._Element, base: Data) -> Data:
    one = response.tag == "multiplechoiceresponse"
    group = response.find("choicegroup" if one else "checkboxgroup")
    options = []
    for choice in group if group is not None else ():
        hint = choice.find("choicehint")
        option: Data = {
            "id": choice.get("name", "").removesuffix("_"),
            "text": guessed(_inner(choice, without="choicehint"), inline=True),
        }
        if choice.get("correct") == "true":
            option["correct"] = True
        if credit := choice.get("point_value"):
            option["credit"] = _as_number(credit)
        if hint is not None:
            option["feedback"] = guessed(_inner(hint), inline=True)
        options.append(option)
    more: Data = {"choose": "one" if one else "several", "options": options}
    if one:
        more.pop("choose")
    if group is not None and group.get("shuffle") == "true":
        more["shuffle"] = True
    nearly = {"EDC": "each", "halves": "halves"}.get(response.get("partial_credit", ""))
    if nearly and not one:
        more["nearly"] = nearly
    return _with(base, response, kind="question", **more)


def _numbers(response: etree._Element, base: Data) -> Iterator[Data]:
    width = next((one.get("default", "") for one in response.findall("responseparam")), "")
    answer = _as_number(response.get("answer", ""))
    more: Data = {"answer": answer, "feedback": _html(response.find("correcthint"))}
    if width:
        tolerance = more["tolerance"] = _as_number(width)
        if isinstance(tolerance, float) and isinstance(answer, (int, float)):
            # The compiler adds a little where computers count a little short.
            less = round(tolerance - 1e-9 * max(1.0, abs(answer)), 12)
            yield _with(base, response, kind="number-question", **{**more, "tolerance": less})
    yield _with(base, response, kind="number-question", **more)


def _matching(
    problem: etree._Element, responses: list[etree._Element], base: Data
) -> Iterator[Data]:
    lead = problem.find("div")
    words = [one.text or "" for one in responses[0].iter("option")]
    options = [{"id": f"option-{at}", "text": text} for at, text in enumerate(words, 1)]
    rows = []
    for at, response in enumerate(responses, 1):
        right = [
            index
            for index, one in enumerate(response.iter("option"), 1)
            if one.get("correct", "").lower() == "true"
        ]
        row: Data = {
            "id": f"row-{at}",
            "text": response.findtext("label", ""),
            "answer": f"option-{right[0]}" if right else "",
        }
        hint = response.find(".//optionhint")
        if hint is not None:
            row["feedback"] = guessed(_inner(hint), inline=True)
        rows.append(row)
    if lead is not None:
        made: Data = {"kind": "matching", "text": guessed(_inner(lead))}
        made |= {"options": options, "rows": rows}
        if explanation := _explanation(problem):
            made["explanation"] = explanation
        yield made | base


def _with(base: Data, response: etree._Element, kind: str, **more: Any) -> Data:
    """What all questions with one answer to give have in common, and *more*."""
    asked = []
    for part in response:
        if part.tag == "label":
            asked.append(f"<p>{_inner(part)}</p>")
        elif part.tag in _ANSWERS:
            break
        elif isinstance(part.tag, str):
            asked.append(etree.tostring(part, method="html", encoding="unicode", with_tail=False))
    made = {"kind": kind, "text": guessed("\n".join(asked))}
    made |= {key: value for key, value in more.items() if value != ""}
    if explanation := _explanation(response):
        made["explanation"] = explanation
    return made | base


_ANSWERS = (
    *("choicegroup", "checkboxgroup", "textline", "correcthint", "additional_answer"),
    *("responseparam", "solution"),
)


def _explanation(above: etree._Element) -> str:
    detail = above.find("solution/div")
    return guessed(_inner(detail)) if detail is not None else ""


def _html(element: etree._Element | None) -> str:
    return "" if element is None else guessed(_inner(element), inline=True)


def _inner(element: etree._Element, without: str = "") -> str:
    """The HTML in an element of a problem."""
    first = element[0] if len(element) else None
    if first is not None and first.tag == "span" and not first.attrib and not element.text:
        parts = [_inner(first), first.tail or ""]
        rest = list(element)[1:]
    else:
        parts, rest = [_escaped(element.text or "")], list(element)
    for child in rest:
        if child.tag != without:
            parts.append(etree.tostring(child, method="html", encoding="unicode"))
    return "".join(parts)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _as_number(text: str) -> int | float | str:
    for form in (int, float):
        try:
            return form(text)
        except ValueError:
            pass
    return text
