"""The course that has every kind and every setting, compiled."""

import io
import json
import tarfile
from functools import lru_cache
from pathlib import Path

from lxml import etree

from hope_authoring.compile import compile_course

HERE = Path(__file__).parent / "courses/everything"
COURSE = HERE / "courses/everything"


@lru_cache
def files() -> dict[str, bytes]:
    """Every file of the package, by its path below `course/`."""
    with tarfile.open(fileobj=io.BytesIO(compile_course(COURSE).archive)) as tar:
        return {
            member.name.removeprefix("course/"): tar.extractfile(member).read()
            for member in tar.getmembers()
        }


def element(id_: str) -> etree._Element:
    """The element of this `url_name`, wherever it stands."""
    for name, data in files().items():
        if name.startswith("vertical/"):
            for found in etree.fromstring(data).iter():
                if isinstance(found.tag, str) and found.get("url_name") == id_:
                    return found
    raise KeyError(id_)


def olx(id_: str) -> str:
    """The same as text."""
    return etree.tostring(element(id_), encoding="unicode", with_tail=False)


def data(name: str):
    """What a JSON file holds."""
    return json.loads(files()[name])
