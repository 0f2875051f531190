"""Every word of the interface can be translated, is found by the platform, and fits its place."""

from __future__ import annotations

import gettext
import importlib.util
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from gettext import c2py
from pathlib import Path
from types import ModuleType, SimpleNamespace

import polib
import pytest
from babel import Locale
from django.utils.translation import to_locale
from jinja2 import Environment
from lxml import html

from hope_xblocks.content import load, schema
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.platform import words
from hope_xblocks.platform.rendering import render
from hope_xblocks.richtext import to_html
from hope_xblocks.testing import SmallLms, SmallStudio, User
from marked_words import SPOKEN, Marked, block_of, pages, unmarked, words_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "xblocks/hope_xblocks"
FOLDER = PACKAGE / "translations"
KINDS = installed_kinds()
KIND = KINDS["red_flag_quiz"]


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", ROOT / "scripts/words/catalogues.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogues = tool()
FILES = catalogues.catalogues(FOLDER)
LOCALES = [catalogues.locale_of(path) for path in FILES]


@pytest.fixture(params=FILES, ids=LOCALES)
def catalogue(request):
    return polib.pofile(request.param)


# Files


def test_the_catalogues_are_up_to_date():
    stale = [str(path.relative_to(FOLDER)) for path, _data in catalogues.out_of_date(FOLDER)]
    assert stale == [], "run: python3 scripts/words.py"


def test_the_texts_of_all_templates_and_of_python_are_found():
    texts = {entry.msgid: entry for entry in polib.pofile(FOLDER / "text.pot")}

    assert "Go on to the activity" in texts
    assert "Nothing to mend." in texts
    assert "platform/templates/frame.html" in dict(texts["Saved"].occurrences)
    assert "own decimal sign" in " ".join(texts["0.5"].comment.split())
    for kind in KINDS.values():
        if kind.package.startswith("hope_xblocks."):
            assert kind.title in texts


def test_the_same_texts_give_the_same_file():
    one, other = (catalogues.bytes_of(catalogues.template()) for _ in range(2))
    assert one == other
    assert b"Date" not in one
    assert not re.search(rb"^#: .*:\d", one, re.MULTILINE)


def test_another_language_can_be_begun(tmp_path):
    catalogues.begin("sl", tmp_path)
    for path, data in list(catalogues.out_of_date(tmp_path)):
        path.write_bytes(data)
    begun = polib.pofile(tmp_path / "sl/LC_MESSAGES/text.po")

    assert begun.metadata["Plural-Forms"].startswith("nplurals=4;")
    assert begun.metadata["X-Review"].startswith("none")
    assert all(len(entry.msgstr_plural) == 4 for entry in begun if entry.msgid_plural)
    with pytest.raises(ValueError, match="there already"):
        catalogues.begin("sl", tmp_path)


def test_translations_are_kept_while_texts_come_and_go():
    def text(**fields):
        return polib.POEntry(**fields)

    old = polib.POFile()
    old.metadata = catalogues.header("de_DE")
    old.extend(
        [
            text(msgid="Stays", msgstr="Bleibt", tcomment="a translator's note"),
            text(msgid="Goes", msgstr="Geht"),
            text(msgid="Never translated"),
        ]
    )
    new = [text(msgid="Comes"), text(msgid="Stays", occurrences=[("a.html", "")])]
    made = {entry.msgid: entry for entry in catalogues.updated(old, new)}

    assert list(made) == ["Comes", "Stays", "Goes"]
    assert made["Stays"].msgstr == "Bleibt"
    assert made["Stays"].tcomment == "a translator's note"
    assert made["Goes"].obsolete
    assert made["Comes"].msgstr == ""


# Translations


def test_no_text_is_left_out(catalogue):
    for entry in catalogues.living(catalogue):
        assert entry.translated(), entry.msgid
    # Platforms drop what is marked as fuzzy.
    assert not catalogue.fuzzy_entries()


