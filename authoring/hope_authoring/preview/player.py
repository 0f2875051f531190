"""The runtime: as much of the LMS as blocks need, for one learner and one request."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from lxml import etree
from xblock.core import XBlock
from xblock.fields import ScopeIds
from xblock.reference.user_service import XBlockUser
from xblock.runtime import KvsFieldData, MemoryIdManager, Runtime

from .native import block_class
from .package import Component, Course, Unit, read_course
from .store import Work


@dataclass(frozen=True)
class Learner:
    """Somebody who tries the course out."""

    id: int
    name: str
    is_staff: bool = False


LEARNERS = (
    Learner(1, "Ana"),
    Learner(2, "Boris"),
    Learner(3, "Chiara"),
    Learner(4, "Trainer", is_staff=True),
)

NOBODY = Learner(0, "")
"""Stands for the learner where there is none."""


@dataclass(frozen=True)
class Progress:
    """How far a learner has come."""

    done: int
    total: int
    part: float
    """Done, from 0 to 1, with activities that are done in part."""
    earned: float
    possible: float

    @property
    def is_complete(self) -> bool:
        """Whether all is done."""
        return self.total > 0 and self.done == self.total


@dataclass(frozen=True)
class Parsed:
    """A block as an import leaves it."""

    component: Component
    class_: type[XBlock]
    fields: Mapping[Any, Any]
    """Those that are the same for all learners."""
    points: tuple[float, float | None] | None
    """Its points, and its weight; None where it gives no points."""
    version: str
    """Names what stands in the package: another, where anything of the block has changed."""


class _Fields(Mapping[Any, Any]):
    """The fields of all blocks, by the keys that XBlock has for them."""

    def __init__(self, parsed: Mapping[str, Parsed]) -> None:
        self._parsed = parsed

    def __getitem__(self, key: Any) -> Any:
        return self._parsed[str(key.block_scope_id)].fields[key]

    def __iter__(self) -> Iterator[Any]:
        return (key for one in self._parsed.values() for key in one.fields)

    def __len__(self) -> int:
        return sum(len(one.fields) for one in self._parsed.values())


class Player:
    """A course package, its blocks parsed once by their own classes."""

    def __init__(self, files: Mapping[str, bytes], before: Player | None = None) -> None:
        """Reads the *files* of a package; what is the same as *before* is taken from there."""
        self.course: Course = read_course(files, before.course if before else None)
        self.components: Mapping[str, Component] = {
            component.name: component
            for unit in self.course.units()
            for component in unit.components
        }
        known: Mapping[str, Parsed] = before.parsed if before else {}
        self.parsed: Mapping[str, Parsed] = {
            usage: found
            if (found := known.get(usage)) and found.component is component
            else self._parsed(component)
            for usage, component in self.components.items()
        }
        """The blocks as they were imported."""
        self.content: Mapping[Any, Any] = _Fields(self.parsed)
        """The fields of blocks that are the same for all learners."""

    def _parsed(self, component: Component) -> Parsed:
        """Parses a block, as an import does, and asks it for its points, as the LMS then does."""
        version = hashlib.sha256(etree.tostring(component.node)).hexdigest()[:12]
        class_ = block_class(component.node)
        fields: dict[Any, Any] = {}
        for name in {"xblock-family", "url_name", "group_access"} & set(component.node.attrib):
            del component.node.attrib[name]  # the platform's own, and no fields
        lms = Lms(self, NOBODY, Work(fields))
        keys = ScopeIds(None, component.type, component.usage, component.usage)
        block = lms.mixologist.mix(class_).parse_xml(component.node, lms, keys)
        block.save()
        points = None
        if getattr(block, "has_score", False):
            points = float(block.max_score()), getattr(block, "weight", None)
        return Parsed(component, class_, fields, points, version)

    def place(self, id_: str) -> tuple[Unit, str] | None:
        """The unit that anything of the course begins in, and the block, if it is one."""
        for chapter, sequence, unit in self.course.places():
            if id_ in (chapter.id, sequence.id, unit.id):
                return unit, ""
            if any(component.id == id_ for component in unit.components):
                return unit, id_
        return None


class Lms(Runtime):
    """The LMS as blocks see it."""

    def __init__(self, player: Player, learner: Learner, work: Work) -> None:
        super().__init__(
            MemoryIdManager(),
            MemoryIdManager(),
            services={
                "field-data": KvsFieldData(work),
                "user": _Users(learner),
                "replace_urls": Links(player),
                "studio_user_permissions": _Permissions(learner),
            },
        )
        self.player = player
        self.learner = learner
        self._work = work

    def anew(self) -> Lms:
        """The same for a request that comes now: with the learner's work as it is kept."""
        return Lms(self.player, self.learner, Work(self.player.content, self.learner.id))

    @property
    def course(self) -> Course:
        """The course that is played."""
        return self.player.course

    def block(self, component: Component) -> XBlock:
        """A block as the learner has it."""
        keys = ScopeIds(self.learner.id, component.type, component.usage, component.usage)
        class_ = self.player.parsed[component.name].class_
        return self.construct_xblock_from_class(class_, keys)

    def progress(self, units: Iterable[Unit]) -> Progress:
        """How far the learner has come in *units*, by what blocks have published."""
        usages = [component.name for unit in units for component in unit.components]
        done = [self._done(usage) for usage in usages if self._counts(usage)]
        points = [self._points(usage) for usage in usages]
        return Progress(
            done=sum(part == 1 for part in done),
            total=len(done),
            part=sum(done) / len(done) if done else 0.0,
            earned=sum(earned for earned, _ in points),
            possible=sum(possible for _, possible in points),
        )

    def _counts(self, usage: str) -> bool:
        return (
            getattr(self.player.parsed[usage].class_, "completion_mode", "completable")
            != "excluded"
        )

    def _done(self, usage: str) -> float:
        return float((self._work.published(usage, "completion") or {"completion": 0})["completion"])

    def _points(self, usage: str) -> tuple[float, float]:
        points = self.player.parsed[usage].points
        if points is None:
            return 0.0, 0.0
        raw_possible, weight = points
        # Who has answered, was graded by the points there were then.
        grade = self._work.published(usage, "grade") or {"value": 0, "max_value": raw_possible}
        earned, possible = float(grade["value"]), float(grade["max_value"])
        if weight is None or not possible:
            return earned, possible
        return earned * weight / possible, weight

    # What Runtime leaves to those who make one

    def publish(self, block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        """Keeps grades and completion; nobody here waits for other events."""
        usage = str(block.scope_ids.usage_id)
        if event_type == "grade":
            self._work.publish(
                usage, "grade", {key: event_data[key] for key in ("value", "max_value")}
            )
        elif event_type == "completion":
            self._work.publish(usage, "completion", {"completion": event_data["completion"]})

    def complete_on_view(self, block: XBlock) -> None:
        """Marks a block done that has only to be seen; the LMS does so after five seconds."""
        usage = str(block.scope_ids.usage_id)
        if getattr(block, "has_custom_completion", False) or self.player.parsed[usage].points:
            return
        if self._counts(usage) and self._done(usage) < 1:
            self.publish(block, "completion", {"completion": 1.0})

    def handler_url(
        self,
        block: XBlock,
        handler_name: str,
        suffix: str = "",
        query: str = "",
        thirdparty: bool = False,
    ) -> str:
        """Where a handler is called."""
        steps = [str(block.scope_ids.usage_id), handler_name, *([suffix] if suffix else [])]
        return str(reverse("handler", args=steps)) + (f"?{query}" if query else "")

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        """Where a file of a block's package is served."""
        return str(reverse("resource", args=[block.scope_ids.block_type, uri]))

    def resource_url(self, resource: str) -> str:
        """Where a file of the platform is served.

        XBlock wants every runtime to have this method. No block is played here that asks for
        files of the platform, and a wrong address would only hide that one does.
        """
        raise NotImplementedError(resource)

    def applicable_aside_types(self, block: XBlock) -> list[str]:
        """No asides, whatever else is installed here."""
        return []


class Links:
    """The LMS's service `replace_urls`: makes the portable links of a course work here."""

    def __init__(self, player: Player) -> None:
        self._player = player

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        """*text* with its quoted `/static/…` and `/jump_to_id/…` links pointing to this site."""
        text = _STATIC.sub(lambda found: str(reverse("file", args=[found[1]])), text)
        return text if static_replace_only else _JUMP.sub(self._jump, text)

    def _jump(self, found: re.Match[str]) -> str:
        place = self._player.place(found[1])
        if place is None:
            return found[0]
        unit, block = place
        return str(reverse("unit", args=[unit.id])) + (f"#block-{block}" if block else "")


_STATIC = re.compile(r"""(?<=["'])/static/([^"'\\?#]+)""")
_JUMP = re.compile(r"""(?<=["'])/jump_to_id/([\w.~-]+)/?""")


class _Permissions:
    """Studio's service: a trainer sees the answers here, and edits in files alone."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def can_read(self, key: Any) -> bool:
        return self._learner.is_staff

    def can_write(self, key: Any) -> bool:
        return False


class _Users:
    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def get_current_user(self) -> XBlockUser:
        learner = self._learner
        user = XBlockUser(is_current_user=True, full_name=learner.name)
        user.opt_attrs["edx-platform.is_authenticated"] = learner is not NOBODY
        if learner is not NOBODY:
            user.opt_attrs |= {
                "edx-platform.anonymous_user_id": f"preview-{learner.id}",
                "edx-platform.user_id": learner.id,
                "edx-platform.username": learner.name.lower(),
                "edx-platform.user_is_staff": learner.is_staff,
                "edx-platform.user_is_global_staff": False,
                "edx-platform.user_is_beta_tester": False,
                "edx-platform.user_role": "staff" if learner.is_staff else "student",
                "edx-platform.user_preferences": {},
            }
        return user
