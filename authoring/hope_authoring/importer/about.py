"""What an export says of the course as a whole → the keys of course.yaml."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from typing import Any

from hope_xblocks.content import InvalidContent, read

from ..olx import ASSIGNMENT
from ..settings import OURS, Certificate, Group, certificates, partition
from .blocks import Data
from .markdown import to_markdown
from .reading import Export

KEYS = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def course_keys(export: Export) -> Data:
    """The keys of the course, but for its chapters; each may have to be put right afterwards."""
    policy = export.policy
    name = _line(policy.get("display_name")) or f"{export.org} {export.number}"
    if not policy.get("display_name"):
        export.notes.append(f"the course has no title; it is called “{name}”")
    made: Data = {
        "title": name,
        "org": _key(export, export.org),
        "number": _key(export, export.number),
        "run": _key(export, export.run),
    }
    language = policy.get("language")
    if isinstance(language, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", language):
        made["language"] = language
    start, end = _day(policy.get("start")), _day(policy.get("end"))
    if start:
        made["start"] = start.isoformat()
    if end and end > (start or date(2026, 1, 1)):
        made["end"] = end.isoformat()
    elif start and start >= date(2035, 12, 31):
        made["end"] = start.replace(year=start.year + 10, day=1).isoformat()
    made["summary"] = _line(export.text("about/short_description.html")) or name
    overview = (export.text("about/overview.html") or "").strip()
    # Where there is one that cannot be said in Markdown, it goes along as it is, and wins.
    otherwise = "This page lies in `olx/about/overview.html`." if overview else name
    made["about"] = to_markdown(overview) or otherwise
    made |= _grades(export)
    made |= _enrolment(policy)
    made |= _certificate(policy, name)
    made |= _groups(policy)
    if isinstance(policy.get("self_paced"), bool):
        made["pacing"] = "self" if policy["self_paced"] else "instructor"
    asked = policy.get("pre_requisite_courses")
    if isinstance(asked, list) and asked and all(_is_course_key(one) for one in asked):
        made["prerequisites"] = asked
    handouts = to_markdown((export.text("info/handouts.html") or "").strip())
    if handouts:
        made["handouts"] = handouts
    if pages := _pages(export):
        made["pages"] = pages
    if updates := _updates(export):
        made["updates"] = updates
    settings = {
        key: value
        for key, value in policy.items()
        if key not in OURS and key != "advanced_modules" and _plain(key, value)
    }
    modules = policy.get("advanced_modules")
    if isinstance(modules, list) and all(isinstance(one, str) for one in modules):
        settings["advanced_modules"] = modules
    if settings:
        made["settings"] = settings
    return made


def formats(export: Export, made: Data) -> dict[str, str]:
    """What graded sequences count as: the platform's name for it → the value of `counts_as`."""
    grading = made.get("grading")
    if grading is None:
        return {ASSIGNMENT: ""} if _types(export) == [ASSIGNMENT] else {}
    return {one["title"]: one["id"] for one in grading}


def _types(export: Export) -> list[object]:
    graders = (export.grading or {}).get("GRADER")
    return [one.get("type") for one in graders or () if isinstance(one, dict)]


def _key(export: Export, text: str) -> str:
    if KEYS.fullmatch(text):
        return text
    made = re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:60].strip("-") or "course"
    export.notes.append(f"“{text}” in the key of the course became “{made}”")
    return made


def _line(text: object) -> str:
    return " ".join(text.split())[:500] if isinstance(text, str) else ""


def _day(text: object) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if isinstance(text, str) else None
    except ValueError:
        return None


def same_moment(one: object, other: object) -> bool:
    """Whether two settings are the same, or two ways to write the same moment."""
    if one == other:
        return True
    try:
        return (
            isinstance(one, str)
            and isinstance(other, str)
            and datetime.fromisoformat(one) == datetime.fromisoformat(other)
        )
    except (ValueError, TypeError):
        return False


def _grades(export: Export) -> Data:
    grading = export.grading or {}
    made: Data = {}
    cutoffs = grading.get("GRADE_CUTOFFS")
    if isinstance(cutoffs, dict) and cutoffs:
        lowest = min((one for one in cutoffs.values() if isinstance(one, (int, float))), default=0)
        if 0 <= lowest <= 1:
            made["pass_mark"] = round(lowest * 100)
    graders = grading.get("GRADER")
    if not isinstance(graders, list) or not all(isinstance(one, dict) for one in graders):
        return made
    if _types(export) == [ASSIGNMENT]:
        return made
    items = []
    for one in graders:
        name, weight = _line(one.get("type")), one.get("weight")
        if not name or not isinstance(weight, (int, float)):
            return made
        drop = one.get("drop_count") or 0
        item: Data = {"id": _slug(name), "title": name, "weight": round(weight * 100)}
        if drop:
            item["droppable"] = drop
        items.append(item)
    if _grading(export, items) == graders and len({item["id"] for item in items}) == len(items):
        made["grading"] = items
    return made


