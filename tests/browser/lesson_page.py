"""A page like the LMS's: it shows the lessons of real blocks and serves their handler."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import Any

from lxml import etree
from webob import Request
from xblock.core import XBlock

import hope_xblocks
from hope_xblocks.kinds import Kind
from hope_xblocks.red_flag_quiz import kind as quiz
from hope_xblocks.testing import SmallLms

PUBLIC = Path(hope_xblocks.__file__).parent / "public"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def public_file(path: str) -> tuple[str, bytes]:
    """The type and the bytes of a file at `/resource/BLOCK TYPE/public/NAME`."""
    block_type, _slash, uri = path.removeprefix("/resource/").partition("/")
    with XBlock.load_class(block_type).open_local_resource(uri) as opened:
        return TYPES[PurePosixPath(path).suffix], opened.read()


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Unit</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>body {{ margin: 0; font-family: sans-serif }}</style>
{before}{links}{after}</head><body class="{theme}"><main><h1>Course</h1><h2>Unit</h2>
<p id="theirs">Text of the platform. <button>Theirs</button></p>
{blocks}
</main><script>
  document.querySelectorAll("[data-block]").forEach(function (block) {{
    new HopeXBlock({{ handlerUrl: function (element, name) {{
      return "/handler/" + element.dataset.block + "/" + name;
    }} }}, block);
  }});
</script></body></html>"""


class LessonPage:
    """A running page with some copies of a kind's sample, as a learner has them."""

    def __init__(self, copies: int = 1, kind: Kind = quiz, **settings: str) -> None:
        self.lms = SmallLms()
        self.before = self.after = self.theme = ""
        self.failures: list[int] = []
        """Status codes with which the next requests to the handler fail."""
        self.lost = False
        """Whether the answer to the next request is lost on its way."""
        self.again = 0
        """How many of the next requests are to be sent again."""
        self.pause = 0.0
        """Seconds until a request is answered."""
        self.asked: list[dict[str, Any]] = []
        """What was sent, in the order of its coming."""
        self.at_once = [0, 0]
        """How many requests are waiting for their answer, and how many there were at most."""
        self.usages = []
        for number in range(copies):
            olx = etree.Element(
                kind.block_type, url_name=f"q{number}", display_name="At the gate", **settings
            )
            olx.text = kind.sample_text
            block = self.lms.parse(etree.tostring(olx, encoding="unicode"))
            self.usages.append(block.scope_ids.usage_id)
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/":
                    self._answer("text/html", page.html().encode())
                    return
                self._answer(*public_file(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                page.at_once[0] += 1
                page.at_once[1] = max(page.at_once)
                page.asked.append(json.loads(body))
                time.sleep(page.pause)
                page.at_once[0] -= 1
                if page.again:
                    page.again -= 1
                    self._answer("application/json", b'{"status": "again", "html": ""}')
                    return
                if page.failures:
                    self._answer("text/plain", b"", page.failures.pop(0))
                    return
                answer = page.handle(int(self.path.split("/")[2]), body)
                if page.lost:
                    page.lost = False
                    self.close_connection = True
                    self.connection.close()
                    return
                self._answer("application/json", answer)

            def _answer(self, kind: str, body: bytes, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """Stays quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def block(self, number: int = 0) -> Any:
        """A block as it is stored now."""
        return self.lms.get_block(self.usages[number])

    def html(self) -> str:
        """The page as the LMS would put it together of the blocks' fragments."""
        fragments = [self.block(n).render("student_view") for n in range(len(self.usages))]
        links = {}
        for resource in (one for fragment in fragments for one in fragment.resources):
            address = resource.data
            links[address] = (
                f'<script src="{address}"></script>'
                if address.endswith(".js")
                else f'<link rel="stylesheet" href="{address}">'
            )
        return PAGE.format(
            before=self.before,
            after=self.after,
            theme=self.theme,
            links="\n".join(links.values()),
            blocks="\n".join(
                f'<div class="xblock" data-block="{number}">{fragment.content}</div>'
                for number, fragment in enumerate(fragments)
            ),
        )

    def handle(self, number: int, body: bytes) -> bytes:
        """What the handler answers; a fresh block each time, as in a real server."""
        request = Request.blank("/", method="POST", body=body)
        return bytes(self.block(number).handle("move", request).body)

    def stop(self) -> None:
        """Ends the server."""
        self.server.shutdown()
        self.server.server_close()
