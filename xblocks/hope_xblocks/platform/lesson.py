"""What a block has and keeps: its fields, its content, a learner's state, the host's services."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any, ClassVar
from zlib import crc32
from zoneinfo import ZoneInfo

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.exceptions import NoSuchServiceError
from xblock.fields import Boolean, Dict, Float, Integer, List, Scope, String

from ..content import Diagnostic, InvalidContent, without_hidden
from ..content.model import without_halves
from ..content.text import load_cached
from ..kinds import Given, Kind
from . import files, keeping
from .cohort import keys_of
from .rendering import Translations, render
from .sealing import is_pseudonym, pseudonym
from .timing import awaits_date, may_reveal, withholds
from .words import translations


def _(text: str) -> str:
    """Marks a word of the interface for translation, where none can be made yet."""
    return text


def titled(default: str) -> String:
    """The field with the title of a block, for which Studio's menu shows the *default*."""
    field = String(
        display_name=_("Title"),
        help=_("The name of this activity, shown above it."),
        scope=Scope.settings,
        default=default,
    )
    field.__name__ = "display_name"  # XBlock names what stands in the body of a class alone
    return field


def _wants_date(content: Any) -> bool:
    """Whether the author wants results to be shown after the due date alone."""
    return getattr(content, "feedback", "") == "due"


