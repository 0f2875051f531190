"""A package becomes a course in YAML that builds the same package."""

import io
import os
import re
import tarfile
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from hope_authoring import cli
from hope_authoring.compile import compile_editions
from hope_authoring.importer import CannotImport, import_course

HERE = Path(__file__).parents[1]
ODD = HERE / "courses/exports/odd"
COURSES = [
    HERE / "courses/small/courses/small",
    HERE / "courses/exports/all-kinds",
    *sorted((HERE.parent / "course_content/courses").iterdir()),
]


def files(archive: bytes):
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def packed(folder: Path, **members: bytes) -> Path:
    """A package, as somebody who means harm may make it."""
    with tarfile.open(folder / "export.tar.gz", "w:gz") as tar:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return folder / "export.tar.gz"


def small(folder: Path, vertical: str, **more: str) -> Path:
    """An export with one page."""
    course = f"""<course url_name="R" org="O" course="C" display_name="T">
    <chapter url_name="c" display_name="C">
    <sequential url_name="s" display_name="S">{vertical}</sequential></chapter></course>"""
    for name, text in {"course.xml": course, **more}.items():
        file = folder / "export" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "export"


def imported(folder: Path, vertical: str, **more: str):
    """The report on an import, and the one unit of the course that it made."""
    report = import_course(small(folder, vertical, **more), folder / "made")
    sequence = (folder / "made/chapters/c/s.yaml").read_text(encoding="utf-8")
    assert (report.faults, report.differences) == ([], [])
    return report, yaml.safe_load(sequence)["units"][0]


def page(blocks: str) -> str:
    return f'<vertical url_name="p" display_name="P">{blocks}</vertical>'


@pytest.mark.courses
@pytest.mark.parametrize("course", COURSES, ids=lambda path: path.name)
def test_what_we_built_is_built_again_byte_for_byte(course, tmp_path):
    for build in compile_editions(course):
        package = tmp_path / f"{build.name}.tar.gz"
        package.write_bytes(build.archive)

        report = import_course(package, tmp_path / build.name)
        (again,) = compile_editions(tmp_path / build.name)

        assert files(again.archive) == files(build.archive)
        assert (report.along, report.rest, report.notes) == ([], [], [])
        assert (report.faults, report.differences) == ([], [])


def test_all_kinds_come_back_as_what_they_were(tmp_path):
    (build,) = compile_editions(HERE / "courses/exports/all-kinds")
    (tmp_path / "all.tar.gz").write_bytes(build.archive)
    written = [block.kind for *_, unit in build.course.units() for block in unit.content]

    import_course(tmp_path / "all.tar.gz", tmp_path / "made")
    (again,) = compile_editions(tmp_path / "made")

    assert [block.kind for *_, unit in again.course.units() for block in unit.content] == written
    assert again.course.groups == build.course.groups


# Odd shapes


def test_an_odd_export_is_the_same_course_again(tmp_path):
    report = import_course(ODD, tmp_path)

    assert (report.faults, report.differences) == ([], [])
    assert report.compared == 30


def test_what_was_imported_is_built_the_same_when_it_is_imported_again(tmp_path):
    builds = []
    source = ODD
    for name in ("first", "second"):
        import_course(source, tmp_path / name)
        (build,) = compile_editions(tmp_path / name)
        source = tmp_path / f"{name}.tar.gz"
        source.write_bytes(build.archive)
        builds.append(files(build.archive))

    assert builds[0] == builds[1]


def test_what_was_not_understood_is_kept_and_named(tmp_path):
    report = import_course(ODD, tmp_path)

    assert {one.file for one in report.rest} == {
        *("drafts/vertical/new.xml", "html/orphan.html", "html/orphan.xml", "notes.txt")
    }
    assert all((tmp_path / "olx-rest" / one.file).is_file() for one in report.rest)
    assert [note.split()[0] for note in report.notes] == [
        *("a", "html/deep/below.html", "a", "the", "policy.json", "the")
    ]


def test_a_name_that_is_no_id_is_kept_beside_one(tmp_path):
    import_course(ODD, tmp_path)

    week = yaml.safe_load((tmp_path / "chapters/week-1.yaml").read_text(encoding="utf-8"))
    assert (week["id"], week["url_name"]) == ("week-1", "Week.1")
    (build,) = compile_editions(tmp_path)
    assert "course/chapter/Week.1.xml" in files(build.archive)


def test_a_quiz_of_ours_is_a_quiz_again_with_what_was_set_in_studio(tmp_path):
    import_course(ODD, tmp_path)

    (build,) = compile_editions(tmp_path)
    quiz = next(
        block for *_, unit in build.course.units() for block in unit.content if block.id == "quiz"
    )
    assert quiz.kind == "red_flag_quiz"
    assert quiz.settings == {"visible_to_staff_only": "true"}


