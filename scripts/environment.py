"""The project's own Python environment, the folder `.venv`: made, filled and mended when needed.

Every package comes in the version and with the hash that `requirements/lock.txt` names, installed
by uv, which pip fetches first. With HOPE_RESOLUTION=upgraded the newest versions are taken instead,
into a folder of their own, `.venv-upgraded`.

Standard library only, in syntax that Python 3.8 still reads: this runs before anything is
installed, and an old Python must get as far as the sentence that says it is too old.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import IO, Any

OLDEST_PYTHON = (3, 11)
WINDOWS = os.name == "nt"
REPOSITORY = Path(__file__).resolve().parent.parent
UPGRADED = os.environ.get("HOPE_RESOLUTION", "locked") == "upgraded"
LOCKED = REPOSITORY / "requirements" / "lock.txt"
VENV = REPOSITORY / (".venv-upgraded" if UPGRADED else ".venv")
PROGRAMS = VENV / ("Scripts" if WINDOWS else "bin")
EXE = ".exe" if WINDOWS else ""
PYTHON = PROGRAMS / f"python{EXE}"
STAMP = VENV / "hope-stamp.json"
LOCK = VENV / "hope-lock"

INTERRUPTED = 130  # what shells report after Ctrl-C
WINDOWS_INTERRUPTED = 0xC000013A
TERMINATED = 143


class Stop(Exception):  # noqa: N818 -- no error of ours: it tells the user what to do
    """Something only the user can put right; its text says how."""


# --- A command's beginning and end ---------------------------------------------------------------


def run(main: Callable[[list[str]], int]) -> None:
    """Run a command's *main* and exit with its code; what the user can mend is no traceback."""
    check_python()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        code = main(sys.argv[1:])
    except Stop as stop:
        say(str(stop))
        code = 1
    except KeyboardInterrupt:
        say("\nStopped.")
        code = INTERRUPTED
    except BrokenPipeError:  # whoever read our output, `head` for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def check_python(version: Sequence[int] = sys.version_info[:3]) -> None:
    """Exit with a sentence that says what to do if this Python is too old."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        needed, here, script = dotted(OLDEST_PYTHON), dotted(version), Path(sys.argv[0]).name
        sys.exit(
            f"This needs Python {needed} or newer, and this is Python {here}.\n"
            "Install a newer one from https://www.python.org/downloads/ and start it by its name:\n"
            f"  Linux, macOS:  python3.12 scripts/{script}\n"
            f"  Windows:       py -3.12 scripts\\{script}"
        )


def say(text: str = "") -> None:
    """Print at once, so that our lines and those of the programs we start keep their order."""
    print(text, flush=True)


def dotted(version: Sequence[int]) -> str:
    """A version as people write it."""
    return ".".join(str(number) for number in version)


# --- Running programs ----------------------------------------------------------------------------


def call(command: Sequence[object], **variables: str) -> int:
    """Run *command* in the repository, with our input and output; its exit code."""
    with started(command, variables) as child:
        # On Windows a wait without end would not notice Ctrl-C.
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return exit_code(child.wait(timeout=0.5 if WINDOWS else None))


@contextlib.contextmanager
def started(
    command: Sequence[object], variables: dict[str, str], **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """A running *command* that never outlives us, neither after Ctrl-C nor when we are ended."""
    words = [str(word) for word in command]
    try:
        child = subprocess.Popen(words, cwd=REPOSITORY, env=surroundings(**variables), **options)
    except OSError as error:
        raise Stop(f"{words[0]} does not start ({error}). Delete .venv and try again.") from error
    _running.add(child)
    try:
        yield child
    except KeyboardInterrupt:
        let_stop(child)
        raise
    finally:
        end(child)
        _running.discard(child)


_running: set[subprocess.Popen[str]] = set()


def end_all() -> None:
    """See to it that no program still runs that we have started, in whatever thread."""
    for child in list(_running):
        end(child)


def let_stop(child: subprocess.Popen[str]) -> None:
    """Give *child* the time to stop in its own way after Ctrl-C."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(10 if at_terminal() else 1)
        if child.poll() is None and not WINDOWS:
            child.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(5)
    finally:
        signal.signal(signal.SIGINT, usual)