@XBlock.wants("enrollments", "i18n", "replace_urls", "user")
class Lesson(XBlock):
    """The ground that the parts of HopeXBlock stand on."""

    kind: ClassVar[Kind]
    _text = ""

    display_name = titled("")  # each kind has its own default
    # Named `content`, so that XBlock itself reads it from the text of the OLX element and writes
    # it back there.
    content = String(
        display_name=_("Content"),
        help=_("What is learned here, as YAML."),
        scope=Scope.content,
        default="",
    )
    weight = Float(
        display_name=_("Weight"),
        help=_("How many points this activity counts for; empty for its own points."),
        scope=Scope.settings,
        default=None,
        values={"min": 0},
    )
    content_note = String(
        display_name=_("Content note"),
        help=_("A word of warning that learners read before anything else, in Markdown."),
        scope=Scope.settings,
        default="",
    )
    may_skip = Boolean(
        display_name=_("May be skipped"),
        help=_("Whether learners may skip this activity after the content note; it is then done."),
        scope=Scope.settings,
        default=False,
    )
    # A field of its own, named so, because the LMS's "reset attempts" sets it to 0.
    attempts = Integer(scope=Scope.user_state, default=0)
    # The points as last published, or as staff have set them: [earned, possible].
    points = List(scope=Scope.user_state, default=[])
    state = Dict(scope=Scope.user_state, default={})
    # One row a learner for all our blocks of all courses, by course and block: what each finished
    # one was like, in sums. The platform shares such a field by its name alone.
    hope_record = Dict(scope=Scope.user_info, default={})

    # Content

    def _read(self) -> tuple[Any, tuple[Diagnostic, ...]]:
        """The content, or None and what is wrong with it."""
        # XBlock looks through the whole text at every access: once a request is enough.
        self._text = self.content or self.kind.sample_text
        try:
            return load_cached(self.kind.content, self._text), ()
        except InvalidContent as error:
            return None, error.diagnostics

    def _keys(self) -> str:
        """Names what answers to the content that was read mean, whatever its words."""
        return keys_of(self.kind, self._text)

    def _keys_of(self, kept: Mapping[str, Any]) -> str:
        """The same of work that was kept and goes on; nothing where it was begun with other keys.

        Such work stays out of totals, which are of one content: see docs/decisions/0026.
        """
        keys = self._keys()
        return keys if kept.get("keys", keys) == keys else ""

    def _title(self) -> str:
        is_set = self.display_name and self.fields["display_name"].is_set_on(self)
        return self.display_name if is_set else self._own_title()

    def _own_title(self) -> str:
        """What it is called without a title, in the reader's language."""
        return self._translations().gettext(self.kind.title)

    # State: {"revision", "move": id of the last, "work": the kind's own, "version": of its form if
    #         not 1, "entry": "begun" or "skipped", "done": greatest completion told,
    #         "withheld": whether points wait to be published,
    #         "by_staff": whether staff have "set" the points, or "recounted" what they had set,
    #         "aside": earlier work that cannot be read}

    def _state_of(self, kept: Any, attempts: Any, given: Given | None = None) -> Any:
        """The state that was kept, and nothing; or a fresh one, and the work that is unreadable."""
        kept, attempts = keeping.mapping(kept), keeping.count(attempts)
        try:
            return self.kind.state(kept, attempts, given), None
        except InvalidContent:
            work = kept.get("work")
        # Halves of characters could be sent once; without them, it may well be read.
        try:
            return self.kind.state({**kept, "work": without_halves(work)}, attempts, given), None
        except InvalidContent:
            return self.kind.state({}, 0, given), work

    def _given(self) -> Given | None:
        """What rules may know of the world, if they ask: chance, the day, the learner's record."""
        if not self.kind.wants_given:
            return None
        who = self._user("anonymous_user_id") or ""
        seed = crc32(f"{who} {self.scope_ids.usage_id}".encode())
        record = keeping.record(self._records().get(self._course()))
        return Given.model_construct(
            seed=seed, today=self._today(), record=record, occasions={}, elsewhere=False
        )

    def _records(self) -> Mapping[str, Any]:
        """The learner's record of all courses, by course; nobody else is shown it."""
        if self._is_disguised():
            return {}
        return keeping.mapping(keeping.field(self, "hope_record"))

    def _course(self) -> str:
        return str(getattr(self.scope_ids.usage_id, "context_key", ""))

    @staticmethod
    def _today() -> int:
        return int(datetime.now(UTC).timestamp()) // 86400

    def _stored(self) -> Mapping[str, Any]:
        """What the field `state` holds."""
        return keeping.mapping(keeping.field(self, "state"))

    def _revision(self) -> int:
        return keeping.count(self._stored().get("revision"))

    # Pages

    def _fragment(self, html: str, script: str = "", init: str = "") -> Fragment:
        fragment = Fragment(html)
        for address in self._style_sheets("hope"):
            fragment.add_css_url(address)
        if script:
            fragment.add_javascript_url(files.shared(self, script))
            fragment.initialize_js(init)
        return fragment

    def _style_sheets(self, *names: str) -> list[str]:
        """The addresses of shared style sheets, and of the kind's own, which has the last word."""
        addresses = [files.shared(self, f"{name}.css") for name in names]
        return [*addresses, *filter(None, [files.own_address(self, "css")])]

    def _render(self, template: str | list[str], **context: Any) -> str:
        context |= {"title": self._title(), "uid": self._uid(), "revision": self._revision()}
        return self._shared(template, **context)

    def _shared(self, template: str | list[str], **context: Any) -> str:
        """A template's HTML with nothing of a learner's work but what *context* holds."""
        words = {
            "number": self._number,
            "percent": self._percent,
            "day": self._day,
            "file": partial(files.own, self),
        }
        return render(self.kind.package, template, words | context, self._translations())

    def _view(self, content: Any, state: Any) -> Any:
        """All that the learner may see now.

        What must not be shown is not there: no template and no rule can let it slip.
        """
        reveal = self._may_reveal(content)
        return self.kind.rules.view(content if reveal else without_hidden(content), state, reveal)

    def _may_reveal(self, content: Any) -> bool:
        """Whether answers and points may be shown now, to whoever looks at this."""
        return may_reveal(self, self._is_staff(), _wants_date(content))

    def _awaits_date(self, content: Any) -> bool:
        """Whether answers and points are to be shown after the due date, which has not passed."""
        return awaits_date(self, _wants_date(content))

    def _withholds(self, content: Any) -> bool:
        """Whether points of a repetition may not be published now."""
        return withholds(self, _wants_date(content))

    def _number(self, value: float) -> str:
        """A number with two decimals at most, as the reader's language writes it."""
        # Translators: write one half as your language does, with its own decimal sign
        half = re.search(r"0(\D)5", self._translations().gettext("0.5"))
        sign = half[1] if half else "."
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", sign)

    def _percent(self, share: float) -> str:
        """A share in whole percent."""
        # Translators: a number of percent, as your language writes it
        return self._translations().gettext("{number} %").format(number=round(100 * share))

    def _day(self, day: date | int) -> str:
        """A day, or its number from 1970-01-01, as the platform writes it for the reader."""
        date_ = day if isinstance(day, date) else date(1970, 1, 1) + timedelta(day)
        moment = datetime(date_.year, date_.month, date_.day, tzinfo=UTC)
        service = self._service("i18n")
        knows_how = hasattr(service, "strftime")
        return str(service.strftime(moment, "SHORT_DATE") if knows_how else f"{moment:%Y-%m-%d}")

    def _uid(self) -> str:
        """A prefix for ids in the page, where other blocks stand beside this one."""
        return "h" + hashlib.sha256(str(self.scope_ids.usage_id).encode()).hexdigest()[:10]

    # Services: each may be absent (Studio, workbench, blocks without a user); none is missed

    def _service(self, name: str) -> Any:
        try:
            return self.runtime.service(self, name)
        except NoSuchServiceError:
            return None

    def _translations(self) -> Translations:
        return translations(self._service("i18n"), self.kind.package)

    def _user(self, attribute: str) -> Any:
        """What the platform says of whoever looks at this; None where it says nothing."""
        service = self._service("user")
        user = service.get_current_user() if service else None
        return getattr(user, "opt_attrs", {}).get(f"edx-platform.{attribute}")

    def page_token(self) -> str:
        """Names the learner whom a page is made for, and this block, without telling either.

        Each of their moves brings it along. It is nobody else's, so that an open page does not
        write into the work of whoever signs in after them on the same computer.
        """
        return pseudonym(*self._whose_page())

    def _is_token(self, token: str) -> bool:
        """Whether a page with this token was made for whoever sends from it now."""
        return is_pseudonym(token, *self._whose_page())

    def _whose_page(self) -> tuple[str, str, str]:
        return "page", str(self.scope_ids.user_id), str(self.scope_ids.usage_id)

    def _is_staff(self) -> bool:
        return bool(self._user("user_is_staff"))

    # While staff view a course as somebody else, the platform marks whom it takes for the user:
    # lms/djangoapps/courseware/masquerade.py, `setup_masquerade`.

    def _is_disguised(self) -> bool:
        """Whether staff are viewing the course as a learner whom they have chosen."""
        return hasattr(getattr(self._service("user"), "_django_user", None), "real_user")

    def _is_learner(self) -> bool:
        """Whether it is a learner in an LMS, and surely no member of staff, in whatever guise."""
        user = getattr(self._service("user"), "_django_user", None)
        known = self._user("is_authenticated") and self._user("user_is_staff") is False
        return bool(known) and not hasattr(user, "masquerade_settings")

    def _may_be_counted(self) -> bool:
        """Whether it is a learner of the course, where the platform says who is enrolled.

        Handlers need no enrolment: whoever has an account can reach them, and beta testers can
        before a course begins. openedx/core/djangoapps/enrollments/services.py.
        """
        if not self._is_learner() or self._user("user_is_beta_tester"):
            return False
        ask = getattr(
            self._service("enrollments"), "get_active_enrollments_by_course_and_user", None
        )
        if ask is None:  # no LMS, or one that is older
            return True
        return bool(ask(self.scope_ids.usage_id.context_key, self._user("user_id")))

    def _when(self, moment: datetime) -> str:
        """A moment in the reader's time zone, and language if the platform knows how."""
        here = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(self._zone())
        service = self._service("i18n")
        knows_how = hasattr(service, "strftime")
        date = service.strftime(here, "DATE_TIME") if knows_how else f"{here:%Y-%m-%d %H:%M}"
        return f"{date} {here:%Z}"  # the platform's own format names no time zone

    def _zone(self) -> tzinfo:
        """The time zone that the reader has chosen in the platform, or UTC."""
        name = (self._user("user_preferences") or {}).get("time_zone")
        try:
            return ZoneInfo(name) if name else UTC
        except (KeyError, ValueError, OSError):  # unknown, or no name at all
            return UTC
