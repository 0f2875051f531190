"""Where Chromium is on this computer, and how to get it where that can be done unasked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import environment

VARIABLE = "HOPE_CHROMIUM"
NAMES = (
    "chromium-headless-shell",  # without windows and what belongs to them: far quicker
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
FONTS = ("fonts-liberation", "fonts-dejavu-core")  # Latin, Greek and Cyrillic
MAC_PLACES = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_PLACES = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
WHAT_TO_DO = (
    f"Install Chromium or Google Chrome, or name its program in the variable {VARIABLE} "
    "(Debian: sudo apt install chromium)."
)


def get() -> str:
    """The path of a Chromium that starts, installed now if we may; else stops with what to do."""
    path = find()
    if path is None and may_install():
        environment.say("No Chromium here; installing it.")
        install()
        path = find()
    if path is None:
        raise environment.Stop(f"No Chromium was found. {WHAT_TO_DO}")
    return path


def find() -> str | None:
    """The path of the first Chromium that starts."""
    for path in candidates(os.environ, sys.platform):
        if starts(path):
            return path
        environment.say(f"{path} does not start; looking further.")
    return None


def candidates(variables: Mapping[str, str], system: str) -> Iterator[str]:
    """All paths to try, best first: the user's own choice, programs by name, usual places."""
    if variables.get(VARIABLE):
        yield os.path.abspath(shutil.which(variables[VARIABLE]) or variables[VARIABLE])
    for name in NAMES:
        path = shutil.which(name, path=variables.get("PATH", os.defpath))
        if path:
            yield path
    for place in usual_places(variables, system):
        if place.is_file():
            yield str(place)


def usual_places(variables: Mapping[str, str], system: str) -> list[Path]:
    """Where browsers are installed on systems that do not put them on the PATH."""
    if system == "darwin":
        folders = [Path("/Applications"), Path(variables.get("HOME", "/")) / "Applications"]
        return [folder / place for place in MAC_PLACES for folder in folders]
    if system == "win32":
        roots = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = [Path(variables[root]) for root in roots if variables.get(root)]
        return [folder / place for place in WINDOWS_PLACES for folder in folders]
    return []


def starts(path: str) -> bool:
    """Whether the program at *path* is there and runs; some are only a note to install it."""
    if sys.platform == "win32":
        return Path(path).is_file()  # asked for its version, Chrome opens a window there
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def may_install() -> bool:
    """Whether we are root on Debian or a relative of it, as in most containers."""
    return (
        hasattr(os, "geteuid")
        and os.geteuid() == 0
        and Path("/etc/debian_version").exists()
        and shutil.which("apt-get") is not None
    )


def install() -> None:
    """Install Chromium by apt-get, for all to see: without windows, where Debian has it so.

    Of what Debian recommends beside it (printers, notifications, graphics drivers), only fonts.
    """
    options = ("--yes", "--no-install-recommends", *FONTS)
    steps = (["update"], ["install", *options, "chromium-headless-shell"])
    code = [_apt_get(step) for step in steps][-1]
    if code != 0:
        code = _apt_get(["install", *options, "chromium"])
    if code != 0:
        raise environment.Stop(
            f"apt-get could not install chromium (exit code {code}). {WHAT_TO_DO}"
        )


def _apt_get(step: list[str]) -> int:
    command = ["apt-get", *step]
    environment.say(f"$ {environment.shown(command)}")
    return environment.call(command, DEBIAN_FRONTEND="noninteractive")
