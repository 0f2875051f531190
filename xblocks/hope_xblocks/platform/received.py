"""What browsers send: looked at before it is parsed, as anybody can send anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from webob import Request, Response
from xblock.core import XBlock

DEEPEST = 20
"""Levels of nesting; what our pages send has five."""

MOST_VALUES = 10_000
"""Values and keys; our longest move has a tenth of it."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SIGN = re.compile(rb"[\[\]{},:]")

Refusal = Callable[[Any], Mapping[str, Any]]
"""What a block answers to whoever sends too much; or it raises what the handler would."""


def json_handler(most: int, refusal: Refusal) -> Callable[[Any], Any]:
    """As `XBlock.json_handler`, for bodies of at most *most* bytes that are not too deep."""

    def decorate(handler: Any) -> Any:
        parse_and_handle = XBlock.json_handler(handler)
        refuse = XBlock.json_handler(lambda block, _data, _suffix: refusal(block))

        @XBlock.handler
        @wraps(handler)
        def bounded(self: Any, request: Request, suffix: str = "") -> Response:
            if is_too_much(request, most):
                return refuse(self, Request.blank("/", method="POST", body=b"null"), suffix)
            return parse_and_handle(self, request, suffix)

        return bounded

    return decorate


def is_too_much(request: Request, most: int) -> bool:
    """Whether the body of *request* is too long, too deep, or of too many values to be parsed."""
    if (request.content_length or 0) > most or len(request.body) > most:
        return True
    depth = 0
    for values, found in enumerate(_SIGN.finditer(_STRING.sub(b"", request.body)), 1):
        sign = found[0]
        if sign in b"[{":
            depth += 1
        elif sign in b"]}":
            depth -= 1
        if depth > DEEPEST or values > MOST_VALUES:
            return True
    return False
