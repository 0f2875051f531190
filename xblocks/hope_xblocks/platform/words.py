"""Words of the interface in the reader's language: the platform's, or from our own catalogues."""

from __future__ import annotations

import gettext
import re
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from .rendering import Translations

OURS = __name__.partition(".")[0]


def translations(service: Any, package: str) -> Translations:
    """The platform's translations for a block, completed from the catalogues that packages bring.

    The platform looks into the package of the block's class: for a kind from elsewhere, it does
    not see the texts that all kinds share. Where it finds no catalogue, and some releases never
    find one in a package, it would take its own words for ours, by coincidence: its “Right” is a
    direction.

    Args:
        service: the platform's i18n service, or None.
        package: the package of the block's kind.
    """
    if service is None:
        return gettext.NullTranslations()
    # Only where it has found no catalogue, the service has the names of Django's translations.
    by_coincidence = hasattr(service, "get_language")
    language = service.get_language() if by_coincidence else _language_of(service)
    roots = tuple(dict.fromkeys((package.partition(".")[0], OURS)))
    own = _catalogues(roots, _locale(language or ""))
    return own if by_coincidence else _Completed(service, own)


class _Completed:
    """Translations, and others for the texts that they lack."""

    def __init__(self, first: Translations, second: Translations) -> None:
        self._first, self._second = first, second

    def gettext(self, message: str) -> str:
        """The translation of *message*."""
        found = self._first.gettext(message)
        return found if found != message else self._second.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The translation that fits *n*."""
        found = self._first.ngettext(singular, plural, n)
        if found not in (singular, plural):
            return found
        return self._second.ngettext(singular, plural, n)


def _language_of(catalogue: Any) -> str:
    """What a catalogue says of its language; nothing if it says nothing."""
    header: dict[str, str] = catalogue.info() if hasattr(catalogue, "info") else {}
    return header.get("language", "")


def _locale(language: str) -> str:
    """The name of a language's folder: de_DE for de-de, as the platform makes it too."""
    name, _, region = language.replace("_", "-").partition("-")
    region = region.upper() if len(region) == 2 else region.title()
    return f"{name}_{region}" if region else name


@lru_cache(maxsize=256)
def _catalogues(roots: tuple[str, ...], locale: str) -> gettext.NullTranslations:
    """The catalogues of packages in one language, the first before the next, and English last."""
    chain = gettext.NullTranslations()
    for root in roots:
        with as_file(files(root) / "translations") as folder:
            nearest = [_nearest(folder, locale)]
            chain.add_fallback(gettext.translation("text", folder, nearest, fallback=True))
    return chain


def _nearest(folder: Path, locale: str) -> str:
    """Which of the languages in *folder* whoever reads *locale* can read best; "" for none.

    That one itself, or the language without a region, or another region's: the platform offers
    Portuguese as pt-br to whoever asks for pt, and our Portuguese is that of Portugal.
    """
    language = _language(locale)
    own = f"{language}_{language.upper()}"  # es_ES for es
    # Numbers sort first: that of a part of the world (es_419) is nearer to its other countries.
    others = sorted(
        path.parents[1].name
        for path in folder.glob("*/LC_MESSAGES/text.mo")
        if _language(path.parents[1].name) == language
    )
    wanted = [locale, language, *([own] if locale == language else [])]
    return next((name for name in [*wanted, *others] if name in others), "")


def _language(locale: str) -> str:
    """The language of a locale, without region, script and variant."""
    return re.split("[_@]", locale)[0]
