"""What `hope` says where the package is installed without what only the compiler needs."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, requires


def advice() -> str:
    """Which command makes the compiler work in the Python environment that this runs in.

    It names what is missing, and not hope-xblocks itself, which no package index has under the
    control of its owner.
    """
    missing = [f'"{one}"' for one in _extra("authoring")]
    if not missing:  # not installed at all, as where somebody has only put it onto Python's path
        return (
            "hope: the compiler is not installed here. "
            "In a copy of the repository, run: python3 scripts/demo.py"
        )
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return (
        "hope: this environment has what an LMS needs, and the compiler needs more. Run:\n"
        f"  {python} -m pip install {' '.join(missing)}"
    )


def _extra(name: str) -> list[str]:
    """The requirements of an extra, as pip takes them."""
    try:
        lines = requires("hope-xblocks") or []
    except PackageNotFoundError:
        return []
    found = re.compile(rf"""\s*;\s*extra\s*==\s*["']{name}["']\s*$""")
    return sorted((found.sub("", line) for line in lines if found.search(line)), key=str.lower)
