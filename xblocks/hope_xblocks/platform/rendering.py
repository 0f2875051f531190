"""Templates → HTML: Jinja2 with autoescape, compiled once, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .. import richtext


class Translations(Protocol):
    """What the platform's i18n service and `gettext.NullTranslations` both offer."""

    def gettext(self, message: str) -> str:
        """The translation of *message*."""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The translation that fits *n*."""


def render(
    package: str, template: str, context: Mapping[str, Any], translations: Translations
) -> str:
    """The HTML of one of *package*'s templates, or of ours that all kinds share.

    Args:
        package: the package with a `templates` folder.
        template: the file's name.
        context: what the template shows.
        translations: words of the interface in the reader's language.
    """
    return (
        _environment(package)
        .get_template(template)
        .render(
            # A page that has the content already needs only what changes around it.
            {"has_content": False} | dict(context),
            gettext=translations.gettext,
            ngettext=translations.ngettext,
        )
    )


@lru_cache(maxsize=32)
def _environment(package: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(__package__)]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.filters["rich"] = lambda text: Markup(richtext.to_html(text, 5))  # noqa: S704
    environment.filters["inline"] = lambda text: Markup(  # noqa: S704 - sanitised
        richtext.to_inline_html(text)
    )
    environment.filters["segments"] = lambda text: [
        (Markup(html), id_)  # noqa: S704 - sanitised
        for html, id_ in richtext.segments(text)
    ]
    return environment
