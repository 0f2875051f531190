"""The fingerprint of what answers mean holds all that keys a tally, and no words."""

import json
from collections import Counter

import pytest

from hope_xblocks.content import dump, load, read
from hope_xblocks.content.keys import keys_fingerprint
from hope_xblocks.kinds import installed_kinds


@pytest.mark.parametrize("name", installed_kinds())
def test_whatever_changes_a_tally_changes_the_fingerprint(name):
    """Each value of the sample is changed; no play may then count otherwise under the same name."""
    kind = installed_kinds()[name]
    content = load(kind.content, kind.sample_text)
    leave_out = getattr(kind.rules, "UNTALLIED", frozenset())
    name_of = keys_fingerprint(content, leave_out)
    state = kind.rules.State()
    for sent in kind.rules.expert(content):
        state = kind.rules.apply(content, state, kind.rules.Move.model_validate(dict(sent)))
    tally = kind.rules.tally(content, state)
    found = Counter()
    for data in changed(content.model_dump(mode="json")):
        try:
            other = read(kind.content, data)
        except Exception:  # no content any more
            continue
        same = keys_fingerprint(other, leave_out) == name_of
        found[same, kind.rules.tally(other, state) == tally] += 1

    assert not found[True, False]
    assert found[True, True] > 0
    assert found[False, True] + found[False, False] > 0


def changed(data):
    """The same with one value changed, for each value in it."""
    for holder, key in list(places(data)):
        value = holder[key]
        for other in others(value):
            holder[key] = other
            yield json.loads(json.dumps(data))
        holder[key] = value


def places(data):
    for key in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], (dict, list)):
            yield from places(data[key])


def others(value):
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, (int, float)):
        return [value + 1, value - 1]
    if isinstance(value, str):
        return [f"{value} x", f"{value}x", "flag", "neutral", "each", "end", "set", "none", ""]
    if isinstance(value, list):
        return [value[:at] + value[at + 1 :] for at in range(len(value))] + [value[::-1]]
    return []


@pytest.mark.parametrize("name", installed_kinds())
def test_a_fingerprint_survives_yaml(name):
    kind = installed_kinds()[name]
    content = load(kind.content, kind.sample_text)

    assert keys_fingerprint(load(kind.content, dump(content))) == keys_fingerprint(content)