def _grading(export: Export, items: list[Data]) -> list[Data]:
    """What the compiler would write for these *items*; nothing where it would refuse them."""
    counts = Counter(
        one.get("format", "") for one in export.course.iter("sequential") if one.get("graded")
    )
    if sum(item["weight"] for item in items) != 100 or not all(
        item["id"] and counts[item["title"]] for item in items
    ):
        return []
    return [
        {
            "type": item["title"],
            "short_label": item["title"][:2],
            "min_count": counts[item["title"]],
            "drop_count": item.get("droppable", 0),
            "weight": item["weight"] / 100,
        }
        for item in items
    ]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-")


def _enrolment(policy: dict[str, Any]) -> Data:
    made = {}
    for key, name, ending in (
        ("start", "enrollment_start", "T00:00:00Z"),
        ("end", "enrollment_end", "T23:59:59Z"),
    ):
        text = policy.get(name)
        if isinstance(text, str) and text.endswith(ending) and (day := _day(text)):
            made[key] = day.isoformat()
    return {"enrolment": made} if made else {}


def _groups(policy: Data) -> Data:
    """The groups of the course, if they are as the compiler would write them."""
    try:
        (only,) = policy.get("user_partitions", ())
        groups = [{"id": _group_id(one), "title": one["name"]} for one in only["groups"]]
        made = tuple(Group(**one) for one in groups)
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {"groups": groups} if groups and partition(made) == only else {}


def _group_id(group: Data) -> str:
    """The id that a group has most likely had: its number is made of it."""
    words = _slug(group["name"]).split("-")
    likely = ["-".join(words[:end]) for end in range(len(words), 0, -1)] + words
    found = (id_ for id_ in likely if Group(id=id_, title=group["name"]).number == group["id"])
    return next(found, likely[0])


def _certificate(policy: Data, course: str) -> Data:
    """The certificate of the course, if it is as the compiler would write it."""
    try:
        (only,) = policy["certificates"]["certificates"]
        made: Data = {"title": only["course_title"]} if only["course_title"] else {}
        if policy.get("certificates_display_behavior") == "end":
            made["at_end"] = True
        made["signatories"] = [
            {"name": one["name"], "title": one["title"], "organisation": one["organization"]}
            for one in only["signatories"]
        ]
        whole = read(Certificate, made)
    except (InvalidContent, ValueError, TypeError, KeyError):
        return {}
    return {"certificate": made} if certificates(whole, course) == policy["certificates"] else {}


def _updates(export: Export) -> list[Data]:
    """The news of the course, if each can be said in Markdown."""
    items = export.data("info/updates.items.json")
    made: list[Data] = []
    for at, item in enumerate(items if isinstance(items, list) else (), 1):
        try:
            day = datetime.strptime(item["date"], "%B %d, %Y").date()
            text = to_markdown(item["content"])
            if item["id"] != at or item["status"] != "visible" or not text:
                return []
        except (ValueError, TypeError, KeyError):
            return []
        made.insert(0, {"date": day.isoformat(), "text": text})
    return made


def _is_course_key(text: object) -> bool:
    return isinstance(text, str) and bool(
        re.fullmatch(r"course-v1:[\w.~-]+\+[\w.~-]+\+[\w.~-]+", text)
    )


def _pages(export: Export) -> list[Data]:
    """The pages beside the outline, if each can be said in Markdown and has a name that fits."""
    tabs = export.policy.get("tabs")
    made: list[Data] = []
    for tab in tabs if isinstance(tabs, list) else ():
        if not isinstance(tab, dict) or tab.get("type") != "static_tab":
            continue
        slug, name = str(tab.get("url_slug", "")), _line(tab.get("name"))
        text = to_markdown((export.text(f"tabs/{slug}.html") or "").strip())
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or not name or not text:
            return []
        made.append({"id": slug, "title": name, "text": text})
    return made


def _plain(key: str, value: object) -> bool:
    """Whether a setting can stand in YAML: some words there mean something of their own."""
    if key in ("file", "only", "except"):
        return False
    if isinstance(value, dict):
        return all(_plain(name, below) for name, below in value.items())
    if isinstance(value, list):
        return all(_plain("", below) for below in value)
    return not isinstance(value, int) or abs(value) < 10**17
