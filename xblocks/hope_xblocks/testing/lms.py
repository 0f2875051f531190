"""A small LMS in memory: the real XBlock classes, what was published, what was written."""

from __future__ import annotations

import gettext
import json
from typing import Any

from lxml import etree
from webob import Request
from xblock.core import XBlock
from xblock.fields import DateTime, Scope
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime
from xblock.scorable import ScorableXBlockMixin, Score


class CountingStore(DictKeyValueStore):
    """Counts the writes, as the LMS's database would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[list[str]] = []

    def set_many(self, update_dict: dict[Any, Any]) -> None:
        """One write, of these fields."""
        self.writes.append(sorted(key.field_name for key in update_dict))
        super().set_many(update_dict)


class Inherited:
    """What the platform gives every block as a field, and tells each learner in their own way."""

    due = DateTime(scope=Scope.settings, default=None)


class User:
    """What the platform's user service tells of a learner, a member of staff, or a visitor."""

    def __init__(self, staff: bool = False, signed_in: bool = True) -> None:
        self.opt_attrs: dict[str, Any] = {"edx-platform.is_authenticated": signed_in}
        if signed_in:
            self.opt_attrs["edx-platform.user_is_staff"] = staff
            self.opt_attrs["edx-platform.user_id"] = 2 if staff else 1

    def get_current_user(self) -> User:
        """Whoever is at the screen."""
        return self


class ReplaceUrls:
    """Makes /static/ links work, as the platform's service does."""

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        """*text* with links to the files of a course that work."""
        return text.replace('"/static/', '"/asset-v1/')


class SmallLms(Runtime):
    """Runs blocks for one learner; keeps nothing but what it is asked to.

    Args:
        staff: whether the learner is a member of the course team.
        user: somebody else at the screen, a visitor for one.
        without: names of services that are absent, as some are in Studio or without a user.
        services: further services by name.
    """

    def __init__(
        self,
        staff: bool = False,
        user: User | None = None,
        without: tuple[str, ...] = (),
        **services: Any,
    ) -> None:
        self.store = CountingStore()
        self.published: list[tuple[str, dict[str, Any]]] = []
        ids = MemoryIdManager()
        offered = {
            "i18n": gettext.NullTranslations(),
            "user": user or User(staff),
            "replace_urls": ReplaceUrls(),
            "field-data": KvsFieldData(self.store),
            **services,
        }
        super().__init__(
            ids,
            id_generator=ids,
            mixins=(Inherited,),
            services={name: made for name, made in offered.items() if name not in without},
        )
        self.user_id = "learner"

    def parse(self, xml: str) -> XBlock:
        """The block of an inline OLX element."""
        return self.get_block(self.parse_xml_string(xml))

    def export(self, block: XBlock) -> str:
        """The OLX element of *block*."""
        node = etree.Element("unknown")
        block.add_xml_to_node(node)
        return str(etree.tostring(node, encoding="unicode"))

    def publish(self, block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        """Remembers what was published; points are handed back to their block, as the LMS does."""
        self.published.append((event_type, event_data))
        is_grade = isinstance(block, ScorableXBlockMixin) and event_type == "grade"
        if is_grade and not event_data.get("only_if_higher"):
            block.set_score(Score(event_data["value"], event_data["max_value"]))

    def handler_url(self, block: Any, handler_name: str, suffix: str = "", **more: Any) -> str:
        """Where a handler would be."""
        return f"/handler/{handler_name}" + (f"/{suffix}" if suffix else "")

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        """Where a public file would be."""
        return f"/resource/{block.scope_ids.block_type}/{uri}"

    def resource_url(self, resource: str) -> str:
        """Where a file of the platform would be."""
        return f"/static/{resource}"

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        """No asides; to find that out, XBlock would ask all installed packages at every view."""
        return []


def post(block: XBlock, handler: str, data: object) -> tuple[int, Any]:
    """Posts JSON to a handler as a browser does, and gives status and answer.

    A move says whose page it was made on; one that says nothing is made on the learner's own.
    """
    if handler == "move" and isinstance(data, dict):
        data = {"learner": block.page_token()} | data
    request = Request.blank("/", method="POST")
    request.body = data if isinstance(data, bytes) else json.dumps(data).encode()
    response = block.handle(handler, request)
    return response.status_code, json.loads(response.body)