def at_terminal() -> bool:
    """Whether Ctrl-C reaches the programs we start as well as us; a lone signal does not."""
    if WINDOWS:
        return True
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


def end(child: subprocess.Popen[str]) -> None:
    """See to it that *child* has ended: ask, and after five seconds insist."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def exit_code(code: int) -> int:
    """A child's exit code as a shell reports it, also when a signal ended it."""
    if code == WINDOWS_INTERRUPTED:
        return INTERRUPTED
    return 128 - code if code < 0 else code


def surroundings(**more: str) -> dict[str, str]:
    """The environment variables for programs we start: `.venv` is active, text is UTF-8."""
    foreign = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")  # they lead to other packages
    slow = ("PYTHONDONTWRITEBYTECODE",)  # every start would compile everything anew
    variables = {name: value for name, value in os.environ.items() if name not in foreign + slow}
    variables.update(
        VIRTUAL_ENV=str(VENV),
        PATH=os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", os.defpath)]),
        PYTHONUTF8="1",
        PYTHONIOENCODING="utf-8",
        PYTHONUNBUFFERED="1",
        **more,
    )
    return variables


def shown(command: Sequence[object]) -> str:
    """The *command* as one would type it in the repository."""
    words = [str(word) for word in command]
    program = Path(words[0])
    if program.is_absolute() and REPOSITORY in program.parents:
        words[0] = str(program.relative_to(REPOSITORY))
    return subprocess.list2cmdline(words) if WINDOWS else shlex.join(words)


