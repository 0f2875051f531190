"""Plays the compiled package of a course in the trainer's browser, with the real blocks."""

from __future__ import annotations

import os
import signal
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from ..compile import Build, compile_course
from .site import open_site

__all__ = ["serve"]

PORT = 8765


def serve(
    folder: Path,
    port: int | None = None,
    open_browser: bool = True,
    compile_folder: Callable[[Path, str], Build] = compile_course,
) -> int:
    """Plays the course in *folder* until Ctrl-C or SIGTERM.

    Args:
        folder: where `course.yaml` is; learners' work is kept in `.preview` in it.
        port: the port to serve on, of this machine alone; a free one where it is taken.
        open_browser: whether to open the course in a browser, where there is one.
        compile_folder: makes the package of an edition; of the first, if none is named.

    Returns:
        The exit code: 0, or 1 where the folder cannot be written to.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)  # both end as Ctrl-C does
    try:
        return _serve(folder, port or PORT, open_browser, compile_folder)
    except KeyboardInterrupt:
        print()
        return 0


def _serve(
    folder: Path, port: int, open_browser: bool, compile_folder: Callable[[Path, str], Build]
) -> int:
    try:
        application, current = open_site(folder, compile_folder)
    except OSError as error:
        print(f"Learners’ work cannot be kept in “{folder}”: {error.strerror}", file=sys.stderr)
        return 1
    current.refresh()
    for diagnostic in current.diagnostics:
        print(diagnostic, file=sys.stderr)
    title = current.player.course.title if current.player else folder.name
    with _listen(port) as server:
        server.set_app(application)
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        print(f"Preview of {title}: {url}  (Ctrl-C stops it)", flush=True)
        if open_browser and _has_screen():
            webbrowser.open(url)
        server.serve_forever()
    return 0


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """The page asks every second; nobody wants to read that."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    # On Windows it would let two programs share a port.
    allow_reuse_address = os.name != "nt"

    def server_bind(self) -> None:
        # Not HTTPServer's own: it asks for the name of 127.0.0.1, which takes seconds on some nets.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()


def _listen(port: int) -> _Server:
    try:
        return _Server(("127.0.0.1", port), _Quiet)
    except OSError:
        return _Server(("127.0.0.1", 0), _Quiet)


def _has_screen() -> bool:
    # Elsewhere, Python might open a browser in the terminal.
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, names))
