"""Plays the scenarios of our kinds in the Workbench of the XBlock SDK, through its own pages.

Run by test_workbench.py in a process of its own: the Workbench is a Django site with its own
settings. Prints a JSON list of what each kind's plays came to.
"""

import json
import os
import re
import sys
from functools import cached_property
from types import SimpleNamespace

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
# XBlock's extra `django` brings this for the Workbench's requests; here, nothing else needs it.
sys.modules.setdefault("lazy", SimpleNamespace(lazy=cached_property))

import django  # noqa: E402 - it looks for its settings

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from workbench.scenarios import SCENARIOS, add_class_scenarios, get_scenarios  # noqa: E402
from xblock.core import XBlock  # noqa: E402

from hope_xblocks.content import load  # noqa: E402
from hope_xblocks.kinds import Kind, installed_kinds  # noqa: E402

VIEWS = ("student_view", "public_view", "author_view", "studio_view")


def main() -> list[dict[str, object]]:
    call_command("migrate", run_syncdb=True, verbosity=0)
    get_scenarios.initialized = True  # other distributions' blocks are not what is tried here
    return [played(kind) for kind in installed_kinds().values()]


def played(kind: Kind) -> dict[str, object]:
    add_class_scenarios(kind.block_type, XBlock.load_class(kind.block_type), fail_silently=False)
    browser = Client()
    address = f"/scenario/{kind.block_type}.0/"
    pages = {view: browser.get(f"{address}{view}/") for view in VIEWS}
    usage = SCENARIOS[f"{kind.block_type}.0"].usage_id
    token = re.search(r'data-learner="(\w+)"', pages["student_view"].content.decode())[1]
    moves, revision = [], 0
    for number, move in enumerate(kind.rules.expert(load(kind.content, kind.sample_text))):
        sent = {"id": f"move-{number}", "learner": token, "revision": revision, "move": dict(move)}
        answer = browser.post(
            f"/handler/{usage}/move/?student=student_1", sent, content_type="application/json"
        ).json()
        moves.append(answer["status"])
        revision = answer["revision"]
    after = browser.get(address).content.decode()
    return {
        "kind": kind.name,
        "pages": {view: page.status_code for view, page in pages.items()},
        "broken": [view for view, page in pages.items() if b"came back" in page.content],
        "moves": moves,
        "closed": bool(re.search(r"This was due on|<fieldset[^>]* disabled", after)),
        "changed": after != pages["student_view"].content.decode(),
        "files": {
            path: browser.get(path).status_code
            for path in re.findall(r"""(?:src|href)=["']([^"']*/public/[^"']*)""", after)
        },
    }


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
