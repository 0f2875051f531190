"""What the process with Studio in it can be told to do."""

import json
from io import BytesIO

from django.conf import settings
from opaque_keys.edx.keys import CourseKey, UsageKey
from xmodule.modulestore.django import modulestore

from browser import Browser, migrate, person

__all__ = ["migrate"]

AUTHOR = "author"
_browsers = {}


def _browser():
    if not _browsers:
        settings.GITHUB_REPO_ROOT.mkdir(exist_ok=True)
        person(AUTHOR, staff=True)
        _browsers[AUTHOR] = Browser(AUTHOR)
    return _browsers[AUTHOR]


def create_course(org, number, run, title):
    """Makes an empty course, as Studio's form does; its key."""
    data = {"org": org, "number": number, "run": run, "display_name": title}
    status, answer = _browser().post("/course/", data)
    assert status == 200, (status, answer)
    assert "course_key" in answer, answer
    return answer["course_key"]


def import_package(course, name, package):
    """Imports a package through Studio's page for that; what Studio says of it then."""
    file = BytesIO(package)
    file.name = name
    status, answer = _browser().upload(f"/import/{course}", **{"course-data": file})
    assert status == 200, (status, answer)
    status, text = _browser().get(f"/import_status/{course}/{name}")
    assert status == 200, (status, text)
    return json.loads(text)


def tree(course):
    """All blocks of the course that hang together: type, id, title and parent of each."""
    found = []

    def walk(block, parent):
        found.append(
            (block.location.block_type, block.location.block_id, block.display_name, parent)
        )
        for child in block.get_children():
            walk(child, block.location.block_id)

    with modulestore().bulk_operations(CourseKey.from_string(course)):
        walk(modulestore().get_course(CourseKey.from_string(course), depth=None), None)
    return found


def fields(usage):
    """What Studio keeps of a block of ours."""
    block = modulestore().get_item(UsageKey.from_string(usage))
    names = ("content", "display_name", "weight", "content_note", "may_skip")
    return {name: getattr(block, name) for name in names}


def handler(usage, name, data):
    """Status and answer of a block's handler in Studio."""
    return _browser().post(f"/xblock/{usage}/handler/{name}", data)


def view(usage, name):
    """Status and answer of a block's view, as the unit page and the editor ask for it."""
    status, text = _browser().get(f"/xblock/{usage}/{name}")
    return status, json.loads(text) if status == 200 else text


def duplicate(usage, parent):
    """Duplicates a block; the key of the new one."""
    data = {"duplicate_source_locator": usage, "parent_locator": parent}
    status, answer = _browser().post("/xblock/", data)
    assert status == 200, (status, answer)
    return answer["locator"]


def paste(usage, parent):
    """Copies a block to the clipboard and pastes it; the key of the new one."""
    status, answer = _browser().post("/api/content-staging/v1/clipboard/", {"usage_key": usage})
    assert status == 200, (status, answer)
    data = {"parent_locator": parent, "staged_content": "clipboard"}
    status, answer = _browser().post("/xblock/", data)
    assert status == 200, (status, answer)
    return answer["locator"]


def create_block(type_, parent):
    """Adds an empty block, as a click on a button of the unit page does; its key."""
    status, answer = _browser().post("/xblock/", {"category": type_, "parent_locator": parent})
    assert status == 200, (status, answer)
    return answer["locator"]


def menu(course):
    """What Studio's "Advanced" button offers in a course: block type to words."""
    from cms.djangoapps.contentstore.views.component import get_component_templates

    groups = get_component_templates(modulestore().get_course(CourseKey.from_string(course)))
    (advanced,) = (group for group in groups if group["type"] == "advanced")
    return {one["category"]: one["display_name"] for one in advanced["templates"]}


def publish(usage):
    """Publishes a block with all that is in it."""
    status, answer = _browser().post(f"/xblock/{usage}", {"publish": "make_public"})
    assert status == 200, (status, answer)
