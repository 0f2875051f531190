"""What every kind must pass."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from lxml import etree

from ..cohort.release import Batches, counted, tables, variables
from ..content import Hidden, InvalidContent, Model, dump, helps, load, read
from ..content.model import Prose, prose
from ..figures.report import Released, rows
from ..kinds import Kind, installed_kinds
from .lms import SmallLms, User, post
from .ordered import ordered_texts
from .property import PAIRS, check_pages

SERVICES = ("i18n", "user", "replace_urls")
VIEWS = ("student_view", "public_view", "author_view", "studio_view")


def check_kind(name: str, seed: int = 1, examples: Sequence[str] = (), pairs: int = PAIRS) -> None:
    """Plays a kind's sample in every way the platform can, and raises where it fails.

    Then draws every page of it, for random states and contents that authors have changed at random.
    Needs the kind to be installed, with its XBlock. Finds: content that does not come back equal
    from OLX; hidden values that reach the browser while they must not be shown; views, handlers
    and reports that raise, for whomever, with whatever service missing, at whatever stage of the
    work; moves that write more than once; requests that change what they must not; tallies that
    no figures can be made of; work of a private kind that others are told of; pages with a name
    that nothing gives them, an id twice, a field without a label, a picture without words, a
    message that is not translated. It also fails where too little of the templates was shown:
    each of their lines, and each way out of a condition, has to run twenty times.

    Args:
        name: the kind's name.
        seed: for the random part; another seed tries other things.
        examples: further texts, as a block holds them, which show what the sample does not.
        pairs: how many states and contents are tried; fewer than 1,000 may leave templates out.

    Raises:
        AssertionError: with a sentence that says what is wrong.
    """
    assert name in installed_kinds(), f"no kind is installed as {name}: is the entry point there?"
    kind = installed_kinds()[name]
    content: Model = load(kind.content, kind.sample_text)
    _check_help(kind.content)
    _check_rules(kind, content)
    _check_tally(kind, content)
    _check_olx(kind, content)
    _check_matrix(kind, content)
    _check_secrets(kind, content)
    _check_private(kind, content)
    _check_writes(kind, content)
    _check_edits(kind, content)
    _check_requests(kind, content, random.Random(seed))  # noqa: S311 - no secret
    check_pages(kind, (kind.sample_text, *examples), pairs, seed)


# Content


def _check_help(model: type[Model]) -> None:
    for name in model.model_fields:
        assert helps(model).get(name), f"{model.__name__}.{name} has no sentence of help below it"


def _check_olx(kind: Kind, content: Model) -> None:
    lms = SmallLms()
    block = _block(lms, kind)
    again = etree.fromstring(lms.export(block))
    assert load(kind.content, again.text or "") == content, "OLX gives other content back"
    assert dump(load(kind.content, dump(content))) == dump(content), "YAML is not stable"
    assert block.display_name == "Sample"


# Rules


def _check_rules(kind: Kind, content: Model) -> None:
    rules = kind.rules
    state = rules.State()
    done = rules.completion(content, state)
    assert rules.score(content, state) is None, "there are points before any work"
    for state in _states(kind, content):
        assert read(rules.State, json.loads(state.model_dump_json())) == state, "state is no JSON"
        now = rules.completion(content, state)
        assert 0 <= done <= now <= 1, "completion goes down, or out of 0 … 1"
        done = now
        rules.view(content, state, True)
        answers = rules.answers(content, state)
        assert all(isinstance(word, str) for word in (*answers, *answers.values()))
    assert done == 1, "an expert's play does not complete the activity"
    score = rules.score(content, state)
    possible = rules.possible(content)
    assert possible == 0 or (score and score.earned == score.possible == possible), (
        f"an expert's play gets {score}, not all {possible} points"
    )


def _states(kind: Kind, content: Model) -> Iterator[Any]:
    """The states along an expert's play, the beginning included."""
    state = kind.rules.State()
    yield state
    for sent in kind.rules.expert(content):
        state = kind.rules.apply(content, state, read(kind.rules.Move, dict(sent)))
        yield state