def answer_of(command: Sequence[object], **variables: str) -> tuple[bool, str]:
    """Whether *command* succeeds, and all that it says; nothing of it is shown."""
    try:
        with started(
            command,
            variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as child:
            text, _ = child.communicate()
    except Stop as stop:
        return False, str(stop)
    return child.returncode == 0, text


# --- The environment -----------------------------------------------------------------------------


def prepare(extras: Sequence[str], groups: Sequence[str] = ()) -> None:
    """Leave `.venv` with this project installed, with its *extras* and dependency *groups*.

    Returns at once if it is so already. Raises Stop if it cannot be done.
    """
    wanted = {*extras, *groups}
    if why_make() is None and is_installed(wanted, read_stamp()):
        return
    try:
        with alone():
            reason = why_make()
            if reason is None and is_installed(wanted, read_stamp()):
                return  # another start did it while we waited
            if reason is None and not answer_of([PYTHON, "-m", "pip", "--version"])[0]:
                reason = "the one here has no pip"
            if reason is not None:
                make(reason)
            install(extras, groups)
    except OSError as error:
        raise Stop(
            f"The folder {VENV.name} cannot be set up: {error}.\n"
            "End the programs that use it, see that you may write there, or delete it; "
            "then try again."
        ) from error


def move_to(folder: Path) -> None:
    """Look after *folder* in place of `.venv` from now on."""
    global VENV, PROGRAMS, PYTHON, STAMP, LOCK
    VENV = folder
    PROGRAMS = folder / PROGRAMS.name
    PYTHON = PROGRAMS / PYTHON.name
    STAMP = folder / STAMP.name
    LOCK = folder / LOCK.name


def why_make() -> str | None:
    """Why `.venv` has to be made, in words; None if it is usable."""
    stamp = read_stamp()
    if not stamp.get("whole", True):
        return "the last set-up was interrupted"
    if not (VENV / "pyvenv.cfg").is_file():
        return "there is none yet"
    if stamp.get("place", str(REPOSITORY)) != str(REPOSITORY):
        return "the one here was made in another place"
    works, version = answer_of(
        [PYTHON, "-c", "import sys; print(*sys.version_info[:2], sep='.')"],
    )
    if not works:
        return "the Python of the one here is gone"
    if version.strip() != dotted(sys.version_info[:2]):
        return f"the one here was made with Python {version.strip()}"
    return None


def make(reason: str) -> None:
    """Make `.venv` anew, empty but for pip."""
    say(f"Making the folder {VENV.name} with Python {platform.python_version()}: {reason}.")
    check_venv_module()
    for path in VENV.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != LOCK:
            path.unlink()
    write_stamp({"whole": False})
    # If this is the Python inside .venv, it has just been removed; its base is still there.
    base = getattr(sys, "_base_executable", None) or sys.executable
    done, answer = answer_of([base, "-m", "venv", VENV])
    if not done and "ensurepip" in answer:
        raise Stop(install_venv_module())
    if not done:
        raise Stop(f"Python could not make .venv. Its last lines:\n{last_lines(answer)}")
    write_stamp({"whole": True, "place": str(REPOSITORY)})


def check_venv_module() -> None:
    """Stop if this Python comes without `venv` or `ensurepip`."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise Stop(install_venv_module())


def install_venv_module() -> str:
    """What to do where Python comes without the means to make an environment."""
    if Path("/etc/debian_version").exists() and sys.base_prefix == "/usr":
        package = f"python{dotted(sys.version_info[:2])}-venv"
        return f"This Python cannot make .venv yet. Run `sudo apt install {package}` and try again."
    return (
        "This Python cannot make .venv: it comes without the modules venv and ensurepip.\n"
        "Install your system's package for them (often named python3-venv), or Python from "
        "https://www.python.org/downloads/; then try again."
    )


def install(extras: Sequence[str], groups: Sequence[str]) -> None:
    """Install this project with its *extras* and *groups*, and note that it is done."""
    before, had = read_stamp(), packages()
    if before.get("inputs") == inputs():
        extras = sorted({*extras, *before.get("extras", [])})
        groups = sorted({*groups, *before.get("groups", [])})
    say(f"Installing what this needs into {VENV.name}. The first time takes a minute or two.")
    write_stamp({"whole": False})
    try:
        with installing_uv() as requirements:
            run_or_stop([PYTHON, "-m", "pip", "install", *PIP_OPTIONS, *requirements])
        # Some packages come as sources only: they are built with the locked tools.
        run_or_stop(uv_install(PYTHON, "--group", "build"))
        options = [option for group in groups for option in ("--group", group)]
        project = f".[{','.join(extras)}]" if extras else "."
        run_or_stop(uv_install(PYTHON, "--no-build-isolation", *options, "--editable", project))
    except Stop:
        if packages() == had:
            write_stamp(before)  # something was fetched at most; what was installed is as it was
        raise
    write_stamp(
        {
            "whole": True,
            "place": str(REPOSITORY),
            "inputs": inputs(),
            "extras": list(extras),
            "groups": list(groups),
            "packages": packages(),
        }
    )
    say("Installed.\n")


PIP_OPTIONS = ("--no-input", "--quiet", "--progress-bar", "off", "--disable-pip-version-check")


@contextlib.contextmanager
def installing_uv() -> Iterator[list[str]]:
    """What pip has to be told so that it installs uv, checked against the hashes of the lock."""
    if UPGRADED:
        yield ["--upgrade", "uv"]
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "uv.txt")
        file.write_text(locked_entry("uv"), encoding="utf-8")
        yield ["--require-hashes", "--requirement", str(file)]


def locked_entry(name: str) -> str:
    """The lines of the lock that pin the package *name*: its version and hashes."""
    found = re.search(
        rf"^{re.escape(name)}==.*(?:\n .*)*", LOCKED.read_text(encoding="utf-8"), re.MULTILINE
    )
    if found is None:
        raise Stop(f"requirements/lock.txt pins no {name}; run python3 scripts/lock.py.")
    return found.group() + "\n"


def uv_install(python: object, *arguments: object) -> list[object]:
    """The command by which uv installs into the environment of *python*, as the lock says."""
    chosen = ("--upgrade",) if UPGRADED else ("--constraint", LOCKED)
    return [PYTHON, "-m", "uv", "pip", "install", "--python", python, *chosen, *arguments]


def run_or_stop(command: Sequence[object]) -> None:
    """Run a *command* that installs something; Stop, with what to do, if it fails."""
    code = call(command, PIP_USER="0", **index())  # a user's own setting that a venv refuses
    if code:
        raise Stop(f"{shown(command)} failed (exit code {code}), see above.\n{ADVICE}")


ADVICE = (
    "Is the network there (a proxy, a firewall)? Is there room on the disk? Then try again. If it\n"
    "stops at the same place: a package may not be ready for Python "
    f"{dotted(sys.version_info[:2])} on this computer; Python 3.12 is a safe choice."
)


def index() -> dict[str, str]:
    """For uv, the package index that the user's pip is set up to use, if it is not the usual one.

    uv reads no settings of pip's: https://docs.astral.sh/uv/pip/compatibility/
    """
    if "UV_DEFAULT_INDEX" in os.environ or "UV_INDEX_URL" in os.environ:
        return {}
    url = os.environ.get("PIP_INDEX_URL", "")
    if not url:
        known, said = answer_of([PYTHON, "-m", "pip", "config", "get", "global.index-url"])
        url = said.strip() if known else ""
    return {"UV_DEFAULT_INDEX": url} if url.startswith(("http://", "https://")) else {}


def last_lines(text: str) -> str:
    """The end of a program's output, set off from ours."""
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-15:])


