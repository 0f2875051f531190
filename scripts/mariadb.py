"""A MariaDB of our own for the tests: found or installed, run in a folder that goes with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environment

VARIABLE = "HOPE_MARIADB"
# The programs alone: no account, no service, nothing that starts. The set-up needs some of both.
PACKAGES = ("mariadb-server-core", "mariadb-client-core")
SERVERS = ("mariadbd", "mysqld")  # the second name is the old one
INSTALLERS = ("mariadb-install-db", "mysql_install_db")
# Debian's users have no /usr/sbin on their PATH; Homebrew's have not always theirs.
PLACES = ("/usr/sbin", "/usr/libexec", "/usr/local/bin", "/opt/homebrew/bin")
PATIENCE = 60.0  # seconds for a start, which takes one
WHAT_TO_DO = (
    f"Install MariaDB (Debian: sudo apt install {' '.join(PACKAGES)}), or name in the variable "
    f"{VARIABLE} the socket of one that is running and lets root in without a password."
)


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The socket of a MariaDB that answers: the user's own choice, or one that ends with us."""
    theirs = os.environ.get(VARIABLE)
    if theirs:
        if not answers(theirs):
            raise environment.Stop(f"No database answers at {theirs}. {WHAT_TO_DO}")
        yield theirs
        return
    server, installer = get()
    with tempfile.TemporaryDirectory(prefix="hope-mariadb-") as name:
        folder = Path(name)
        initialise(installer, folder)
        with started(server, folder) as path:
            yield path


# --- Getting it ----------------------------------------------------------------------------------


def get() -> tuple[str, str]:
    """The server and the program that makes its data folder, installed now if we may."""
    programs = find()
    if programs is None and may_install():
        environment.say(f"No MariaDB here; installing {' and '.join(PACKAGES)}.")
        install()
        programs = find()
    if programs is None:
        raise environment.Stop(f"No MariaDB was found. {WHAT_TO_DO}")
    return programs


def find() -> tuple[str, str] | None:
    """Both programs, if both are there and the server is a MariaDB."""
    server = next(filter(is_mariadb, map(which, SERVERS)), None)
    installer = next(filter(None, map(which, INSTALLERS)), None)
    return (server, installer) if server and installer else None


def which(name: str) -> str | None:
    """The path of a program, also where a user's PATH does not lead."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), *PLACES]))


def is_mariadb(path: str | None) -> bool:
    """Whether the server at *path* starts and is no MySQL, which is set up in another way."""
    if path is None:
        return False
    works, version = environment.answer_of([path, "--no-defaults", "--version"])
    return works and "MariaDB" in version


def may_install() -> bool:
    """Whether we are root on Debian or a relative of it, as in most containers."""
    return is_root() and Path("/etc/debian_version").exists() and bool(shutil.which("apt-get"))


def is_root() -> bool:
    """Whether we may do everything, and have to name the user that a server runs as."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install() -> None:
    """Install the server by apt-get, for all to see."""
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES],
    ):
        environment.say(f"$ {environment.shown(command)}")
        code = environment.call(command, DEBIAN_FRONTEND="noninteractive")
    if code != 0:
        raise environment.Stop(
            f"apt-get could not install MariaDB (exit code {code}). {WHAT_TO_DO}"
        )


# --- Running it ----------------------------------------------------------------------------------


def initialise(installer: str, folder: Path) -> None:
    """Make an empty database in *folder*, whose root needs no password."""
    done, answer = environment.answer_of(
        [
            installer,
            "--no-defaults",  # whatever else this computer's MariaDB is told
            f"--datadir={folder / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            *as_whom(),
        ]
    )
    if not done:
        raise environment.Stop(
            f"MariaDB could not make a database. Its last lines:\n{environment.last_lines(answer)}"
        )


@contextlib.contextmanager
def started(server: str, folder: Path) -> Iterator[str]:
    """The socket of a *server* on the data in *folder*; it never outlives us."""
    path, log = folder / "socket", folder / "log"
    command = [
        server,
        "--no-defaults",
        f"--datadir={folder / 'data'}",
        f"--socket={path}",
        f"--pid-file={folder / 'pid'}",
        f"--tmpdir={folder}",
        "--innodb-flush-log-at-trx-commit=2",  # nobody needs these data after a power cut
        "--skip-networking",  # reached by its socket alone
        "--character-set-server=utf8mb4",
        *as_whom(),
    ]
    with log.open("w", encoding="utf-8") as file:
        options: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": file,
            "stderr": subprocess.STDOUT,
            # Ctrl-C is for the tests first: their database goes after them.
            "start_new_session": True,
        }
        with environment.started(command, {}, **options) as child:
            try:
                wait_for(child, path, log)
                yield str(path)
            finally:
                child.terminate()  # now, or Ctrl-C would make us wait for it to go by itself


def as_whom() -> list[str]:
    """The option without which the programs refuse to work for root."""
    return ["--user=root"] if is_root() else []


def wait_for(child: subprocess.Popen[str], path: Path, log: Path) -> None:
    """Return when the server answers; stop with its last lines if it never does."""
    end = time.monotonic() + PATIENCE
    while not answers(str(path)):
        if child.poll() is not None or time.monotonic() > end:
            lines = environment.last_lines(log.read_text(encoding="utf-8", errors="replace"))
            raise environment.Stop(f"MariaDB does not start. Its last lines:\n{lines}")
        time.sleep(0.05)


def answers(path: str) -> bool:
    """Whether a database greets whoever connects to the socket at *path*."""
    if sys.platform == "win32":
        return False  # which has no such sockets in Python
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.settimeout(5)
        line.connect(path)
        return len(line.recv(5)) == 5  # the length of its greeting, and the protocol
    return False
