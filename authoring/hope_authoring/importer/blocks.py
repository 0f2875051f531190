"""A component → what an author would write for it; where nothing fits exactly, its own OLX.

Whether something fits is not argued but tried: it is built back, and must be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from hope_xblocks.content import InvalidContent, load, parse, plain, read
from hope_xblocks.kinds import Kind, installed_kinds

from ..kinds import Around, native_kinds
from ..kinds.raw import LARGEST
from ..olx import SETTINGS, components
from ..settings import Group, group_access
from .canonical import inner, same
from .files import download_guesses, film_guesses
from .markdown import to_markdown
from .names import Names, patch, title
from .problems import problem_guesses
from .reading import TEXTS, Export

Data = dict[str, Any]


class Blocks:
    """Makes blocks of components, all of one course."""

    def __init__(
        self,
        export: Export,
        names: Names,
        around: Callable[[str], Around],
        groups: tuple[str, ...] = (),
    ) -> None:
        self._export, self._names, self._around, self._groups = export, names, around, groups
        self._own = {kind.block_type: kind for kind in installed_kinds().values()}
        self._natives = {kind.name: kind for kind in native_kinds()}
        self.apart: dict[str, bytes] = {}
        """What has to stand in a file of its own, by its path."""

    def of(self, elements: Sequence[etree._Element], chapter: str) -> list[Data]:
        """The blocks of a page."""
        made: list[Data] = []
        at = 0
        while at < len(elements):
            block, number = self._block(elements[at : at + 2], chapter)
            made.append(block)
            at += number
        return made

    def _block(self, elements: Sequence[etree._Element], chapter: str) -> tuple[Data, int]:
        """The block that begins with the first of *elements*, and how many of them it is."""
        element = elements[0]
        if kind := self._own.get(str(element.tag)):
            try:
                return self._of_ours(element, kind), 1
            except InvalidContent as error:
                self._export.notes.append(
                    f"the content of {element.tag} “{element.get('url_name')}” has faults, and is "
                    f"kept as it is: {error.diagnostics[0].message if error.diagnostics else ''}"
                )
        keys = self._names.keys(element)
        for guess in self._guesses(elements, chapter):
            whole = {"kind": guess["kind"], **keys, "title": title(element), **guess}
            for number in (2, 1):
                if fitting := self._fitted(whole, elements[:number], chapter):
                    return fitting, number
        return self.raw(element, keys), 1

    def raw(self, element: etree._Element, keys: Data) -> Data:
        """Any element, as it is."""
        text = raw_text(element)
        for one in _blocks_in(element):
            if _is_bare(one):
                self._set_apart(one)
        if len(text) > LARGEST or _is_bare(element):
            if (
                len(text) > LARGEST
                and (element.tag, element.get("url_name")) not in self._export.apart
            ):
                self._export.notes.append(
                    f"{element.tag} “{element.get('url_name')}” is too large to be kept, and is "
                    "left out"
                )
            self._set_apart(element)
            element = etree.Element(element.tag, url_name=element.get("url_name", ""))
            text = raw_text(element)
        whole: Data = {"kind": "olx", **keys, "title": title(element), "olx": text}
        native = self._natives["olx"]
        # Unchecked: what cannot stand in a unit may stand elsewhere.
        built = native.element(native.written.model_construct(**whole))
        if settings := patch(element, built):
            whole["settings"] = settings
        return whole

    def _set_apart(self, element: etree._Element) -> None:
        """Keeps an element in a file of its own, if it was in one: a name alone points to it."""
        name = element.get("url_name", "")
        if (element.tag, name) in self._export.apart:
            copy = deepcopy(element)
            copy.tail = None
            copy.attrib.pop("url_name", "")
            path = f"{element.tag}/{name.replace(':', '/')}.xml"
            self.apart[path] = etree.tostring(copy, encoding="utf-8") + b"\n"

    def _of_ours(self, element: etree._Element, kind: Kind) -> Data:
        """A block of one of the installed kinds, whose text is what an author wrote."""
        text = element.text or ""
        load(kind.content, text)  # says what is wrong, if anything is
        tree, _faults = parse(text)
        keys = self._names.keys(element)
        called = title(element, read_as_json=False, without=kind.title)
        whole: Data = {"kind": kind.name, **keys, "title": called}
        for name in SETTINGS & set(element.attrib):
            value = element.get(name, "")
            whole[name] = _VALUES.get(name, str)(value)
        whole |= plain(tree) if tree else {}
        try:
            built = next(components(_block(kind, whole)))
        except InvalidContent:  # a setting that somebody has changed in Studio
            for name in SETTINGS:
                whole.pop(name, None)
            built = next(components(_block(kind, whole)))
        return self._with(whole, patch(element, built))

    def _guesses(self, elements: Sequence[etree._Element], chapter: str) -> Iterator[Data]:
        """What an author may have written, as far as it can be told; each is tried."""
        element = elements[0]
        if element.tag == "html":
            yield from film_guesses(elements)
            yield from download_guesses(element)
            if (text := to_markdown(inner(element).strip())) is not None:
                if len(elements) > 1 and elements[1].tag == "discussion":
                    yield {"kind": "discussion", "text": text}
                yield {"kind": "text", "text": text}
        elif element.tag == "video":
            yield from film_guesses(elements)
        elif element.tag == "problem":
            yield from problem_guesses(element)
        elif element.tag == "word_cloud":
            yield {
                "kind": "word-cloud",
                "text": element.get("instructions", ""),
                "words": _number(element.get("num_inputs", "")),
                "most": _number(element.get("num_top_words", "")),
            }
        elif element.tag == "itembank" and len(element):
            held = [one for one in element if isinstance(one.tag, str)]
            content = [self._block([one], chapter)[0] for one in held]
            yield {
                "kind": "bank",
                "choose": _number(element.get("max_count", "")),
                "content": content,
            }

    def _fitted(self, whole: Data, elements: Sequence[etree._Element], chapter: str) -> Data | None:
        """The block, with the settings that it needs; None where it builds something else."""
        try:
            block = self._read(whole)
            native = self._natives[whole["kind"]]
            if native.placed:
                block = native.placed(block, self._around(chapter))
            built = list(components(block))
        except (InvalidContent, ValueError):
            return None
        if len(built) != len(elements) or not all(map(same, elements, built)):
            return None
        settings = patch(elements[0], built[0])
        rest = zip(elements[1:], built[1:], strict=True)
        if any(patch(one, other) or _named(one) != _named(other) for one, other in rest):
            return None
        if any(name.startswith("{") for name in settings):
            return None
        return self._with(whole, settings)

    def _with(self, whole: Data, settings: Mapping[str, str | None]) -> Data:
        """A block with the *settings* that it needs, and the groups that these are for."""
        return with_groups(
            {**whole, "settings": dict(settings)} if settings else whole, self._groups
        )

    def _read(self, whole: Data) -> Any:
        return read(self._natives[whole["kind"]].written, whole)


def with_groups(whole: Data, groups: tuple[str, ...]) -> Data:
    """A unit or block in which `for` says what a setting says, if these *groups* can say it."""
    settings = whole.get("settings", {})
    access = settings.get("group_access")
    ids = [id_ for id_ in groups if access and f"{Group(id=id_, title=id_).number}" in access]
    # In their order, which is that of whoever wrote it.
    ids.sort(key=lambda id_: access.index(str(Group(id=id_, title=id_).number)))
    if not ids or group_access(tuple(ids)) != access:
        return whole
    rest = {name: value for name, value in settings.items() if name != "group_access"}
    made = {**whole, "for": ids, "settings": rest}
    if not rest:
        made.pop("settings")
    return made


def _named(element: etree._Element) -> str | None:
    return element.get("url_name")


def _block(kind: Kind, whole: Data) -> Any:
    return read(kind.written, whole)


def _blocks_in(element: etree._Element) -> Iterator[etree._Element]:
    """What stands inside of an element; in a text or a problem, that is markup."""
    if element.tag not in TEXTS:
        for one in element.iterchildren("*"):
            yield one
            yield from _blocks_in(one)


def _is_bare(element: etree._Element) -> bool:
    """Whether an element has nothing but a name: the platform would look for its file."""
    return (
        set(element.attrib) == {"url_name"}
        and not len(element)
        and not (element.text or "").strip()
    )


def raw_text(element: etree._Element) -> str:
    """The XML of an element, without what its `id` says."""
    copy = deepcopy(element)
    copy.tail = None
    copy.attrib.pop("url_name", "")
    if isinstance(copy.text, str) and copy.tag == "html" and not len(copy):
        # CDATA, so that people can read it; the copy has forgotten that it was.
        text = copy.text
        copy.text = text if "]]>" in text or not text.strip() else etree.CDATA(text)
    copy.attrib.pop("display_name", "")
    return etree.tostring(copy, encoding="unicode").strip()


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() else text


def _weight(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "weight": _weight,
    "may_skip": lambda text: {"true": True, "false": False}.get(text.lower(), text),
}