# --- What is installed, and who is at it ---------------------------------------------------------


def inputs() -> str:
    """A fingerprint of the files that say what is to be installed."""
    made = hashlib.sha256()
    for name in ("setup.py", "pyproject.toml", "requirements/lock.txt"):
        file = REPOSITORY / name
        made.update(file.read_bytes() if file.is_file() else b"")
    return made.hexdigest()


def is_installed(wanted: AbstractSet[str], stamp: dict[str, Any]) -> bool:
    """Whether the *stamp* tells of a finished installation of today's files, with all *wanted*."""
    return (
        stamp.get("whole") is True
        and stamp.get("inputs") == inputs()
        and wanted <= {*stamp.get("extras", []), *stamp.get("groups", [])}
        and set(stamp.get("packages", [])) <= set(packages())
    )


def packages() -> list[str]:
    """The packages in `.venv`, with their versions."""
    folder = "Lib/site-packages" if WINDOWS else "lib/*/site-packages"
    return sorted(path.name for path in VENV.glob(f"{folder}/*.dist-info"))


def read_stamp() -> dict[str, Any]:
    """What we noted about `.venv`; nothing if somebody else made it."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except OSError:
        return {}
    except ValueError:
        stamp = None
    return stamp if isinstance(stamp, dict) else {"whole": False}


def write_stamp(stamp: dict[str, Any]) -> None:
    """Note the state of `.venv`: the old note or the new one is there, never half of one."""
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps(stamp), encoding="utf-8")
    draft.replace(STAMP)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other start works on `.venv`, then keep others waiting.

    The lock is the operating system's and ends with the process that holds it, so a file left
    behind locks nobody out.
    """
    VENV.mkdir(exist_ok=True)
    with LOCK.open("a") as file:
        if not try_lock(file):
            say("Another start is setting up .venv; waiting for it to end.")
            while not try_lock(file):
                time.sleep(0.5)
        yield


def try_lock(file: IO[str]) -> bool:
    """Whether the lock is ours now; closing *file* gives it back."""
    try:
        if WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return not WINDOWS  # some network drives know no locks: better unguarded than stuck
    return True
