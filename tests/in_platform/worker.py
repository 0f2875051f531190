"""A process with the LMS or Studio in it, which does what it is told over a pipe.

Their settings cannot live in one process, nor can two of them that race each other.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import subprocess
import sys
import traceback
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PATIENCE = 600.0  # seconds for one command; the longest imports a course


class CommandError(Exception):
    """What a command raised in the other process, as its traceback."""


class Worker:
    """The LMS or Studio; `worker.do("name", …)` calls that function of `lms_side` or `cms_side`."""

    def __init__(self, side: str, database: str, mongo_port: int, folder: Path, name: str = ""):
        ours, theirs = Pipe()
        self._pipe = ours
        self._early: tuple[str, Any] | None = None
        self.log = folder / f"{name or side}.log"
        variables = {
            "DJANGO_SETTINGS_MODULE": f"settings_{side}",
            "SERVICE_VARIANT": side,
            "EDXAPP_TEST_MONGO_HOST": "127.0.0.1",
            "EDXAPP_TEST_MONGO_PORT": str(mongo_port),
            "HOPE_DATABASE": database,
            "HOPE_FILES": str(folder),
        }
        with self.log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(HERE / "worker.py"), side, str(theirs.fileno())],
                cwd=platform_folder(),  # the platform's test settings name folders of it
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
            )
        theirs.close()

    def do(self, command: str, *arguments: Any, **options: Any) -> Any:
        """What *command* returns.

        Raises:
            CommandError: if it raises.
        """
        self.begin(command, *arguments, **options)
        return self.result()

    def begin(self, command: str, *arguments: Any, **options: Any) -> None:
        """Lets *command* run; its result is to be asked for."""
        self._pipe.send((command, arguments, options))

    def result(self) -> Any:
        """What the command that was begun returns."""
        word, value = self._early or self._receive()
        self._early = None
        if word == "raised":
            raise CommandError(f"{value}\n(more in {self.log})")
        assert word == "returned", f"{word} instead of a result"
        return value

    def pauses(self) -> bool:
        """Waits until the command pauses, which is true, or ends without having paused."""
        word, value = self._receive()
        self._early = None if word == "paused" else (word, value)
        return word == "paused"

    def ends_within(self, seconds: float) -> bool:
        """Whether the command ends within so many *seconds*."""
        return self._pipe.poll(seconds)

    def go_on(self) -> None:
        """Ends the pause."""
        self._pipe.send("go on")

    def stop(self) -> None:
        """Ends the process."""
        self._pipe.close()
        self._process.wait(60)

    def _receive(self) -> tuple[str, Any]:
        if not self._pipe.poll(PATIENCE):
            raise CommandError(f"no answer in {PATIENCE} s; see {self.log}")
        try:
            word, value = self._pipe.recv()
        except EOFError:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
            raise CommandError("the process has ended:\n" + "\n".join(lines[-30:])) from None
        return word, value


def platform_folder() -> Path | None:
    """The checkout of openedx-platform that can be imported here, if there is one."""
    found = [importlib.util.find_spec(name) for name in ("lms", "cms", "xmodule", "openedx")]
    if not all(found):
        return None
    return Path(next(iter(found[0].submodule_search_locations))).parent


# --- In the other process ------------------------------------------------------------------------

pipe: Connection


def pause() -> None:
    """Tells the tests that the place is reached, and waits until they say go on."""
    pipe.send(("paused", None))
    pipe.recv()


def serve(side: str) -> None:
    """Runs commands until the pipe is closed."""
    import django

    django.setup()
    import webpack_loader.utils  # noqa: F401 - which Studio uses without importing it

    logging.getLogger().setLevel(logging.WARNING)
    from edx_django_utils.cache import RequestCache

    commands = importlib.import_module(f"{side}_side")
    while True:
        try:
            command, arguments, options = pipe.recv()
        except EOFError:
            return
        RequestCache.clear_all_namespaces()  # as at the beginning of a request
        try:
            answer = ("returned", getattr(commands, command)(*arguments, **options))
        except BaseException:  # whatever it is, the tests are to be told
            answer = ("raised", traceback.format_exc())
        pipe.send(answer)


if __name__ == "__main__":
    sys.modules["worker"] = sys.modules["__main__"]  # one module, whoever imports it
    sys.path.insert(0, str(platform_folder() or "."))
    pipe = Connection(int(sys.argv[2]))
    serve(sys.argv[1])