def test_a_quiz_without_a_title_is_called_by_its_kind_and_built_without_one(tmp_path):
    text = "\n".join(
        [
            "scenario: He [left](#left) and [came back](#back).",
            "signals:",
            "- {id: left, label: flag, reason: It can catch fire.}",
            "- {id: back, label: neutral, reason: Anyone does.}",
            "label_names: {flag: Fire risk}",
        ]
    )
    olx = f'<hope_red_flag_quiz url_name="q">{text}</hope_red_flag_quiz>'
    _report, unit = imported(tmp_path, page(olx))
    (quiz,) = unit["content"]

    assert quiz["title"] == "Red-flag quiz"
    assert quiz["label_names"] == {"flag": "Fire risk"}
    assert quiz["settings"] == {"display_name": None}


def test_plain_html_becomes_markdown(tmp_path):
    html = '<html url_name="h" display_name="H"><![CDATA[<p>One <em>two</em></p>\n]]></html>'
    _report, unit = imported(tmp_path, page(html))

    assert unit["content"] == [{"kind": "text", "id": "h", "title": "H", "text": "One *two*"}]


@pytest.mark.parametrize(
    "html",
    [
        '<p class="big">One</p>',
        "<h2>One</h2>",
        "<p>One</p><script>go()</script>",
        '<p><a href="https://a.example">One</a></p>',  # ours would open in a new window
        "<p>One\u00a0</p>",
    ],
)
def test_html_that_markdown_cannot_say_stays_as_it_is(html, tmp_path):
    block = f'<html url_name="h" display_name="H"><![CDATA[{html}]]></html>'
    _report, unit = imported(tmp_path, page(block))

    assert unit["content"] == [
        {"kind": "olx", "id": "h", "title": "H", "olx": f"<html><![CDATA[{html}]]></html>"}
    ]


def test_texts_with_tabs_and_signs_of_all_scripts_can_be_read_by_people(tmp_path):
    html = "<p style='a'>\n\tПрва 😀 \n</p>"
    block = f'<html url_name="h" display_name="H"><![CDATA[{html}]]></html>'
    imported(tmp_path, page(block))

    text = (tmp_path / "made/chapters/c/s.yaml").read_text(encoding="utf-8")
    assert "\tПрва 😀 \n" in text


@pytest.mark.parametrize(
    "odd",
    [
        '<problem url_name="q" display_name="Q"><p>x</p></problem>',
        '<vertical url_name="v"/>',
        "<vertical/>",
        '<vertical url_name="v" display_name=""><vertical url_name="w"/></vertical>',
        '<sequential url_name="t"><vertical url_name="v"/></sequential>',
    ],
)
def test_what_has_no_place_in_our_outline_is_carried_whole(odd, tmp_path):
    report = import_course(
        small(tmp_path, odd, **{"vertical/v.xml": "<vertical/>", "vertical/w.xml": "<vertical/>"}),
        tmp_path / "made",
    )

    assert (report.faults, report.differences) == ([], [])


def test_a_block_that_is_too_large_for_a_file_of_ours_is_carried_as_a_file(tmp_path):
    html = f"<p style='a'>{'word ' * 60_000}</p>"
    report, _unit = imported(
        tmp_path,
        page('<html url_name="h"/>'),
        **{"html/h.xml": '<html filename="h" display_name="H"/>', "html/h.html": html},
    )

    assert "html/h.xml" in report.along


def test_a_title_that_would_be_read_as_json_stays_what_it_is(tmp_path):
    block = '<html url_name="h" display_name="&quot;null&quot;"><![CDATA[<p>x</p>]]></html>'
    _report, unit = imported(tmp_path, page(block))

    assert unit["content"][0]["title"] == "null"


def test_a_course_without_a_title_and_settings_gets_a_title(tmp_path):
    export = small(tmp_path, page('<poll url_name="h" question="What?"/>'))
    file = export / "course.xml"
    file.write_text(file.read_text().replace(' display_name="T"', ""))

    report = import_course(export, tmp_path / "made")

    assert report.notes == ["the course has no title; it is called “O C”"]
    assert (report.faults, report.differences) == ([], [])


# What may do harm