SAME = {
    "de_DE": {"Plan", "Text %(number)s"},
    "es_419": {"Plan"},
    "es_ES": {"Plan"},
    "fr": {"Acceptable", "Message", "Passage", "Plan", "Points", "Version %(version)s"},
    "ro": {"Plan", "%(count)s expert"},
}
"""Words that a language shares with English."""


def test_nothing_was_left_in_english(catalogue, request):
    """But what a language shares with it, and what has no words: ranges, percentages."""
    locale = request.node.callspec.id
    if locale == "en":
        return
    found = set()
    for entry in catalogues.living(catalogue):
        english = {entry.msgid, entry.msgid_plural} & set(forms(entry))
        found |= {text for text in english if re.search("[a-zA-Z]{2}", without_places(text))}
    assert found == SAME.get(locale, set())


ENGLISH = re.compile(
    r"\b(the|of|and|with|is|you|your|this|that|from|what|which|who|be|write|learners?)\b"
)


def test_no_translation_is_half_english(catalogue, request):
    if request.node.callspec.id == "en":
        return
    for entry in catalogues.living(catalogue):
        for form in forms(entry):
            assert ENGLISH.findall(without_places(form)) == [], form


def without_places(text: str) -> str:
    return catalogues.PLACEHOLDER.sub("", text)


def test_placeholders_are_those_of_the_text(catalogue):
    for entry in catalogues.living(catalogue):
        wanted = sorted(catalogues.PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for form in forms(entry):
            assert sorted(catalogues.PLACEHOLDER.findall(form)) == wanted, form
            # A stray sign would stop the page where the text is formatted.
            bare = catalogues.PLACEHOLDER.sub("", form)
            assert not re.search("[{}]", bare), form
            assert "%" not in bare or "%" in catalogues.PLACEHOLDER.sub("", entry.msgid), form


LARGE = (10_000, 100_000, 1_000_000, 1_000_001, 2_000_000, 10**9)
"""Beside 0…1000: numbers for which some languages have a form of their own."""


def plural_rule(catalogue) -> tuple[int, Callable[[int], int]]:
    """How many plural forms a catalogue has, and which of them a number takes."""
    found = re.fullmatch(r"nplurals=(\d+); plural=(.+);", catalogue.metadata["Plural-Forms"])
    return int(found[1]), c2py(found[2])


def test_plural_forms_are_complete(catalogue):
    count, form = plural_rule(catalogue)
    assert {form(number) for number in (*range(1001), *LARGE)} == set(range(count))
    for entry in catalogues.living(catalogue):
        if entry.msgid_plural:
            assert len(entry.msgstr_plural) == count, entry.msgid


def test_plural_forms_are_those_of_the_language(catalogue):
    """Each category of CLDR has one form, and each form one category, however rules are spelt."""
    _, form = plural_rule(catalogue)
    category = Locale.parse(catalogue.metadata["Language"]).plural_form
    pairs = {(form(number), category(number)) for number in range(1001)}
    assert len(pairs) == len(dict(pairs)) == len({name for _, name in pairs})

    forms_of = {name: number for number, name in pairs}
    for number in LARGE:
        # `many` is for whole millions (French: "1 000 000 de francs"). No text of ours counts to a
        # million, and platforms have such languages with two forms.
        name = category(number)
        name = "other" if name == "many" and "many" not in forms_of else name
        assert form(number) == forms_of[name], number


def test_the_form_of_a_text_is_kept(catalogue):
    for entry in catalogues.living(catalogue):
        for form in forms(entry):
            assert form == form.strip(), form
            assert not re.search(r"[<>&]|\n", form), form
            if not entry.msgid_plural:
                assert ends(form) == ends(entry.msgid), form
    halves = [entry.msgstr for entry in catalogue if entry.msgid == "0.5"]
    assert re.fullmatch(r"0[.,]5", halves[0])


def ends(text: str) -> str:
    """How a text ends, if by a sign that leads on or closes."""
    return text[-1] if text[-1] in ":.…?" else ""


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_header_says_who_has_reviewed_it(catalogue, request):
    locale = request.node.callspec.id
    page = (ROOT / "docs/translating.md").read_text(encoding="utf-8")
    review = catalogue.metadata["X-Review"]

    assert catalogue.metadata["Language"] == locale
    row = next(line for line in page.splitlines() if line.startswith(f"| `{locale}` |"))
    assert row.endswith(f"| {review} |")


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        *(("bg-bg", "bg_BG"), ("bg", "bg_BG"), ("de-de", "de_DE"), ("de", "de_DE"), ("en", "en")),
        *(("es-419", "es_419"), ("es-es", "es_ES"), ("es", "es_ES"), ("fr", "fr")),
        *(("it-it", "it_IT"), ("it", "it_IT"), ("pt-pt", "pt_PT"), ("ro", "ro")),
        *(("sl", "sl"), ("sr", "sr")),
    ],
)
def test_the_platform_finds_a_language_by_its_code(code, locale):
    # As the platform's i18n service looks for it.
    found = gettext.translation("text", str(FOLDER), [to_locale(code)])
    assert found.info()["language"] == locale
    assert words._locale(code) == to_locale(code)


