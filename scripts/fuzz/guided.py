"""As `trial`, but guided: a text that reaches code which none before reached is mutated further.

Atheris watches the compiler; the mistakes are those of `mutations`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["hope_authoring", "hope_xblocks"]):
    import trial
    from mutations import mutated

LONGEST = 20_000
"""Bytes of a text; a long unit has half of it, and long texts teach little."""


def main(number: int, seed: int, found: Path) -> None:
    """Tries so many texts, and ends the process: libFuzzer, below Atheris, does not come back."""
    tried = trial.Tried(found)
    texts = [text for text in trial.seeds() if len(text.encode()) < LONGEST]
    begun = time.monotonic()

    def one(data: bytes) -> None:
        if tried.texts < number:
            tried.one(data.decode("utf-8", "surrogatepass"))
            return
        sys.stdout.write(json.dumps(tried.report(time.monotonic() - begun)))
        sys.stdout.flush()
        os._exit(0)

    def mutate(data: bytes, longest: int, chance: int) -> bytes:
        text = mutated(data.decode("utf-8", "surrogatepass"), Random(chance), texts)  # noqa: S311
        made = text.encode("utf-8", "surrogatepass")
        return made if len(made) <= longest else data

    with TemporaryDirectory() as corpus:
        for at, text in enumerate(texts):
            (Path(corpus) / f"{at}.yaml").write_text(text, "utf-8")
        options = [f"-seed={seed}", f"-max_len={LONGEST}", "-rss_limit_mb=900", "-verbosity=0"]
        atheris.Setup([sys.argv[0], corpus, *options], one, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
