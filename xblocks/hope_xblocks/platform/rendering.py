"""Templates → HTML: Jinja2 with autoescape, compiled once, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from .. import richtext


class Translations(Protocol):
    """What the platform's i18n service and `gettext.NullTranslations` both offer."""

    def gettext(self, message: str) -> str:
        """The translation of *message*."""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The translation that fits *n*."""


def render(
    package: str,
    template: str | Sequence[str],
    context: Mapping[str, Any],
    translations: Translations,
) -> str:
    """The HTML of one of *package*'s templates, or of ours that all kinds share.

    A translation is text, never markup: whoever made it, it cannot break a page.

    Args:
        package: the package with a `templates` folder.
        template: the file's name, or several, of which the first that exists is taken.
        context: what the template shows.
        translations: words of the interface in the reader's language.
    """
    return (
        _environment(package)
        .select_template([template] if isinstance(template, str) else template)
        .render(
            # A page that has the content already needs only what changes around it.
            {"has_content": False, "has": ""} | dict(context),
            gettext=lambda text: escape(translations.gettext(text)),
            ngettext=lambda one, many, n: escape(translations.ngettext(one, many, n)),
        )
    )


@lru_cache(maxsize=64)
def _icon(name: str) -> Markup:
    """A small picture that the stylesheet draws: flag, protective, neutral, right, wrong, near."""
    return Markup('<i class="hope-icon hope-is-{}"></i>').format(name)


@lru_cache(maxsize=32)
def _environment(package: str) -> Environment:
    return environment(package)


def environment(package: str, base: type[Environment] = Environment) -> Environment:
    """Where a package's templates come from, and the filters and names that all of them have.

    Args:
        package: the package with a `templates` folder.
        base: what compiles them; tests take one that counts what has run.
    """
    made = base(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(__package__)]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters["rich"] = lambda text, top=5: Markup(  # noqa: S704 - sanitised
        richtext.to_html(text, top)
    )
    made.filters["inline"] = lambda text: Markup(  # noqa: S704 - sanitised
        richtext.to_inline_html(text)
    )
    made.filters["words"] = richtext.to_text
    made.filters["made"] = Markup  # HTML that `richtext` made before
    made.globals["icon"] = _icon
    made.filters["plain_passages"] = lambda text: Markup("").join(
        Markup(html)  # noqa: S704 - sanitised
        for html, _id in richtext.segments(text)
    )
    made.filters["segments"] = lambda text: [
        (Markup(html), id_)  # noqa: S704 - sanitised
        for html, id_ in richtext.segments(text)
    ]
    return made
