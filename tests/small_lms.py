"""A small LMS in memory: one learner, the real XBlock classes, what was published and written."""

from __future__ import annotations

import gettext
import json
from typing import Any

from lxml import etree
from webob import Request
from xblock.core import XBlock
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime


class CountingStore(DictKeyValueStore):
    """Counts the writes, as the LMS's database would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[list[str]] = []

    def set_many(self, update_dict: dict[Any, Any]) -> None:
        self.writes.append(sorted(key.field_name for key in update_dict))
        super().set_many(update_dict)


class User:
    """What the platform's user service tells."""

    def __init__(self, staff: bool) -> None:
        self.opt_attrs = {"edx-platform.user_is_staff": staff}

    def get_current_user(self) -> User:
        return self


class ReplaceUrls:
    """Makes /static/ links work, as the platform's service does."""

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        return text.replace('"/static/', '"/asset-v1/')


class SmallLms(Runtime):
    """Runs blocks for one learner; keeps nothing but what it is asked to."""

    def __init__(self, staff: bool = False, **services: Any) -> None:
        self.store = CountingStore()
        self.published: list[tuple[str, dict[str, Any]]] = []
        ids = MemoryIdManager()
        super().__init__(
            ids,
            field_data=KvsFieldData(self.store),
            id_generator=ids,
            services={
                "i18n": gettext.NullTranslations(),
                "user": User(staff),
                "replace_urls": ReplaceUrls(),
                **services,
            },
        )
        self.user_id = "learner"

    def parse(self, xml: str) -> XBlock:
        """The block of an inline OLX element."""
        usage = self.parse_xml_string(xml)
        return self.get_block(usage)

    def export(self, block: XBlock) -> str:
        """The OLX element of *block*."""
        node = etree.Element("unknown")
        block.add_xml_to_node(node)
        return etree.tostring(node, encoding="unicode")

    def publish(self, block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        self.published.append((event_type, event_data))

    def handler_url(self, block: Any, handler_name: str, *rest: Any, **more: Any) -> str:
        return f"/handler/{handler_name}"

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        return f"/resource/{block.scope_ids.block_type}/{uri}"

    def resource_url(self, resource: str) -> str:
        return f"/static/{resource}"


def post(block: XBlock, handler: str, data: object) -> tuple[int, Any]:
    """Posts JSON to a handler as a browser does, and gives status and answer."""
    request = Request.blank("/", method="POST")
    request.body = data if isinstance(data, bytes) else json.dumps(data).encode()
    response = block.handle(handler, request)
    return response.status_code, json.loads(response.body)
