"""The commands in scripts/: what they decide, without installing anything."""

from __future__ import annotations

import ast
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

SCRIPTS = Path(__file__).parent.parent / "scripts"
posix_only = pytest.mark.skipif(os.name == "nt", reason="shell scripts and signals of POSIX")


def load(name: str, known_as: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(known_as, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[known_as] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# They import one another by these names, as files of one folder do.
environment = load("environment", "environment")
chromium = load("chromium", "chromium")
mariadb = load("mariadb", "mariadb")
checks = load("test", "scripts_test")
demo = load("demo", "scripts_demo")
new_kind = load("new_kind", "new_kind")
versions = load("versions", "scripts_versions")
lock = load("lock", "scripts_lock")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """An empty repository whose `.venv` looks usable."""
    venv = tmp_path / ".venv"
    venv.mkdir()
    (venv / "pyvenv.cfg").touch()
    (tmp_path / "setup.py").write_text("setup()")
    monkeypatch.setattr(environment, "REPOSITORY", tmp_path)
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "PYTHON", sys.executable)
    monkeypatch.setattr(environment, "STAMP", venv / "hope-stamp.json")
    monkeypatch.setattr(environment, "LOCK", venv / "hope-lock")
    return tmp_path


def installed(**changes):
    return {
        "whole": True,
        "place": str(environment.REPOSITORY),
        "inputs": environment.inputs(),
        "extras": ["authoring"],
        "groups": [],
        "packages": environment.packages(),
        **changes,
    }


# --- Python --------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.name)
def test_an_old_python_can_read(script):
    ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize(
    "script", ["demo", "test", "environment", "chromium", "mariadb", "new_kind", "versions", "lock"]
)
def test_only_the_standard_library_is_imported(script):
    tree = ast.parse((SCRIPTS / f"{script}.py").read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names - sys.stdlib_module_names <= {"environment", "chromium", "mariadb", "new_kind"}


def test_an_old_python_is_refused_with_what_to_do():
    with pytest.raises(SystemExit) as refusal:
        environment.check_python((3, 10, 4))
    assert "needs Python 3.11 or newer, and this is Python 3.10.4" in str(refusal.value)
    assert "https://www.python.org/downloads/" in str(refusal.value)


def test_a_new_python_is_welcome():
    environment.check_python((3, 11, 0))
    environment.check_python((4, 0, 0))


# --- The stamp -----------------------------------------------------------------------------------


def test_a_finished_installation_is_known_again(repository):
    environment.write_stamp(installed())
    assert environment.why_make() is None
    assert environment.is_installed({"authoring"}, environment.read_stamp())


@pytest.mark.parametrize(
    "stamp",
    [
        {},
        {"inputs": "of yesterday"},
        {"extras": []},
        {"packages": ["click-8.0.dist-info"]},
        {"whole": False},
    ],
    ids=["none", "other files", "fewer extras", "package removed", "interrupted"],
)
def test_this_is_installed_again(repository, stamp):
    environment.write_stamp(installed(**stamp) if stamp else {})
    assert not environment.is_installed({"authoring"}, environment.read_stamp())


def test_the_demo_needs_nothing_new_after_the_tests(repository):
    environment.write_stamp(installed(extras=["authoring", "test"]))
    assert environment.is_installed({"authoring"}, environment.read_stamp())


def test_a_prepared_environment_is_left_alone(repository, monkeypatch):
    environment.write_stamp(installed())
    monkeypatch.setattr(environment, "install", lambda extras: pytest.fail("installs"))
    environment.prepare(["authoring"])


def test_someone_elses_environment_is_used(repository):
    assert environment.why_make() is None


def test_half_a_note_counts_as_an_interruption(repository):
    environment.STAMP.write_text('{"whole": tr')
    assert environment.why_make() == "the last set-up was interrupted"


def test_a_moved_repository_is_noticed(repository):
    environment.write_stamp(installed(place="/somewhere/else"))
    assert environment.why_make() == "the one here was made in another place"


def test_a_python_that_is_gone_is_noticed(repository, monkeypatch):
    monkeypatch.setattr(environment, "PYTHON", repository / "python")
    assert environment.why_make() == "the Python of the one here is gone"


def test_another_python_is_noticed(repository, monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 99, 1))
    assert "was made with Python 3." in environment.why_make()


def test_without_environment_there_is_one_to_make(repository):
    (repository / ".venv/pyvenv.cfg").unlink()
    assert environment.why_make() == "there is none yet"


@pytest.mark.parametrize(("touched", "whole"), [(False, True), (True, False)])
def test_after_a_failure_only_a_touched_environment_is_made_anew(
    repository, monkeypatch, touched, whole
):
    monkeypatch.setattr(environment, "LOCKED", SCRIPTS.parent / "requirements/lock.txt")
    environment.write_stamp(installed(inputs="old"))

    def call(command, **variables):
        if touched:
            (environment.VENV / "lib/python3/site-packages/new-1.dist-info").mkdir(parents=True)
        return 1

    monkeypatch.setattr(environment, "call", call)
    with pytest.raises(environment.Stop, match="network"):
        environment.install(["authoring"], [])
    assert json.loads(environment.STAMP.read_text())["whole"] is whole


def test_what_was_asked_for_before_is_kept(repository, monkeypatch):
    commands = []
    monkeypatch.setattr(environment, "LOCKED", SCRIPTS.parent / "requirements/lock.txt")
    monkeypatch.setattr(environment, "index", dict)
    monkeypatch.setattr(
        environment, "call", lambda command, **_: commands.append(list(map(str, command))) or 0
    )
    environment.write_stamp(installed(extras=["test"], groups=["tools"]))
    environment.install(["authoring"], [])

    assert commands[0][1:4] == ["-m", "pip", "install"]
    assert "--require-hashes" in commands[0]
    assert commands[-1][-2:] == ["--editable", ".[authoring,test]"]
    assert "--constraint" in commands[-1]
    assert environment.is_installed({"authoring", "test", "tools"}, environment.read_stamp())


def test_another_lock_is_another_installation(repository):
    environment.write_stamp(installed())
    assert environment.is_installed({"authoring"}, environment.read_stamp())

    (repository / "requirements").mkdir()
    (repository / "requirements/lock.txt").write_text("six==1")
    assert not environment.is_installed({"authoring"}, environment.read_stamp())


def test_uv_uses_the_index_that_pip_is_set_up_for(repository, monkeypatch):
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(environment, "answer_of", lambda command: (True, "https://mirror/simple\n"))
    assert environment.index() == {"UV_DEFAULT_INDEX": "https://mirror/simple"}
    monkeypatch.setattr(environment, "answer_of", lambda command: (False, "ERROR: No such key"))
    assert environment.index() == {}
    monkeypatch.setenv("PIP_INDEX_URL", "https://ours/simple")
    assert environment.index() == {"UV_DEFAULT_INDEX": "https://ours/simple"}
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://theirs/simple")
    assert environment.index() == {}


def test_without_ensurepip_it_says_what_to_install(repository, monkeypatch):
    (repository / ".venv/pyvenv.cfg").unlink()
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(environment.Stop, match=r"python3(\.\d+)?-venv"):
        environment.prepare(["authoring"])


def test_a_second_start_waits_for_the_first(repository):
    with environment.alone(), environment.LOCK.open("a") as second:
        assert not environment.try_lock(second)
    with environment.LOCK.open("a") as third:
        assert environment.try_lock(third)


# --- Running -------------------------------------------------------------------------------------


def test_the_demo_passes_its_arguments_on():
    assert demo.preview(["--port", "8005", "--no-browser"])[1:] == [
        "-m",
        "hope_authoring",
        "preview",
        "course_content/courses/frontline",
        "--port",
        "8005",
        "--no-browser",
    ]


def test_the_demo_ends_with_the_code_of_the_preview(monkeypatch):
    monkeypatch.setattr(environment, "prepare", lambda *wanted: None)
    monkeypatch.setattr(environment, "call", lambda command: 7)
    assert demo.main(["--port", "8005"]) == 7


@pytest.mark.slow
@posix_only
@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_a_signal_ends_the_child_too(sent, code):
    waiting = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    ours = (
        # In the background of a shell without job control, SIGINT would be ignored.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import environment; "
        f"environment.run(lambda _: environment.call([sys.executable, '-c', {waiting!r}]))"
    )
    command = [sys.executable, "-c", ours]
    # A session of its own has no terminal: the signal reaches only the parent.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.1)
        parent.send_signal(sent)
        assert parent.wait(20) == code
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


# --- test.py -------------------------------------------------------------------------------------


def test_all_parts_are_run_unless_some_are_named():
    assert [part.name for part in checks.PARTS if part.is_ordinary] == [
        "format",
        "lint",
        "types",
        "contracts",
        "unit",
        "courses",
        "plays",
        "database",
        "browser",
        "versions",
    ]
    assert checks.parse([]).parts == []
    assert checks.parse(["unit", "browser"]).parts == ["unit", "browser"]


def test_what_follows_the_dashes_is_for_pytest():
    options = checks.parse(["unit", "-x", "--", "-k", "quiz", "--", "-x"])
    assert (options.parts, options.stop) == (["unit"], True)
    assert options.pytest == ["-k", "quiz", "--", "-x"]


def test_going_on_is_the_default():
    assert not checks.parse([]).stop
    assert not checks.parse(["--keep-going"]).stop


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit) as refusal:
        checks.parse(["unti"])
    assert refusal.value.code == 2
    assert "no part named unti" in capsys.readouterr().err


