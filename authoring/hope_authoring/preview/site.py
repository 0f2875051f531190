"""The preview as a Django site: its settings, the headers of every answer, and how it is opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.core.management.utils import get_random_secret_key
from django.core.wsgi import get_wsgi_application
from django.urls import get_script_prefix, reverse, set_script_prefix
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from ..compile import Build
    from .current import Current

_HEADERS = {
    # No other host, no inline script, no frame of others: a course asks nobody but its site.
    # Style attributes are let through, because rich text makes wide tables scroll by one.
    "Content-Security-Policy": "default-src 'self'; style-src-attr 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Who goes back shall see the page as it is now.
    "Cache-Control": "no-store",
}


def open_site(
    folder: Path, compile_folder: Callable[[Path, str], Build]
) -> tuple[Callable[..., Any], Current]:
    """Opens the preview of the course in *folder*; a process plays one course at a time.

    Returns:
        The WSGI application, and the course as its files stand.
    """
    configure()
    # Django's models can be imported only when its settings stand.
    from . import current, store

    store.open_file(folder / ".preview" / "preview.sqlite3")
    current.opened = current.Current(folder, compile_folder)
    return get_wsgi_application(), current.opened


def configure() -> None:
    """Sets Django up for the preview, where nobody has set it up for something else."""
    if settings.configured:
        return
    here = __package__ or ""
    settings.configure(
        SECRET_KEY=get_random_secret_key(),
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        INSTALLED_APPS=["hope_xblocks.cohort"],
        ROOT_URLCONF=f"{here}.urls",
        MIDDLEWARE=[
            f"{here}.site.with_headers",
            f"{here}.site.for_learner",
            "django.middleware.common.CommonMiddleware",  # refuses foreign hosts
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                # The blocks' templates are Jinja2, so are these.
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "DIRS": [Path(__file__).parent / "templates"],
                "OPTIONS": {"environment": f"{here}.site.environment"},
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": ":memory:",  # until a file is opened
                "OPTIONS": {"timeout": 20},
            }
        },
        USE_TZ=True,
        USE_I18N=False,
        LOGGING={
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {
                "faults": {
                    "()": "django.utils.log.CallbackFilter",
                    "callback": lambda record: bool(record.exc_info),
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["faults"]}},
            "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR"}},
        },
    )
    django.setup(set_prefix=False)


def environment(**options: Any) -> Any:
    """The Jinja2 environment of the pages."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701 - Django asks for autoescape
    made.globals["url"] = lambda name, *args: reverse(name, args=args)
    made.filters["with_code"] = _with_code
    made.filters["number"] = lambda value: f"{value:.2f}".rstrip("0").rstrip(".")
    return made


def _with_code(text: str) -> Markup:
    """A sentence in which `words to write` are told apart from the rest."""
    safe = str(escape(text))  # as plain text, or `re` would escape the tags
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", safe))  # noqa: S704


def with_headers(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: what every answer says about itself."""

    def answer(request: Any) -> Any:
        request.body  # noqa: B018 - read first: a form is read for its token, then by a handler
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def for_learner(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: below `/as/NAME/` is the whole site as that learner has it.

    So two learners can be seen side by side; all addresses on such a page begin so, too.
    """

    def answer(request: Any) -> Any:
        found = re.match(r"/as/(\w+)(?=/)", request.path_info)
        request.seen_as = found[1] if found else ""
        before = get_script_prefix()
        if found:
            request.path_info = request.path_info[found.end() :]
            set_script_prefix(f"{before.rstrip('/')}{found[0]}/")
        try:
            return get_response(request)
        finally:
            set_script_prefix(before)

    return answer
