"""A page like Studio's: it shows the editor of real blocks and serves their handlers."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from lxml import etree
from webob import Request

from browser.lesson_page import public_file
from hope_xblocks.testing import SmallStudio

# `element` comes in a jQuery object, as in Studio's own editor.
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Studio</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><style>body {{ margin: 0; font-family: sans-serif }}</style>
{links}</head><body><main><h1>Editing</h1><h2>Activity</h2>
{blocks}
</main><script>
  window.told = [];
  document.querySelectorAll("[data-usage]").forEach(function (block) {{
    new window[block.dataset.init]({{
      handlerUrl: function (element, name) {{
        return "/handler/" + element[0].dataset.usage + "/" + name;
      }},
      notify: function (name, data) {{ window.told.push([name, data]); }}
    }}, [block]);
  }});
</script></body></html>"""


class StudioPage:
    """A running page with the editor of a block for each of *texts*."""

    def __init__(self, *texts: str, block_type: str = "hope_red_flag_quiz") -> None:
        self.studio, self.block_type = SmallStudio(), block_type
        self.blocks = [self._block(f"b{number}", text) for number, text in enumerate(texts)]
        self.posted: list[str] = []
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/":
                    self._answer("text/html", page.html().encode())
                    return
                self._answer(*public_file(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                _empty, _handler, usage, name = self.path.split("/")
                self._answer("application/json", page.handle(usage, name, body))

            def _answer(self, kind: str, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """Stays quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def _block(self, name: str, text: str) -> Any:
        olx = etree.Element(self.block_type, url_name=name, display_name="At the gate")
        olx.text = text
        return self.studio.parse(etree.tostring(olx, encoding="unicode"))

    def html(self) -> str:
        """The page as Studio would put it together of the blocks' fragments."""
        fragments = [block.render("studio_view") for block in self.blocks]
        links = {}
        for resource in fragments[0].resources:
            address = resource.data
            links[address] = (
                f'<script src="{address}"></script>'
                if address.endswith(".js")
                else f'<link rel="stylesheet" href="{address}">'
            )
        return PAGE.format(
            links="\n".join(links.values()),
            blocks="\n".join(fragment.content for fragment in fragments),
        )

    def handle(self, usage: str, name: str, body: bytes) -> bytes:
        """What the handler of a block answers; a fresh block each time, as in a real server."""
        self.posted.append(name)
        request = Request.blank("/", method="POST", body=body)
        response = self.studio.get_block(usage).handle(name, request)
        assert response.status_code == 200, json.loads(response.body)
        return bytes(response.body)

    def kept(self, number: int = 0) -> Any:
        """A block as it is stored now."""
        return self.studio.get_block(self.blocks[number].scope_ids.usage_id)

    def stop(self) -> None:
        """Ends the server."""
        self.server.shutdown()
        self.server.server_close()