def test_the_list_needs_no_environment(capsys):
    assert checks.main(["--list"]) == 0
    assert "lint       ruff check ." in capsys.readouterr().out.splitlines()


def run_checks(monkeypatch, arguments, codes, ci="", browser="/chromium", database="/socket"):
    """Run test.py with the exit *codes* of its parts; the commands it started."""
    commands = []

    def call(command, **variables):
        commands.append((*map(str, command[2:]), *variables.items()))
        return next(codes)

    def get():
        if browser is None:
            raise environment.Stop("No Chromium was found. Install it.")
        return browser

    @contextlib.contextmanager
    def running():
        if database is None:
            raise environment.Stop("No MariaDB was found. Install it.")
        yield database

    codes = iter(codes)
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(environment, "prepare", lambda *wanted: None)
    monkeypatch.setattr(environment, "call", call)
    monkeypatch.setattr(chromium, "get", get)
    monkeypatch.setattr(mariadb, "running", running)
    return checks.main(arguments), commands


def last_line(capsys):
    return capsys.readouterr().out.splitlines()[-1]


def test_all_passed(monkeypatch, capsys):
    code, commands = run_checks(monkeypatch, [], [0] * 13)
    assert (code, last_line(capsys)) == (0, "10 passed, 0 failed")
    browser = ("pytest", "-m", "browser", *checks.among(3), ("HOPE_CHROMIUM", "/chromium"))
    database = ("pytest", "-m", "database", ("HOPE_MARIADB", "/socket"))
    assert commands[-4:-2] == [database, browser]


