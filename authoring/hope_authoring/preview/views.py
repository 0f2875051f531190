"""The pages of the preview, and what blocks ask of it."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from functools import wraps
from importlib.resources import files
from pathlib import Path, PurePath
from threading import Lock
from typing import Any
from urllib.parse import quote

import webob
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, set_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.exceptions import (
    DisallowedFileError,
    JsonHandlerError,
    NoSuchHandlerError,
    NoSuchViewError,
)

from .. import explain
from ..report import marked_line
from . import current, stages, ways
from .native import block_types
from .package import Component
from .player import LEARNERS, Learner, Links, Lms, Player
from .store import Work, forget

# One request at a time: nobody plays while the course is compiled, and SQLite has one writer.
_LOCK = Lock()


def _played(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives a view the LMS of the learner who asks; or shows what is wrong with the course."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        course = current.opened
        with _LOCK, transaction.atomic():
            course.refresh()
            if course.player is None:
                # With 503, blocks send a move again and again, until the course is mended.
                response = render(request, "faults.html", _faults(), status=503)
            else:
                response = view(request, _lms(request, course.player), **arguments)
        response.headers["X-Preview-Version"] = course.version
        return response

    return answer


def _lms(request: HttpRequest, player: Player) -> Lms:
    name = request.seen_as or request.COOKIES.get("learner", "")
    learner = _learner(name) or LEARNERS[0]
    return Lms(player, learner, Work(player.content, learner.id))


def _learner(name: str) -> Learner | None:
    return next((learner for learner in LEARNERS if learner.name == name), None)


def _faults() -> dict[str, Any]:
    course = current.opened
    by_file: dict[str, list[Any]] = {}
    for diagnostic in course.diagnostics:
        place, code = diagnostic.place, diagnostic.code
        file = quote(Path(place.file).resolve().as_posix(), safe="/:").lstrip("/")
        link = f"vscode://file/{file}:{place.line}:{place.column}" if place.line else ""
        explained = explain.as_text(explain.page(code)) if code in explain.codes() else ""
        meaning = explained.partition("\n\n")[2]
        told = (diagnostic, marked_line(diagnostic), link, meaning)
        by_file.setdefault(place.file, []).append(told)
    return {"files": by_file, "count": len(course.diagnostics), "version": course.version}


def _page(request: HttpRequest, lms: Lms, template: str, **more: Any) -> HttpResponse:
    context = {"lms": lms, "learners": LEARNERS, "version": current.opened.version}
    context |= {"edition": current.opened.edition, "editions": current.opened.editions}
    return render(request, template, context | more)


# Pages


@require_safe
@_played
def outline(request: HttpRequest, lms: Lms) -> HttpResponse:
    """Chapters, sequences and units, with what is done."""
    return _page(
        request,
        lms,
        "outline.html",
        faults=_faults() if lms.learner.is_staff else None,
        estimates=current.opened.estimates() if lms.learner.is_staff else {},
        progress=lms.progress(lms.course.units()),
    )


@require_safe
@_played
def unit(request: HttpRequest, lms: Lms, id_: str) -> HttpResponse:
    """One page of the course, as the learner sees it."""
    return _unit_page(request, lms, id_, "student_view")


@require_safe
@_played
def answers(request: HttpRequest, lms: Lms, id_: str) -> HttpResponse:
    """One page of the course with all of its content, for the trainer."""
    if not lms.learner.is_staff:
        return redirect("unit", id_)
    return _unit_page(request, lms, id_, "author_view")


def _unit_page(request: HttpRequest, lms: Lms, id_: str, view: str) -> HttpResponse:
    places = list(lms.course.places())
    found = [at for at, (*_, one) in enumerate(places) if one.id == id_]
    if not found:
        raise Http404
    at = found[0]
    chapter, sequence, shown = places[at]
    page = Fragment()
    blocks = [(component, _rendered(lms, component, view, page)) for component in shown.components]
    return _page(
        request,
        lms,
        "unit.html",
        chapter=chapter,
        sequence=sequence,
        unit=shown,
        before=places[at - 1][-1] if at else None,
        after=places[at + 1][-1] if at + 1 < len(places) else None,
        blocks=blocks,
        page=page,
        with_answers=view == "author_view",
        progress=lms.progress([shown]),
    )


def _rendered(lms: Lms, component: Component, view: str, page: Fragment) -> str:
    """A block's HTML; what it needs is added to the *page*."""
    block = lms.block(component)
    try:
        fragment = block.render(view, {})
    except NoSuchViewError:
        fragment = block.render("student_view", {})  # as Studio does
    html = str(fragment.body_html())
    if view == "student_view":
        lms.complete_on_view(block)
        current.opened.remember(lms.learner.id, component.name, "The page", html)
    page.add_fragment_resources(fragment)
    return Links(lms.player).replace_urls(html)


@require_safe
@_played
def progress(request: HttpRequest, lms: Lms, id_: str = "") -> HttpResponse:
    """How far the learner has come: on one page, or in the course. Open pages ask every second."""
    units = [one for one in lms.course.units() if id_ in ("", one.id)]
    return render(request, "progress.html", {"progress": lms.progress(units)})