def _check_tally(kind: Kind, content: Model) -> None:
    """Figures of a cohort can be made of it: of nothing before the end, and in tables."""
    *before, after = list(_states(kind, content))
    for state in before:
        assert not kind.rules.tally(content, state), "a tally of what is not finished"
    tally = kind.rules.tally(content, after)
    for name, number in tally.items():
        assert re.fullmatch(r"[^/~]+/[^/~]+", name), f"`{name}` is no `TABLE/NAME` of a tally"
        assert not name.endswith("/n"), f"`{name}` is a name that is needed elsewhere"
        assert math.isfinite(number), f"`{name}` is no number"
    for table, sums in tables(tally).items():
        assert variables(sums), f"the table `{table}` has no variable, so it is never shown"
    if hasattr(kind.rules, "cohort"):
        batches = Batches()
        for _learner in range(2):
            batches = counted(batches, tally, 1, lambda _table: False)
        for released in ({}, batches.released):
            list(rows(kind.rules.cohort(content, Released(dict(released), 2))))


# The block


def _block(lms: SmallLms, kind: Kind, text: str = "", **fields: Any) -> Any:
    element = etree.Element(kind.block_type, url_name="sample", display_name="Sample")
    element.text = text or kind.sample_text
    block = lms.parse(etree.tostring(element, encoding="unicode"))
    for name, value in fields.items():
        setattr(block, name, value)
    return block