def test_one_failed_and_the_others_ran(monkeypatch, capsys):
    code, _ = run_checks(monkeypatch, [], [0, 1, *[0] * 11])
    assert (code, last_line(capsys)) == (1, "9 passed, 1 failed")


def test_x_stops_at_the_first_failure(monkeypatch, capsys):
    code, commands = run_checks(monkeypatch, ["-x"], [0, 1])
    assert (code, last_line(capsys)) == (1, "1 passed, 1 failed, 8 skipped")
    assert len(commands) == 2


@pytest.mark.parametrize(
    ("ci", "ends"),
    [("", (0, "1 passed, 0 failed, 1 skipped")), ("true", (1, "1 passed, 1 failed"))],
)
def test_without_chromium_the_browser_part_is_not_run(monkeypatch, capsys, ci, ends):
    code, _ = run_checks(monkeypatch, ["unit", "browser"], [0], ci=ci, browser=None)
    output = capsys.readouterr().out
    assert (code, output.splitlines()[-1]) == ends
    assert "!!! NOT RUN: browser." in output
    assert "No Chromium was found. Install it." in output


@pytest.mark.parametrize("ci", ["", "true"])
def test_without_mariadb_the_database_part_is_not_run(monkeypatch, capsys, ci):
    code, _ = run_checks(monkeypatch, ["unit", "database"], [0], ci=ci, database=None)
    output = capsys.readouterr().out
    assert (code, output.splitlines()[-1]) == (0, "1 passed, 0 failed, 1 skipped")
    assert "!!! NOT RUN: database." in output
    assert "No MariaDB was found. Install it." in output