PLATFORM = """
en rtl eo am ar az bg-bg bn-bd bn-in bs ca ca@valencia cs cy da de-de el en-uk en@lolcat
en@pirate es-419 es-ar es-ec es-es es-mx es-pe et-ee eu-es fa fa-ir fi-fi fil fr gl gu he
hi hr hu hy-am id it-it ja-jp kk-kz km-kh kn ko-kr lt-lt ml mn mr ms nb ne nl-nl or pl
pt-br pt-pt ro ru si sk sl sq sr sv sw ta te th tr-tr uk ur vi uz zh-cn zh-hk zh-tw
"""
"""All codes in `LANGUAGES` of lms/envs/common.py."""
MORE = "de-at de-ch en-gb es fr-ca fr-fr it-ch pt ro-md sr-latn sr@latin sl-si bg de it"
"""Codes that other installations offer."""


@pytest.mark.parametrize("code", [*PLATFORM.split(), *MORE.split()])
def test_every_variant_of_a_language_that_we_have_is_served(code):
    base = re.split("[-@]", code)[0]
    found = words.translations(AsThePlatform(django_in(code)), KIND.package).gettext("")
    expected = base if any(locale.partition("_")[0] == base for locale in LOCALES) else ""
    assert re.findall("^Language: *([a-z]+)", found, re.MULTILINE) == [expected] * bool(expected)


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        *(("pt", "pt_PT"), ("pt-br", "pt_PT"), ("pt-pt", "pt_PT"), ("de-at", "de_DE")),
        *(("es", "es_ES"), ("es-mx", "es_419"), ("es-419", "es_419"), ("es-es", "es_ES")),
        *(("sr-latn", "sr"), ("fr-ca", "fr"), ("ro-md", "ro")),
    ],
)
def test_the_nearest_of_several_variants_is_served(code, locale):
    found = words.translations(AsThePlatform(django_in(code)), KIND.package).gettext("")
    assert f"Language: {locale}\n" in found


def test_a_package_that_has_the_very_variant_comes_first(tmp_path):
    for locale in ("pt_PT", "pt_BR", "pt"):
        (tmp_path / locale / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / locale / "LC_MESSAGES/text.mo").touch()
    assert words._nearest(tmp_path, "pt_BR") == "pt_BR"
    assert words._nearest(tmp_path, "pt") == words._nearest(tmp_path, "pt_AO") == "pt"
    assert words._nearest(tmp_path, "ptx") == words._nearest(tmp_path / "no", "pt") == ""


# Finding words


class AsThePlatform:
    """The platform's service: a catalogue, or Django's own words by coincidence."""

    def __init__(self, translator):
        self._translator = translator

    def __getattr__(self, name):
        return getattr(self._translator, name)


def django_in(language):
    return SimpleNamespace(
        get_language=lambda: language,
        gettext=lambda text: {"Right": "RICHTUNG", "Save": "CHANGED"}.get(text, text),
        ngettext=lambda one, many, n: one if n == 1 else many,
    )


def catalogue_of(locale):
    return gettext.translation("text", str(FOLDER), [locale])