@require_http_methods(["GET", "HEAD", "POST"])
@_played
def inside(request: HttpRequest, lms: Lms, usage: str) -> HttpResponse:
    """Behind a block, for the trainer: its stages, its ways, and what a browser was sent of it."""
    component = lms.player.components.get(usage)
    if component is None or not lms.learner.is_staff:
        raise Http404
    unit = next(one for one in lms.course.units() if component in one.components)
    asked = request.POST if request.method == "POST" else request.GET
    whose = _learner(asked.get("learner", "")) or LEARNERS[0]
    theirs = Lms(lms.player, whose, Work(lms.player.content, whose.id))
    if request.method == "POST":
        if not (stage := asked.get("stage", "")).isdecimal():
            return redirect("inside", usage)
        stages.go_to(theirs, component, int(stage[:4]))
        set_script_prefix(f"/as/{whose.name}/")
        return HttpResponseRedirect(reverse("unit", args=[unit.id]) + f"#block-{component.id}")
    return _page(
        request,
        lms,
        "inside.html",
        component=component,
        title=getattr(lms.block(component), "display_name", "") or component.id,
        unit=unit,
        whose=whose,
        stages=stages.stages(theirs, component),
        ways=ways.shown(lms.block(component)),
        sent=current.opened.sent(whose.id, usage),
    )


@require_safe
@_played
def side_by_side(request: HttpRequest, lms: Lms, id_: str) -> HttpResponse:
    """One page of the course as two learners have it."""
    found = [one for one in lms.course.units() if one.id == id_]
    if not found:
        raise Http404
    names = (request.GET.get("left", ""), request.GET.get("right", ""))
    two = [_learner(name) or LEARNERS[at] for at, name in enumerate(names)]
    return _page(request, lms, "side_by_side.html", unit=found[0], two=two)


@require_POST
def learner(request: HttpRequest) -> HttpResponse:
    """Lets another learner sit down."""
    to = request.POST.get("to", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = reverse("outline")
    response = HttpResponseRedirect(to)
    if chosen := _learner(request.POST.get("learner", "")):
        response.set_cookie("learner", chosen.name, httponly=True, samesite="Lax")
    return response


@require_POST
def edition(request: HttpRequest) -> HttpResponse:
    """Plays another edition of the course."""
    to = request.POST.get("to", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = reverse("outline")
    with _LOCK:
        current.opened.choose(request.POST.get("edition", ""))
    return HttpResponseRedirect(to)


@require_http_methods(["GET", "HEAD", "POST"])
@_played
def start_over(request: HttpRequest, lms: Lms) -> HttpResponse:
    """Forgets a learner's work, once that is confirmed."""
    if request.method != "POST":
        return _page(request, lms, "start_over.html", progress=lms.progress(lms.course.units()))
    forget(lms.learner.id)
    return redirect("outline")


# What blocks ask for


@_played
def handler(
    request: HttpRequest, lms: Lms, usage: str, name: str, suffix: str = ""
) -> HttpResponse:
    """Calls a handler of a block."""
    component = lms.player.components.get(usage)
    if component is None:
        raise Http404
    asked = webob.Request.blank(
        request.get_full_path(),
        headers=dict(request.headers),
        method=request.method,
        body=request.body,
    )
    try:
        answer = lms.block(component).handle(name, asked, suffix)
    except NoSuchHandlerError:
        raise Http404 from None
    except JsonHandlerError as error:
        answer = error.get_response()
    told = answer.body.decode("utf-8", "replace")
    current.opened.remember(lms.learner.id, usage, f"Answer to “{name}”", told)
    response = HttpResponse(answer.body, status=answer.status_int)
    for key, value in answer.headerlist:
        response.headers[key] = value
    return response


@require_safe
def resource(request: HttpRequest, type_: str, uri: str) -> HttpResponse:
    """A public file of a block's package."""
    if type_ not in block_types() or not re.fullmatch(r"public/[\w./-]+", uri):
        raise Http404
    try:
        with XBlock.load_class(type_).open_local_resource(uri) as opened:
            return _file(uri, opened.read())
    except (DisallowedFileError, OSError):
        raise Http404 from None


@require_safe
@_played
def file(request: HttpRequest, lms: Lms, name: str) -> HttpResponse:
    """A file of the course."""
    data = lms.course.files.get(name.replace("/", "_"))
    if data is None:
        raise Http404
    return _file(name, data)


@require_safe
def site_file(request: HttpRequest, name: str) -> HttpResponse:
    """A script, style or picture of the preview itself."""
    for found in (files(__package__) / "static").iterdir():
        if found.name == name:
            return _file(name, found.read_bytes())
    raise Http404


def _file(name: str, data: bytes) -> HttpResponse:
    # Not by the machine's own list: on Windows, other programs write into it.
    known = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    type_ = known.get(PurePath(name).suffix) or mimetypes.guess_type(name)[0]
    return HttpResponse(data, content_type=type_ or "application/octet-stream")