def test_pytest_gets_the_users_arguments_and_may_find_nothing(monkeypatch, capsys):
    code, commands = run_checks(monkeypatch, ["types", "unit", "--", "-k", "x"], [0, 0, 5])
    assert commands == [
        ("mypy",),
        ("deno", "check", "--config", "browser/deno.json", "browser/script/hope.js"),
        (
            *("pytest", "-m", "not browser and not database and not courses and not installing"),
            *(*checks.among(2), "-k", "x"),
        ),
    ]
    assert (code, last_line(capsys)) == (0, "1 passed, 0 failed, 1 skipped")


def test_no_tests_at_all_is_a_failure(monkeypatch, capsys):
    code, _ = run_checks(monkeypatch, ["unit"], [5])
    assert (code, last_line(capsys)) == (1, "0 passed, 1 failed")


def test_a_failed_set_up_is_counted(monkeypatch, capsys):
    def prepare(extras):
        raise environment.Stop("pip could not install it.")

    monkeypatch.setenv("CI", "")
    monkeypatch.setattr(environment, "prepare", prepare)
    assert checks.main(["unit", "lint"]) == 1
    assert last_line(capsys) == "0 passed, 1 failed, 2 skipped"


# --- Chromium ------------------------------------------------------------------------------------


def program(path: Path, code: int = 0) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


@posix_only
def test_chromium_is_searched_in_this_order(tmp_path):
    chrome = program(tmp_path / "a/google-chrome")
    chromium_there = program(tmp_path / "b/chromium")
    own = program(tmp_path / "c/mine")
    variables = {"PATH": f"{tmp_path}/a{os.pathsep}{tmp_path}/b", "HOPE_CHROMIUM": own}
    assert list(chromium.candidates(variables, "linux")) == [own, chromium_there, chrome]


def test_usual_places_of_a_mac(tmp_path):
    place = tmp_path / "Applications" / "Chromium.app/Contents/MacOS/Chromium"
    place.parent.mkdir(parents=True)
    place.touch()
    variables = {"PATH": "", "HOME": str(tmp_path)}
    assert str(place) in list(chromium.candidates(variables, "darwin"))


def test_usual_places_of_windows(tmp_path):
    place = tmp_path / "Google/Chrome/Application/chrome.exe"
    place.parent.mkdir(parents=True)
    place.touch()
    variables = {"PATH": "", "PROGRAMFILES": str(tmp_path)}
    assert list(chromium.candidates(variables, "win32")) == [str(place)]


@posix_only
def test_a_chromium_that_does_not_start_is_passed_over(tmp_path, monkeypatch, capsys):
    broken = program(tmp_path / "bin/chromium", code=1)
    chrome = program(tmp_path / "bin/google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOPE_CHROMIUM", "/nowhere/chromium")
    assert chromium.find() == chrome
    assert f"{broken} does not start" in capsys.readouterr().out


def test_root_on_debian_gets_chromium_installed(monkeypatch, capsys):
    commands = []
    found = iter([None, "/usr/bin/chromium"])
    monkeypatch.setattr(chromium, "find", lambda: next(found))
    monkeypatch.setattr(chromium, "may_install", lambda: True)
    monkeypatch.setattr(
        environment, "call", lambda command, **variables: commands.append(command) or 0
    )
    assert chromium.get() == "/usr/bin/chromium"
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *chromium.FONTS]
    assert commands == [["apt-get", "update"], [*install, "chromium-headless-shell"]]


def test_an_older_debian_gets_the_whole_chromium(monkeypatch, capsys):
    there = {"chromium"}
    commands = []

    def call(command, **variables):
        commands.append(command[-1])
        return 0 if command[1] == "update" or command[-1] in there else 100

    monkeypatch.setattr(environment, "call", call)
    chromium.install()
    assert commands == ["update", "chromium-headless-shell", "chromium"]
    there.clear()
    with pytest.raises(environment.Stop, match="HOPE_CHROMIUM"):
        chromium.install()