def test_without_a_service_the_words_are_english():
    assert words.translations(None, KIND.package).gettext("Right") == "Right"


def test_the_catalogue_that_the_platform_finds_is_used():
    said = words.translations(AsThePlatform(catalogue_of("de_DE")), KIND.package)
    assert said.gettext("Try again") == catalogue_of("de_DE").gettext("Try again") != "Try again"


def test_where_the_platform_finds_none_ours_is_used_and_no_coincidence():
    said = words.translations(AsThePlatform(django_in("de-de")), KIND.package)
    assert said.gettext("Right") == catalogue_of("de_DE").gettext("Right") != "RICHTUNG"
    assert said.ngettext("{count} thing to mend.", "{count} things to mend.", 2) == catalogue_of(
        "de_DE"
    ).ngettext("{count} thing to mend.", "{count} things to mend.", 2)


@pytest.mark.parametrize("language", ["mk", None])
def test_a_language_that_we_do_not_have_is_english_and_no_coincidence(language):
    said = words.translations(AsThePlatform(django_in(language)), KIND.package)
    assert said.gettext("Right") == "Right"


def test_a_kind_from_elsewhere_gets_the_shared_words_too(tmp_path, monkeypatch):
    (tmp_path / "hope_elsewhere").mkdir()
    (tmp_path / "hope_elsewhere/__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    theirs = polib.POFile()
    theirs.metadata = catalogues.header("de_DE")
    theirs.append(polib.POEntry(msgid="Put in order", msgstr="Ordnen"))
    theirs.save_as_mofile(str(tmp_path / "text.mo"))
    with (tmp_path / "text.mo").open("rb") as file:
        service = AsThePlatform(gettext.GNUTranslations(file))
    said = words.translations(service, "hope_elsewhere")

    assert said.gettext("Put in order") == "Ordnen"
    assert said.gettext("Saved") == catalogue_of("de_DE").gettext("Saved") != "Saved"
    one, many = "and {count} more", "and {count} more"
    assert said.ngettext(one, many, 2) == catalogue_of("de_DE").ngettext(one, many, 2) != many


def test_a_translation_is_no_markup():
    hostile = SimpleNamespace(
        gettext=lambda text: '"><b>x</b>', ngettext=lambda one, many, n: "<i>"
    )
    frame = {"uid": "u", "revision": 0, "inner": "", "interactive": True, "content": "", "box": ""}
    frame["token"] = "t"
    page = render(KIND.package, "frame.html", frame, hostile)
    assert "<b>" not in page
    assert '"">' not in page


# Numbers and moments


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (0, "0", "0"),
        (1.5, "1.5", "1,5"),
        (2.0, "2", "2"),
        (10, "10", "10"),
        (1 / 3, "0.33", "0,33"),
    ],
)
def test_numbers_have_the_decimal_sign_of_the_language(value, english, german):
    said = {"i18n": AsThePlatform(catalogue_of("de_DE"))}
    assert block_of(KIND, SmallLms())._number(value) == english
    assert block_of(KIND, SmallLms(**said))._number(value) == german


@pytest.mark.parametrize("half", ["", "½", "a half"])
def test_a_decimal_sign_that_nobody_can_tell_is_a_point(half):
    odd = SimpleNamespace(gettext=lambda text: half, ngettext=lambda one, many, n: one)
    assert block_of(KIND, SmallLms(i18n=odd))._number(1.5) == "1.5"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"time_zone": "Europe/Berlin"}, "2026-07-01 00:30 CEST"),
        ({"time_zone": "Nowhere/Land"}, "2026-06-30 22:30 UTC"),
        ({"time_zone": "../etc"}, "2026-06-30 22:30 UTC"),
        ({"time_zone": "Europe"}, "2026-06-30 22:30 UTC"),
        ({"time_zone": None}, "2026-06-30 22:30 UTC"),
        ({}, "2026-06-30 22:30 UTC"),
        (None, "2026-06-30 22:30 UTC"),
    ],
)
def test_a_moment_is_told_in_the_time_zone_of_the_reader(chosen, expected):
    user = User()
    user.opt_attrs["edx-platform.user_preferences"] = chosen
    moment = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)

    assert block_of(KIND, SmallLms(user=user))._when(moment) == expected
    assert block_of(KIND, SmallLms(user=user))._when(moment.replace(tzinfo=None)) == expected
    day, time, zone = expected.split()
    assert block_of(KIND, SmallLms(user=user, i18n=Marked()))._when(moment) == (
        f"⟦{day} {time}⟧ {zone}"
    )


