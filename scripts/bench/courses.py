"""One made-up course in the languages of several compilers.

A unit is a page of 400 words and a question with four answers; ten units are a lesson, and a lesson
is a chapter. Each compiler gets the same words.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from random import Random

_TEXT = (
    "person officer wing report shift door family letter work visit routine record talk note quiet "
    "change support group time plan module question signal context reason meeting week phone yard "
    "school staff team help hope right duty court prison day night morning friend"
)
_WORDS = _TEXT.split()


class Unit:
    """The words of one unit."""

    def __init__(self, number: int) -> None:
        """Makes the words up, the same ones each time."""
        chance = Random(number)  # noqa: S311 - nothing secret
        self.id = f"u{number:04}"
        self.title = f"Unit {number}"
        self.paragraphs = [_prose(chance, 100) for _ in range(4)]
        self.question = _prose(chance, 12)
        self.options = [_prose(chance, 8) for _ in range(4)]
        self.right = number % 4


def _prose(chance: Random, count: int) -> str:
    sentences = []
    while count > 0:
        length = min(count, chance.randint(8, 16))
        sentences.append(" ".join(chance.choices(_WORDS, k=length)).capitalize() + ".")
        count -= length
    sentences[-1] = sentences[-1].replace(" hope", " **hope**", 1)
    return " ".join(sentences)


def _lessons(count: int) -> Iterator[tuple[int, list[Unit]]]:
    for start in range(0, count, 10):
        yield start // 10, [Unit(number) for number in range(start, min(start + 10, count))]


def ours(folder: Path, count: int, editions: tuple[str, ...] = ()) -> Path:
    """The course in our YAML, a file each unit; its folder."""
    course = folder / "courses/made-up"
    course.mkdir(parents=True)
    (folder / "regions").mkdir()
    for edition in editions:
        (folder / f"regions/{edition}.yaml").write_text(f"name: {edition}\n", "utf-8")
    chapters = []
    for number, units in _lessons(count):
        lesson = folder / f"modules/m{number:03}"
        lesson.mkdir(parents=True)
        names = []
        for unit in units:
            text = "\n\n".join(unit.paragraphs).replace("\n", "\n      ")
            options = "".join(
                f"      - id: o{at}\n        text: {option}\n"
                + ("        correct: true\n" if at == unit.right else "")
                for at, option in enumerate(unit.options)
            )
            only = (
                f"  - kind: text\n    only: {editions[number % len(editions)]}\n"
                if editions
                else ""
            )
            law = f"{only}    id: {unit.id}-law\n    title: Law\n    text: The law of this place.\n"
            (lesson / f"{unit.id}.yaml").write_text(
                f"id: {unit.id}\ntitle: {unit.title}\ncontent:\n"
                f"  - kind: text\n    id: {unit.id}-page\n    title: Page\n"
                f"    text: |\n      {text}\n"
                f"{law if editions and unit.id.endswith('0') else ''}"
                f"  - kind: question\n    id: {unit.id}-q\n    title: Question\n"
                f"    text: {unit.question}\n    options:\n{options}",
                "utf-8",
            )
            names.append(f"      - file: {unit.id}.yaml\n")
        (lesson / "module.yaml").write_text(
            f"id: c{number:03}\ntitle: Chapter {number}\nsequences:\n  - id: s{number:03}\n"
            f"    title: Lesson {number}\n    graded: true\n    units:\n{''.join(names)}",
            "utf-8",
        )
        chapters.append(f"  - file: ../../modules/m{number:03}/module.yaml\n")
    named = f"editions: [{', '.join(editions)}]\n" if editions else ""
    (course / "course.yaml").write_text(
        'org: HOPE\nnumber: MADE-UP\nrun: "1"\ntitle: Made up\nsummary: A course.\nabout: About.\n'
        f"{named}chapters:\n{''.join(chapters)}",
        "utf-8",
    )
    return course


def latex(folder: Path, count: int) -> Path:
    """The course for latex2edx; its file."""
    parts = [
        "\\documentclass[12pt]{article}\n\\usepackage{edXpsl}\n\\begin{document}\n"
        "\\begin{edXcourse}{1.00x}{Made up}[url_name=run1]\n"
    ]
    for number, units in _lessons(count):
        parts.append(
            f"\\begin{{edXchapter}}{{Chapter {number}}}[url_name=c{number:03}]\n"
            f"\\begin{{edXsection}}{{Lesson {number}}}[url_name=s{number:03}]\n"
        )
        for unit in units:
            page = "\n\n".join(map(_plain, unit.paragraphs))
            options = ",".join(f'"{_plain(option)}"' for option in unit.options)
            parts.append(
                f"\\begin{{edXvertical}}{{{unit.title}}}[url_name={unit.id}]\n"
                f"\\begin{{edXtext}}{{Page}}[url_name={unit.id}p]\n{page}\n\\end{{edXtext}}\n"
                f"\\begin{{edXproblem}}{{Question}}{{url_name={unit.id}q}}\n"
                f"{_plain(unit.question)}\n\n"
                f'\\edXabox{{type="multichoice" expect="{_plain(unit.options[unit.right])}" '
                f"options={options}}}\n\\end{{edXproblem}}\n\\end{{edXvertical}}\n"
            )
        parts.append("\\end{edXsection}\n\\end{edXchapter}\n")
    parts.append("\\end{edXcourse}\n\\end{document}\n")
    file = folder / "course.tex"
    file.write_text("".join(parts), "utf-8")
    return file


def mako(folder: Path, count: int) -> Path:
    """The course for olx-utils: XML with Mako, and Markdown beside it; its folder."""
    folders = ("course", "chapter", "sequential", "vertical", "html", "problem", "markdown")
    for name in (*folders, "policies/_base"):
        (folder / name).mkdir(parents=True)
    (folder / "policies/_base/policy.json").write_text("{}", "utf-8")
    (folder / "course.xml").write_text(
        '<course url_name="1" org="HOPE" course="MADE-UP"/>', "utf-8"
    )
    chapters = []
    for number, units in _lessons(count):
        for unit in units:
            page = "\n\n".join(unit.paragraphs)
            (folder / f"markdown/{unit.id}.md").write_text(page, "utf-8")
            (folder / f"html/{unit.id}p.xml").write_text(
                f'<html display_name="Page">${{olx_helpers.markdown_file("markdown/{unit.id}.md")}}'
                "</html>",
                "utf-8",
            )
            (folder / f"problem/{unit.id}q.xml").write_text(_problem(unit), "utf-8")
            (folder / f"vertical/{unit.id}.xml").write_text(
                f'<vertical display_name="{unit.title}"><html url_name="{unit.id}p"/>'
                f'<problem url_name="{unit.id}q"/></vertical>',
                "utf-8",
            )
        below = "".join(f'<vertical url_name="{unit.id}"/>' for unit in units)
        (folder / f"sequential/s{number:03}.xml").write_text(
            f'<sequential display_name="Lesson">{below}</sequential>', "utf-8"
        )
        (folder / f"chapter/c{number:03}.xml").write_text(
            f'<chapter display_name="C"><sequential url_name="s{number:03}"/></chapter>', "utf-8"
        )
        chapters.append(f'<chapter url_name="c{number:03}"/>')
    (folder / "course/1.xml").write_text(f"<course>{''.join(chapters)}</course>", "utf-8")
    return folder


def cartridge(folder: Path, count: int) -> Path:
    """The course for cc2olx, a Common Cartridge; its file."""
    items, resources, files = [], [], {}
    for number, units in _lessons(count):
        below = []
        for unit in units:
            page = "".join(f"<p>{escape(_plain(one))}</p>" for one in unit.paragraphs)
            files[f"{unit.id}.html"] = (
                f"<html><head><title>P</title></head><body>{page}</body></html>"
            )
            files[f"{unit.id}q.xml"] = _qti(unit)
            below.append(
                f'<item identifier="i{unit.id}"><title>{unit.title}</title>'
                f'<item identifier="j{unit.id}" identifierref="{unit.id}p"><title>P</title></item>'
                f'<item identifier="k{unit.id}" identifierref="{unit.id}q"><title>Q</title></item>'
                "</item>"
            )
            resources.append(
                f'<resource identifier="{unit.id}p" type="webcontent" href="{unit.id}.html">'
                f'<file href="{unit.id}.html"/></resource><resource identifier="{unit.id}q" '
                'type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment">'
                f'<file href="{unit.id}q.xml"/></resource>'
            )
        items.append(
            f'<item identifier="c{number}"><title>Chapter {number}</title>{"".join(below)}</item>'
        )
    files["imsmanifest.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest identifier="m" '
        'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" '
        'xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest">'
        "<metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion>"
        "<lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string>Made up"
        "</lomimscc:string></lomimscc:title></lomimscc:general></lomimscc:lom></metadata>"
        '<organizations><organization identifier="o" structure="rooted-hierarchy">'
        f'<item identifier="root">{"".join(items)}</item></organization></organizations>'
        f"<resources>{''.join(resources)}</resources></manifest>"
    )
    file = folder / "course.imscc"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file


def _plain(text: str) -> str:
    return text.replace("**", "")


def _problem(unit: Unit) -> str:
    choices = "".join(
        f'<choice correct="{str(at == unit.right).lower()}">{escape(_plain(option))}</choice>'
        for at, option in enumerate(unit.options)
    )
    return (
        f'<problem display_name="Question"><multiplechoiceresponse><label>{_plain(unit.question)}'
        f"</label><choicegroup>{choices}</choicegroup></multiplechoiceresponse></problem>"
    )


def _qti(unit: Unit) -> str:
    labels = "".join(
        f'<response_label ident="{at}"><material><mattext texttype="text/plain">'
        f"{escape(_plain(option))}</mattext></material></response_label>"
        for at, option in enumerate(unit.options)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><questestinterop '
        'xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'
        f'<assessment ident="{unit.id}a" title="Q"><section ident="root_section">'
        f'<item ident="{unit.id}x" title="Q"><itemmetadata><qtimetadata><qtimetadatafield>'
        "<fieldlabel>cc_profile</fieldlabel><fieldentry>cc.multiple_choice.v0p1</fieldentry>"
        "</qtimetadatafield></qtimetadata></itemmetadata><presentation><material>"
        f'<mattext texttype="text/html">{_plain(unit.question)}</mattext></material>'
        '<response_lid ident="r" rcardinality="Single"><render_choice>'
        f"{labels}</render_choice></response_lid></presentation><resprocessing><outcomes>"
        '<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'
        '<respcondition continue="No"><conditionvar>'
        f'<varequal respident="r">{unit.right}</varequal></conditionvar>'
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing></item>'
        "</section></assessment></questestinterop>"
    )