def _move(block: Any, move: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    revision = block.state.get("revision", 0)
    sent = {"id": f"m{revision}", "revision": revision, "move": dict(move)} | more
    status, answer = post(block, "move", sent)
    assert status == 200, f"an honest move is answered with {status}: {move}"
    assert isinstance(answer, dict)
    return answer


def _stages(kind: Kind, content: Model) -> dict[str, Sequence[Mapping[str, Any]]]:
    moves = list(kind.rules.expert(content))
    return {"before": [], "half-way": moves[: len(moves) // 2], "after": moves}


def _check_matrix(kind: Kind, content: Model) -> None:
    """Every view and handler, for everybody, at every stage, with each service missing."""
    people = {
        "learner": User(),
        "staff": User(staff=True),
        "staff as learner": User(staff=False),  # so the platform tells it while they masquerade
        "visitor": User(signed_in=False),
    }
    for missing in ((), *((service,) for service in SERVICES), SERVICES):
        for who, user in people.items():
            for stage, moves in _stages(kind, content).items():
                lms = SmallLms(without=missing)
                block = _block(lms, kind)
                for move in moves:
                    _move(block, move)
                if "user" not in missing:
                    lms._services["user"] = user
                where = f"{who}, {stage}, without {missing or 'nothing'}"
                for view in VIEWS:
                    html = block.render(view).content
                    assert html.strip(), f"{view} shows nothing ({where})"
                    _check_page(html, f"{view} ({where})")
                for move in kind.rules.expert(content):
                    answer = _move(block, move)
                    assert set(answer) == {"status", "revision", "html"}, where
                for handler in ("check", "save_content"):
                    status, _answer = post(block, handler, {"text": kind.sample_text})
                    assert status == 403, f"{handler} answers {status} outside Studio ({where})"
                _check_unasked(block, kind)
    unbound = SmallLms(without=("user",))
    _check_unasked(_block(unbound, kind), kind)


def _check_page(html: str, where: str) -> None:
    assert "<script" not in html.replace('<script type="json', ""), f"a script stands in {where}"
    assert not re.search(r"\son\w+=", html), f"an event handler stands in {where}"


def _check_unasked(block: Any, kind: Kind) -> None:
    """What the platform asks without a learner must never raise, and be plain data."""
    assert block.max_score() >= 0
    json.dumps([block.student_view_data(), block.index_dictionary()])
    kept = SimpleNamespace(
        username="ann", state={"state": dict(block.state), "attempts": block.attempts}
    )
    rows_ = list(block.generate_report_data([kept, SimpleNamespace(username="bob", state=None)]))
    assert not (kind.private and rows_), "a private kind tells answers in a report"
    json.dumps(rows_)


def _check_secrets(kind: Kind, content: Model) -> None:
    """Nothing hidden at the beginning, nor at any stage while nothing may be shown."""
    secrets = {text for text in _hidden(content) if len(text) > 12}
    for setting in ("always", "never"):
        lms = SmallLms()
        block = _block(lms, kind)
        block.show_correctness = setting
        told = [block.render(view).content for view in VIEWS]
        told += [json.dumps([block.index_dictionary(), block.student_view_data()])]
        if setting == "never":
            told += [_move(block, move)["html"] for move in kind.rules.expert(content)]
            told += [block.render(view).content for view in VIEWS]
            told += [json.dumps(lms.published)]
        for page in told:
            words = " ".join(page.split())
            for secret in secrets:
                assert " ".join(secret.split()) not in words, f"“{secret}” is told too soon"
            for texts in ordered_texts(content):
                places = [words.find(text) for text in texts]
                in_order = -1 not in places and places == sorted(places)
                assert not in_order, f"“{texts[0]}” and what follows stand in the right order"


def _check_private(kind: Kind, content: Model) -> None:
    """The work of a private kind is nowhere but sealed, and opened for nobody else."""
    if not kind.private:
        return
    lms = SmallLms()
    block = _block(lms, kind)
    at_first = block.render("student_view").content
    for move in kind.rules.expert(content):
        _move(block, move)
    assert not {"work", "aside"} & set(block.state), "the block's own state holds private work"
    assert not block.hope_record, "the learner's record holds figures of private work"
    assert not block.show_in_read_only_mode, "staff who look at a learner's page are let in"
    assert not block.has_score, "the gradebook is told of points"
    result = block.render("student_view").content
    assert result != at_first
    told = {word for word in re.findall(r"[\w-]{4,}", result) if word not in at_first}
    told -= {str(block.state["revision"])}  # a tag by chance, which says nothing of the work
    lms._services["user"]._django_user = SimpleNamespace(real_user=object())
    seen = block.render("student_view").content + _move(block, {"move": "save"})["html"]
    shared = told & set(re.findall(r"[\w-]{4,}", seen)) - set(_PRIVATE_NOTE.split())
    assert not shared, f"staff in a learner's guise are told of the work: {shared}"


_PRIVATE_NOTE = "Only the learner sees this activity with answers. Nobody else can, whatever role"


def _hidden(value: object) -> Iterator[str]:
    """The first lines of the texts that are marked as hidden."""
    if isinstance(value, Model):
        for name, field in type(value).model_fields.items():
            below = getattr(value, name)
            if any(isinstance(mark, Hidden) for mark in field.metadata):
                texts = prose(below) if not isinstance(below, str) or _is_prose(field) else ()
                yield from (text.splitlines()[0].strip("#>-* ") for text in texts if text.strip())
            else:
                yield from _hidden(below)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _hidden(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _hidden(item)


def _is_prose(field: Any) -> bool:
    return any(isinstance(mark, Prose) for mark in field.metadata)


def _check_writes(kind: Kind, content: Model) -> None:
    lms = SmallLms()
    block = _block(lms, kind)
    for move in kind.rules.expert(content):
        lms.store.writes.clear()
        _move(block, move)
        assert len(lms.store.writes) <= 1, "a move writes more than once"
        fields = [set(fields) - {"hope_record"} for fields in lms.store.writes]
        assert all(len(written) <= 3 for written in fields), "a move writes too many fields"
        published = len(lms.published)
        _move(block, move, id=block.state["move"], live=True)
        assert lms.store.writes[1:] == [], "a move sent twice writes twice"
        assert len(lms.published) == published, "a move sent twice is told twice"


def _check_edits(kind: Kind, content: Model) -> None:
    """An author takes one thing out, or turns a list round, under a learner at any stage."""
    for text in _edited(kind, content):
        for moves in _stages(kind, content).values():
            lms = SmallLms()
            block = _block(lms, kind)
            for move in moves:
                _move(block, move)
            done = block.state.get("done", 0)
            kept = json.dumps(block.state.get("work"))
            block.content = text
            block.render("student_view")
            assert json.dumps(block.state.get("work")) == kept, "an edit changes a learner's work"
            if block.has_submitted_answer():
                block.rescore(only_if_higher=False)
                score = block.get_score()
                assert 0 <= score.raw_earned <= score.raw_possible
            for move in moves:
                status, _answer = post(
                    block,
                    "move",
                    {"id": "x", "revision": block.state.get("revision", 0), "move": dict(move)},
                )
                assert status in (200, 400)
            assert block.state.get("done", 0) >= done, "completion goes down by an edit"


def _edited(kind: Kind, content: Model) -> Iterator[str]:
    """The sample's text with one item taken out of a list, or the list turned round."""
    data = content.model_dump(mode="json")
    for holder, key in list(_lists(data)):
        whole = holder[key]
        for changed in (
            list(reversed(whole)),
            *(whole[:at] + whole[at + 1 :] for at in range(len(whole))),
        ):
            holder[key] = changed
            try:
                yield dump(read(kind.content, data))
            except InvalidContent as error:
                # Many removals leave loose ends; the platform may still show such content once.
                if isinstance(error.sketch, kind.content):
                    continue
        holder[key] = whole


def _lists(data: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, list):
                yield data, key
            yield from _lists(value)
    elif isinstance(data, list):
        for item in data:
            yield from _lists(item)


def _check_requests(kind: Kind, content: Model, chance: random.Random) -> None:
    """Malformed and malicious requests: none raises, none is believed."""
    honest = [dict(move) for move in kind.rules.expert(content)]
    for number in range(500):
        lms = SmallLms()
        block = _block(lms, kind)
        move = _spoiled(json.loads(json.dumps(chance.choice(honest))), chance)
        honest_frame = {"id": f"m{number}", "revision": 0, "live": bool(number % 2), "move": move}
        sent = _spoiled(honest_frame, chance, often=0.3)
        status, answer = post(block, "move", sent)
        assert status in (200, 400), f"{sent} is answered with {status}"
        assert isinstance(answer, dict)
        for handler in ("check", "save_content"):
            status, answer = post(block, handler, sent)
            assert status == 403, f"{handler} answers {status} to {sent}"
            assert list(answer) == ["error"]
        for name, data in lms.published:
            if name == "grade":
                assert data["max_value"] == block.max_score(), f"{sent} chooses the points"
                assert 0 <= data["value"] <= data["max_value"], f"{sent} chooses the points"
            assert name in (
                *("grade", "completion"),
                *("hope.activity.submitted", "hope.activity.completed"),
            ), f"{sent} chooses the event"


_BAD: tuple[Any, ...] = (
    *(None, True, -1, 0, 1e308, 10**30, "", "x" * 10_000, "<script>alert(1)</script>", "\x00"),
    *("../../etc/passwd", "grade", "__class__", [], [[]], {}, {"a": {"b": {}}}, "\ud800", "‮x"),
    *({"value": 1, "max_value": 1}, "2026-01-01", "'; DROP TABLE x; --", "{{ 7 * 7 }}"),
)


def _spoiled(value: Any, chance: random.Random, often: float = 0.9) -> Any:
    """*value* with something in it replaced, removed or added."""
    if chance.random() > often:
        return value
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        deed = chance.random()
        if deed < 0.2:
            del value[key]
        elif deed < 0.4:
            value[chance.choice(["score", "grade", "user_id", "state", "__proto__"])] = 99
        else:
            value[key] = _spoiled(value[key], chance)
        return value
    return chance.choice(_BAD)