def test_where_nothing_may_be_installed_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(chromium, "may_install", lambda: False)
    with pytest.raises(environment.Stop, match="HOPE_CHROMIUM"):
        chromium.get()


# --- MariaDB -------------------------------------------------------------------------------------


def says(path: Path, text: str) -> str:
    program(path)
    path.write_text(f"#!/bin/sh\necho '{text}'\n")
    return str(path)


@posix_only
def test_a_mysql_is_no_mariadb(tmp_path, monkeypatch):
    monkeypatch.setattr(mariadb, "PLACES", ())
    monkeypatch.setenv("PATH", f"{tmp_path}/a{os.pathsep}{tmp_path}/b")
    says(tmp_path / "a/mysqld", "mysqld  Ver 8.4.0 for Linux")
    installer = program(tmp_path / "b/mariadb-install-db")
    assert mariadb.find() is None
    server = says(tmp_path / "b/mariadbd", "mariadbd  Ver 10.11.9-MariaDB for Linux")
    assert mariadb.find() == (server, installer)


def test_root_on_debian_gets_mariadb_installed(monkeypatch):
    commands = []
    found = iter([None, ("/usr/sbin/mariadbd", "/usr/bin/mariadb-install-db")])
    monkeypatch.setattr(mariadb, "find", lambda: next(found))
    monkeypatch.setattr(mariadb, "may_install", lambda: True)
    monkeypatch.setattr(
        environment, "call", lambda command, **variables: commands.append(command) or 0
    )
    assert mariadb.get() == ("/usr/sbin/mariadbd", "/usr/bin/mariadb-install-db")
    assert commands[0] == ["apt-get", "update"]
    assert commands[1][-2:] == ["mariadb-server-core", "mariadb-client-core"]


def test_where_mariadb_may_not_be_installed_it_says_what_to_do(monkeypatch):
    monkeypatch.delenv("HOPE_MARIADB", raising=False)
    monkeypatch.setattr(mariadb, "find", lambda: None)
    monkeypatch.setattr(mariadb, "may_install", lambda: False)
    with pytest.raises(environment.Stop, match="HOPE_MARIADB"), mariadb.running():
        pass


@posix_only
def test_a_database_of_the_users_own_has_to_answer(tmp_path, monkeypatch):
    path = str(tmp_path / "s")
    monkeypatch.setenv("HOPE_MARIADB", path)
    with pytest.raises(environment.Stop, match="No database answers at"), mariadb.running():
        pass
    monkeypatch.setattr(mariadb, "answers", lambda asked: asked == path)
    with mariadb.running() as used:
        assert used == path


@posix_only
def test_a_server_that_ends_at_once_is_told_with_its_last_words(tmp_path):
    server = says(tmp_path / "mariadbd", "the disk is full")
    with (
        pytest.raises(environment.Stop, match="the disk is full"),
        mariadb.started(server, tmp_path),
    ):
        pass


# --- new_kind.py ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["first_words", "x", "a1_2b", "a" * 27, "words"])
def test_names_that_a_kind_may_have(name):
    assert new_kind.fault(name) == ""
    assert re.fullmatch("[a-z0-9_]{1,32}", new_kind.package(name))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("First", "small letters"),
        ("first-words", "small letters"),
        ("first__words", "small letters"),
        ("_first", "small letters"),
        ("1st", "small letters"),
        ("", "small letters"),
        ("../first", "small letters"),
        ("first\n", "small letters"),
        ("größe", "small letters"),
        ("a" * 28, "27 characters at most, and has 28"),
        ("red_flag_quiz", "one of this name already"),
        ("text", "one of this name already"),
        ("xblocks", "one of this name already"),
        ("option", "Option has a meaning of its own"),
        ("model", "Model has a meaning of its own"),
        ("none", "None has a meaning of its own"),
    ],
)
def test_names_that_a_kind_may_not_have(name, why):
    assert why in new_kind.fault(name)