def test_a_file_that_would_lie_outside_is_refused(tmp_path):
    with pytest.raises(CannotImport, match="outside"):
        import_course(packed(tmp_path, **{"../evil.txt": b"x"}), tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_links_in_a_package_are_not_made(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with tarfile.open(tmp_path / "export.tar.gz", "w:gz") as tar:
        tar.add(small(tmp_path, page("<html url_name='h' filename='h'/>")), "course")
        link = tarfile.TarInfo("course/html/h.html")
        link.type, link.linkname = tarfile.SYMTYPE, str(secret)
        tar.addfile(link)

    import_course(tmp_path / "export.tar.gz", tmp_path / "made")

    assert not [
        file
        for file in (tmp_path / "made").rglob("*")
        if file.is_file() and "secret" in file.read_text()
    ]


@pytest.mark.slow
def test_a_package_that_swells_is_refused(tmp_path):
    with pytest.raises(CannotImport, match="too large"):
        import_course(packed(tmp_path, **{"course.xml": b"0" * 60_000_000}), tmp_path / "made")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_package_is_refused(data, tmp_path):
    (tmp_path / "export.tar.gz").write_bytes(data)
    with pytest.raises(CannotImport, match="no package"):
        import_course(tmp_path / "export.tar.gz", tmp_path / "made")


def test_a_file_with_entities_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    evil = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><vertical>&e;</vertical>'
    report = import_course(
        small(tmp_path, '<vertical url_name="v"/>', **{"vertical/v.xml": evil}), tmp_path / "made"
    )

    assert [one.file for one in report.rest] == ["vertical/v.xml"]
    (build,) = compile_editions(tmp_path / "made")
    assert not any(b"secret" in data for data in files(build.archive).values())


def test_a_name_that_leads_elsewhere_is_refused(tmp_path):
    with pytest.raises(CannotImport, match="which the platform refuses"):
        import_course(
            small(tmp_path, '<vertical url_name="..:..:v" display_name="V"/>'), tmp_path / "made"
        )


def test_parts_that_point_to_themselves_come_to_an_end(tmp_path):
    loop = '<vertical display_name="V"><vertical url_name="v"/></vertical>'
    report = import_course(
        small(tmp_path, '<vertical url_name="v"/>', **{"vertical/v.xml": loop}), tmp_path / "made"
    )

    assert "points to itself" in report.rest[0].reason


# What only such courses have


def test_a_setting_and_a_key_of_ours_cannot_both_say_the_same(tmp_path):
    imported(tmp_path, page('<poll url_name="h" display_name="H"/>'))
    file = tmp_path / "made/chapters/c/s.yaml"
    file.write_text(file.read_text() + "due: 2026-10-01\nsettings: {due: 2026-10-02T10:00:00Z}\n")

    (build,) = compile_editions(tmp_path / "made")

    assert [fault.code for fault in build.diagnostics] == ["our-setting"]


def test_a_setting_wins_over_what_the_compiler_writes_and_null_takes_it_out(tmp_path):
    imported(tmp_path, page('<html url_name="h" display_name="H"><![CDATA[<p>x</p>]]></html>'))
    file = tmp_path / "made/chapters/c/s.yaml"
    text = file.read_text().replace(
        "text: x", "text: x\n        settings: {display_name: null, a: b}"
    )
    file.write_text(text)

    (build,) = compile_editions(tmp_path / "made")

    assert b'<html url_name="h" a="b">' in files(build.archive)["course/vertical/p.xml"]


# The command


def test_the_command_says_what_came_of_it(tmp_path, capsys):
    assert cli.main(["import", str(ODD), "-o", str(tmp_path / "made")]) == 0

    said = capsys.readouterr().out
    assert "22 blocks: red_flag_quiz 1, text 1, 20 in the platform’s own language" in said
    assert "notes.txt: it is no part of a course that is known here" in said
    assert said.endswith("30 chapters, sequences, units and blocks were compared.\n")


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path, capsys):
    (tmp_path / "course.yaml").write_text("mine")

    assert cli.main(["import", str(ODD), "-o", str(tmp_path)]) == 2
    assert (tmp_path / "course.yaml").read_text() == "mine"
    assert "is not empty" in capsys.readouterr().err


# Exports of others: HOPE_EXPORTS names folders that hold them, divided by `:`


def exports():
    for place in filter(None, os.environ.get("HOPE_EXPORTS", "").split(os.pathsep)):
        roots = {file.parent for file in Path(place).rglob("course.xml")}
        yield from sorted(
            root for root in roots if root.name != "course" or root.parent not in roots
        )


def read_naively(root: Path):
    """What an export holds, read as plainly as can be: type, name and words of each element."""

    def walk(element):
        name = element.get("url_name")
        file = root / element.tag / f"{(name or '').replace(':', '/')}.xml"
        if name and set(element.attrib) <= {"url_name", "org", "course"} and file.is_file():
            element = ElementTree.parse(file).getroot()
        text = "".join(element.itertext())
        if filename := element.get("filename"):
            text = file.with_name(f"{filename}.html").read_text(encoding="utf-8")
        if element.tag in ("html", "problem"):
            words = unescape(
                re.sub(
                    r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", "", text, flags=re.DOTALL
                )
            )
            yield element.tag, name, "".join(words.split())
            return
        if name:
            yield element.tag, name, ""
        for child in element:
            yield from walk(child)

    return list(walk(ElementTree.parse(root / "course.xml").getroot()))


@pytest.mark.parametrize("export", list(exports()), ids=str)
def test_exports_of_others_are_the_same_courses_again(export, tmp_path):
    if "chapter" not in {type_ for type_, _name, _words in read_naively(export)}:
        with pytest.raises(CannotImport, match="has no chapters"):
            import_course(export, tmp_path / "made")
        return
    report = import_course(export, tmp_path / "made")
    (build,) = compile_editions(tmp_path / "made")
    with tarfile.open(fileobj=io.BytesIO(build.archive)) as tar:
        tar.extractall(tmp_path / "built", filter="data")

    assert (report.faults, report.differences) == ([], [])
    assert read_naively(tmp_path / "built/course") == read_naively(export)