# Nothing is shown that is not translated


@pytest.mark.parametrize("name", KINDS)
def test_everything_that_learners_and_authors_see_is_translated(name):
    kind = KINDS[name]
    allowed = words_of(kind)
    shown = dict(pages(kind, Marked()))
    found = {where: texts for where, page in shown.items() if (texts := unmarked(page, allowed))}

    assert found == {}
    everything = "".join(shown.values())
    for text in ("This was due on", "please sign in", "You have skipped", "cannot be shown"):
        assert text in everything


def test_a_quiz_with_everything_is_translated_too():
    rich = replace(KIND)
    block = load(rich.written, (ROOT / "tests/red_flag_quiz/branching.yaml").read_text("utf-8"))
    rich.__dict__["sample_text"] = rich.text(block)
    allowed = words_of(rich)
    # Sentences with a link in them stand in pieces on the facilitators' pages.
    shown = {
        where: page
        for where, page in pages(rich, Marked())
        if not where.startswith(("projector", "sheet", "key"))
    }

    assert {where: t for where, page in shown.items() if (t := unmarked(page, allowed))} == {}
    everything = "".join(shown.values())
    for text in ("What came of your decision", "How sure are you?", "How the points are counted"):
        assert text in everything


@pytest.mark.parametrize("name", KINDS)
def test_the_editor_is_translated_but_for_the_help_on_keys(name):
    kind = KINDS[name]
    allowed = words_of(kind)
    for said in descriptions(schema(kind.content)):
        root = html.fragment_fromstring(to_html(said), create_parent="div")
        allowed |= {" ".join(piece.split()) for piece in root.itertext()}
    page = block_of(kind, SmallStudio(i18n=Marked())).render("studio_view").content
    assert unmarked(page, allowed) == []


def descriptions(value):
    if isinstance(value, dict):
        if isinstance(value.get("description"), str):
            yield value["description"]
        for below in value.values():
            yield from descriptions(below)
    elif isinstance(value, list):
        for below in value:
            yield from descriptions(below)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>⟦Saved⟧ 3: <b>⟦1 ⟦x⟧ of 3⟧</b></p>", []),
        ("<p>⟦Saved⟧ now</p>", ["⟦Saved⟧ now"]),
        ('<p aria-label="Help">x</p>', ["aria-label: Help"]),
        ("<p>x<br> or so</p>", [" or so"]),
        ("<p><span lang='en'>English<b>too</b></span> and not</p>", [" and not"]),
        ("<p><code>key</code></p>", []),
    ],
)
def test_what_is_not_translated_is_seen(page, found):
    assert unmarked(page, {"x"}) == found


TEMPLATES = sorted(PACKAGE.glob("*/templates/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_word_outside_a_translation(template):
    """Finds what no play of a sample comes across."""
    bare = " ".join(outside(template.read_text(encoding="utf-8")).split())
    assert re.findall(rf"(?:{'|'.join(SPOKEN)})=\"[^\"]*[a-zA-Z][^\"]*\"", bare) == []
    bare = re.sub(r"<(code|script|style)\b.*?</\1>", "", bare)
    assert re.findall(r"[a-zA-Z]{2,}[^<]*", re.sub(r"<[^>]*>", "|", bare)) == []


def outside(template: str) -> str:
    """The template's own HTML, without expressions and translated texts."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found, inside, after_begin = "", False, False
    for _line, kind, value in environment.lex(template):
        if after_begin and kind == "name":
            inside = value in ("trans", "pluralize") or (inside and value != "endtrans")
        after_begin = kind == "block_begin" or (after_begin and kind == "whitespace")
        if kind == "data" and not inside:
            found += value
    return found
