"""Files for the browser: those that all blocks share, and what a kind brings of its own.

A kind's own are in the folder `public` of the package that its block stands in; of these,
`KIND.css` and `KIND.js` are loaded unasked.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from xblock.core import XBlock
from xblock.exceptions import DisallowedFileError

FOLDER = "public"


class SharedFiles:
    """Stands for our own package where a block's public files are asked for.

    The platform finds them by the module of the block's class, and a kind may be from elsewhere.
    """

    __module__ = "hope_xblocks.blocks"
    scope_ids = SimpleNamespace(block_type="hope_red_flag_quiz")


def shared(block: Any, name: str) -> str:
    """The address of a file that all blocks share."""
    return str(block.runtime.local_resource_url(SharedFiles(), f"{FOLDER}/{name}"))


def own(block: Any, name: str) -> str:
    """The address of a file of the kind, whether it is there or not."""
    return str(block.runtime.local_resource_url(block, f"{FOLDER}/{name}"))


def own_text(block: Any, ending: str) -> str:
    """What stands in the kind's own style sheet (`css`) or script (`js`); mostly, it has none."""
    class_: Any = type(block)
    # The platform mixes more into a block's class, and what comes of it is in no package.
    return _read(getattr(class_, "unmixed_class", class_), f"{block.kind.name}.{ending}")


def own_address(block: Any, ending: str) -> str:
    """Where the kind's own style sheet (`css`) or script (`js`) is; empty where it has none."""
    return own(block, f"{block.kind.name}.{ending}") if own_text(block, ending) else ""


@lru_cache(maxsize=64)
def _read(class_: type[XBlock], name: str) -> str:
    try:
        with class_.open_local_resource(f"{FOLDER}/{name}") as opened:
            return str(opened.read().decode("utf-8"))
    except (DisallowedFileError, OSError):
        return ""