def test_a_bad_name_writes_nothing(tmp_path):
    with pytest.raises(environment.Stop, match="cannot be the name of a kind"):
        new_kind.main(["Bad", "--into", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []


def test_a_new_kind_is_a_whole_distribution(tmp_path, capsys):
    assert new_kind.main(["first_words", "--into", str(tmp_path / "new")]) == 0

    folder = tmp_path / "new/hope-first-words"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert [path.relative_to(folder).as_posix() for path in files] == [
        "README.md",
        "hope_first_words/__init__.py",
        "hope_first_words/blocks.py",
        "hope_first_words/content.py",
        "hope_first_words/rules.py",
        "hope_first_words/sample.yaml",
        "hope_first_words/templates/first_words.html",
        "pyproject.toml",
        "setup.py",
        "tests/test_first_words.py",
    ]
    said = capsys.readouterr().out
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert str(path) in said
        assert not re.search("best[ _-]answer|BestAnswer", text, re.IGNORECASE), path
        if path.suffix == ".py":
            compile(text, path, "exec")
    assert 'title="First words"' in (folder / "hope_first_words/__init__.py").read_text("utf-8")


def test_what_is_there_already_is_left_alone(tmp_path):
    mine = tmp_path / "hope-first-words/mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")

    with pytest.raises(environment.Stop, match="is there already; nothing was changed"):
        new_kind.main(["first_words", "--into", str(tmp_path)])
    assert [path.name for path in mine.parent.iterdir()] == ["mine.txt"]


def test_a_kind_is_built_on_public_names_only():
    for path in [*new_kind.MODEL.rglob("*.py"), *versions.FOURTH.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or "hope_xblocks" not in (node.module or ""):
                continue
            names = {alias.name for alias in node.names}
            public = importlib.import_module(node.module)
            assert node.module.count(".") == 1, f"{path}: {node.module}"
            assert names <= set(getattr(public, "__all__", vars(public))), f"{path}: {names}"
            assert not any(name.startswith("_") for name in names), f"{path}: {names}"


# --- versions.py ---------------------------------------------------------------------------------


def test_the_lowest_versions_are_tried_on_the_lowest_python(monkeypatch):
    monkeypatch.setattr(versions.sys, "version_info", (3, 11, 7))
    tried = versions.trials({(3, 12): "/b", (3, 11): "/a", (3, 13): "/c"})

    assert [(trial.name, trial.python, trial.is_ordinary) for trial in tried] == [
        ("oldest", "/a", True),
        ("locked-3.11", "/a", False),
        ("upgraded-3.11", "/a", True),
        ("locked-3.12", "/b", True),
        ("upgraded-3.12", "/b", False),
        ("locked-3.13", "/c", False),
        ("upgraded-3.13", "/c", False),
    ]
    assert [trial.pins and trial.pins.name for trial in tried[:3]] == [
        *("oldest.txt", "lock.txt", None)
    ]


def test_a_python_that_is_not_here_is_said_to_be_left_out():
    assert list(versions.missing({(3, 11), (3, 13)})) == [
        "!!! LEFT OUT: no Python 3.12 here, so nothing was tried with it !!!"
    ]
    assert list(versions.missing({(3, 11), (3, 12), (3, 13)})) == []


def test_a_python_of_another_version_is_passed_over():
    here = sys.version_info[:2]

    assert Path(versions.answers([sys.executable], here)).exists()
    assert versions.answers([sys.executable], (3, 8)) == ""
    assert versions.answers(["no-such-python"], here) == ""


def test_the_tests_of_the_lms_part_are_tried():
    tried = versions.tests()

    assert tried[0] == "tests/installed.py"
    assert {"tests/content", "tests/platform", "tests/red_flag_quiz", "tests/test_kinds.py"} <= {
        *tried
    }
    assert not any("authoring" in path or "preview" in path for path in tried)


def test_another_file_is_another_fingerprint(repository, monkeypatch):
    monkeypatch.setattr(versions, "HERE", repository)
    before = versions.fingerprint(repository)
    (repository / "setup.py").rename(repository / "other.py")

    assert versions.fingerprint(repository) != before


def try_versions(monkeypatch, arguments, failing):
    """Run versions.py where the tests of the *failing* resolutions fail; its exit code."""

    def test(trial, is_long):
        if trial.resolution in failing:
            raise versions.Failed("its tests")

    monkeypatch.setattr(versions.sys, "version_info", (3, 11, 7))
    monkeypatch.delenv("HOPE_LONG", raising=False)
    monkeypatch.setattr(environment, "prepare", lambda *wanted: None)
    monkeypatch.setattr(versions, "found_pythons", lambda: iter([((3, 11), "/a"), ((3, 12), "/b")]))
    monkeypatch.setattr(versions, "build", lambda: "state")
    monkeypatch.setattr(versions, "install", lambda trial, state: None)
    monkeypatch.setattr(versions, "versions", lambda trial: ["XBlock 5.1.0"])
    monkeypatch.setattr(versions, "test", test)
    return versions.main(arguments)


def test_a_failed_trial_is_told_and_the_others_go_on(monkeypatch, capsys):
    assert try_versions(monkeypatch, [], {"oldest"}) == 1
    said = capsys.readouterr().out
    assert "  oldest: FAILED: its tests, 0 s (XBlock 5.1.0)" in said
    assert "  locked-3.12: passed, 0 s (XBlock 5.1.0)" in said
    assert "upgraded-3.12" not in said
    assert try_versions(monkeypatch, ["locked-3.12"], {"oldest"}) == 0


def test_what_fails_with_newer_packages_is_reported_and_fails_nothing(monkeypatch, capsys):
    assert try_versions(monkeypatch, ["--long"], {"upgraded"}) == 0
    assert capsys.readouterr().out.count("FAILED: its tests; REPORTED ONLY: a package newer") == 2


# --- lock.py -------------------------------------------------------------------------------------


def locked(name):
    """What the lock file *name* pins: by package, the versions that it has for some Python."""
    pinned = {}
    for line in (SCRIPTS.parent / "requirements" / name).read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip(" \\"))
            version = str(requirement.specifier).removeprefix("==")
            pinned.setdefault(canonicalize_name(requirement.name), []).append(version)
        else:
            assert not line or line.startswith(("    --hash=sha256:", "#")), line
    return pinned


def test_the_lock_is_of_todays_requirements():
    pinned = locked("lock.txt")
    project = tomllib.loads((SCRIPTS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = [line for name in lock.GROUPS for line in groups[name]]
    for line in importlib.metadata.requires("hope-xblocks"):
        asked.append(line.replace("extra ==", "'lms' !="))

    assert set(groups) == set(lock.GROUPS)
    for requirement in map(Requirement, asked):
        for version in pinned[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(version), requirement


def test_every_pin_has_hashes_and_no_host_is_named():
    for name in ("lock.txt", "oldest.txt"):
        text = (SCRIPTS.parent / "requirements" / name).read_text(encoding="utf-8")
        assert "://" not in text
        entries = re.split(r"\n(?=\w)", text)[1:]
        assert entries
        assert all("--hash=sha256:" in entry for entry in entries)


def test_what_is_installed_here_is_what_the_lock_says():
    if environment.UPGRADED:
        pytest.skip("this environment has the newest versions")
    pinned = locked("lock.txt")
    environment_of_tests = set(pinned) & {
        canonicalize_name(found.name) for found in importlib.metadata.distributions()
    }

    assert len(environment_of_tests) > 60
    for name in environment_of_tests:
        assert importlib.metadata.version(name) in pinned[name], name


def test_the_oldest_versions_are_the_lower_bounds():
    pinned = locked("oldest.txt")
    for line in importlib.metadata.requires("hope-xblocks"):
        requirement = Requirement(line)
        if requirement.marker is None or "extra" not in str(requirement.marker):
            (bound,) = requirement.specifier
            (version,) = pinned[canonicalize_name(requirement.name)]
            assert bound.operator == ">="
            length = len(Version(bound.version).release)
            assert Version(version).release[:length] == Version(bound.version).release, line


def test_the_entry_of_one_package_is_cut_out_of_the_lock(tmp_path, monkeypatch):
    entry = "uv==2 ; x \\\n    --hash=sha256:2\n    --hash=sha256:3\n"
    text = f"uuu==1 \\\n    --hash=sha256:1\n{entry}z==1"
    monkeypatch.setattr(environment, "LOCKED", tmp_path / "lock.txt")
    environment.LOCKED.write_text(text)
    assert (
        environment.locked_entry("uv") == "uv==2 ; x \\\n    --hash=sha256:2\n    --hash=sha256:3\n"
    )
    with pytest.raises(environment.Stop, match="pins no v"):
        environment.locked_entry("v")
