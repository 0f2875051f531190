"""An LMS in memory: runs the blocks of one distribution for one learner, and counts the writes."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from importlib.metadata import distribution
from itertools import count
from types import SimpleNamespace
from typing import Any

import django
import simplejson as json  # as the LMS does: it writes a named tuple as an object
from django.conf import settings
from fs.memoryfs import MemoryFS
from opaque_keys.edx.keys import CourseKey
from opaque_keys.edx.locator import BlockUsageLocator
from webob import Request, Response
from xblock.core import XBlock, XBlockMixin
from xblock.fields import Boolean, Scope, UserScope
from xblock.runtime import KeyValueStore, KvsFieldData, MemoryIdManager, Runtime

COURSE = CourseKey.from_string("course-v1:Bench+Bench+1")
RESOURCES = "/xblock/resource"


def configure(template_folders: Iterable[str]) -> None:
    """Set up the one Django of this process: no database is asked, English is spoken."""
    settings.configure(
        INSTALLED_APPS=[
            *("django.contrib.contenttypes", "django.contrib.auth"),
            "hope_xblocks.cohort",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": list(template_folders),
            }
        ],
        LANGUAGE_CODE="en",
        LMS_ROOT_URL="",
        PIPELINE={"PIPELINE_ENABLED": False},  # problem names its files by their place in `public`
        REQUIRE_DEBUG=True,
    )
    django.setup()


class Store(KeyValueStore):
    """Content as objects, which the LMS keeps in memory; learners' work as JSON, as its database.

    Every save of learners' work is noted: the fields and the bytes of their values.
    """

    def __init__(self) -> None:
        self.content: dict[Any, Any] = {}
        self.work: dict[Any, str] = {}
        self.saves: list[dict[str, int]] = []

    def forget(self) -> None:
        """All learners are newcomers again."""
        self.work.clear()
        self.saves.clear()

    def get(self, key: Any) -> Any:
        """A value, as it was put in."""
        return json.loads(self.work[key]) if of_learners(key) else self.content[key]

    def set(self, key: Any, value: Any) -> None:
        """Puts one value in."""
        self.set_many({key: value})

    def set_many(self, update_dict: dict[Any, Any]) -> None:
        """Puts values in: one save of one block."""
        written = {}
        for key, value in update_dict.items():
            if of_learners(key):
                self.work[key] = json.dumps(value)
                name = f"{key.block_scope_id}.{key.field_name}"
                written[name] = len(self.work[key].encode())
            else:
                self.content[key] = value
        if written:
            self.saves.append(written)

    def delete(self, key: Any) -> None:
        """Takes a value out."""
        del (self.work if of_learners(key) else self.content)[key]

    def has(self, key: Any) -> bool:
        """Whether there is a value."""
        return key in (self.work if of_learners(key) else self.content)


def of_learners(key: Any) -> bool:
    """Whether a key of a field belongs to learners, one or all; `children` has no such scope."""
    return getattr(key.scope, "user", UserScope.NONE) is not UserScope.NONE


class Ids(MemoryIdManager):
    """Names blocks as a course does."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count()

    def create_usage(self, def_id: str) -> BlockUsageLocator:
        """A name as blocks have in courses: some read its parts."""
        name = f"block{next(self._numbers)}"
        usage = BlockUsageLocator(COURSE, self.get_block_type(def_id), name)
        self._usages[usage] = def_id
        return usage


class I18n(gettext.NullTranslations):
    """The platform's i18n service in English, with the old names that old blocks use."""

    ugettext = gettext.NullTranslations.gettext
    ungettext = gettext.NullTranslations.ngettext


class ReplaceUrls:
    """Makes /static/ links work, as the platform's service does."""

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        """The text with links that work."""
        return text.replace('"/static/', '"/asset-v1/')


class LmsFields(XBlockMixin):
    """What the LMS adds to every block, as far as these blocks read it."""

    graded = Boolean(default=True, scope=Scope.settings)


class Lms(Runtime):
    """As much of the LMS as any of the measured blocks needs; the same for all of them."""

    def __init__(self, of: str) -> None:
        """Serves the blocks of the distribution *of*."""
        from xblock.reference.user_service import XBlockUser  # complains without Django's settings

        self.blocks = {
            # The platform's own blocks wait under such names for their old places in the LMS.
            entry.name.removeprefix("_").removesuffix("_extracted"): entry
            for entry in distribution(of).entry_points
            if entry.group == "xblock.v1"
        }
        self.classes: dict[str, type[XBlock]] = {}
        self.store = Store()
        self.published: list[tuple[str, Any]] = []
        self.resources_fs = MemoryFS()
        ids = Ids()
        user = XBlockUser(is_current_user=True, emails=["learner@example.org"])
        user.opt_attrs.update(
            {
                "edx-platform.user_id": 1,
                "edx-platform.username": "learner",
                "edx-platform.anonymous_user_id": "0" * 32,
                "edx-platform.user_is_staff": False,
            }
        )
        super().__init__(
            ids,
            field_data=KvsFieldData(self.store),
            id_generator=ids,
            mixins=(LmsFields,),
            services={
                "i18n": I18n(),
                "user": SimpleNamespace(get_current_user=lambda: user),
                "replace_urls": ReplaceUrls(),
                "settings": SimpleNamespace(
                    get_settings_bucket=lambda block, default=None: default or {}
                ),
                "sandbox": SimpleNamespace(
                    can_execute_unsafe_code=lambda: False, get_python_lib_zip=lambda: None
                ),
                "cache": SimpleNamespace(get=lambda key: None, set=lambda *rest: None),
                "xqueue": SimpleNamespace(waittime=0),
            },
        )
        self.user_id = "learner"

    def load(self, olx: str) -> BlockUsageLocator:
        """The name of the block that an OLX element describes, ready for a newcomer."""
        usage = self.parse_xml_string(olx)
        self.forget()
        return usage

    def forget(self) -> None:
        """As before the first learner came."""
        self.store.forget()
        self.published.clear()

    def post(self, block: XBlock, handler: str, request: Request, suffix: str = "") -> Response:
        """The answer of a block's handler, after all is saved."""
        return block.handle(handler, request, suffix)

    def resource(self, url: str) -> bytes:
        """The file behind a URL that `local_resource_url` made."""
        block_type, uri = url.removeprefix(RESOURCES + "/").split("/", 1)
        with self.load_block_type(block_type).open_local_resource(uri) as file:
            return bytes(file.read())

    # What a runtime offers to blocks

    def load_block_type(self, block_type: str) -> type[XBlock]:
        """The class of this name in the distribution."""
        if block_type not in self.classes:
            self.classes[block_type] = self.blocks[block_type].load()
        return self.classes[block_type]

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        """None, as in an LMS where none is switched on."""
        return []  # XBlock itself looks through all that is installed, with every render

    def publish(self, block: XBlock, event_type: str, event_data: Any) -> None:
        """Records it."""
        self.published.append((event_type, event_data))

    def get_policy(self, usage: object) -> dict[str, Any]:
        """No settings beside those in the OLX."""
        return {}

    def handler_url(self, block: XBlock, handler_name: str, *rest: Any, **more: Any) -> str:
        """An address that a page may hold."""
        return f"/xblock/{block.scope_ids.usage_id}/handler/{handler_name}"

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        """An address that `resource` understands."""
        return f"{RESOURCES}/{block.scope_ids.block_type}/{uri}"

    def resource_url(self, resource: str) -> str:
        """An address of the LMS's own files."""
        return f"/static/{resource}"
