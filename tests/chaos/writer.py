"""A process of its own that writes and reads what people write, over and over, until it is told to stop.

python -m tests.chaos.writer DATABASE_URL KEYS_FILE

It prints a line when it is ready, works as soon as a line comes in, and ends with what it did, as JSON.
"""

import json
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from procedures.catalogue import load
from states.actions import Answer
from store.key_file import KeyFile
from store.narrative_keys import keep_keys
from store.readable_cases import Operator, case_with_record
from store.sessions import open_store, reading
from tests.at_work import MONDAY
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER
from tests.store.recorded import CONCERN, SECRET
from workflows.door import Done, act, raise_disagreement
from workflows.drafts import mine, save


def main(arguments: Sequence[str]) -> None:
    """Raise, answer, read everything again and save a draft, round after round; stop at the first thing amiss."""
    url, keys_file = arguments
    engine = open_store(url)
    keep_keys(engine, KeyFile(Path(keys_file)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    told = threading.Event()

    def listen() -> None:
        sys.stdin.readline()
        told.set()

    threading.Thread(target=listen, daemon=True).start()
    references: list[str] = []
    draft: int | None = None
    while True:
        last = told.is_set()
        done = raise_disagreement(engine, CONCERN, HEALTH_VISITOR, load("essex"), MONDAY)
        assert isinstance(done, Done), done
        references.append(done.case.reference)
        answered = act(engine, done.case.reference, Answer(answer=SECRET), SOCIAL_WORKER, MONDAY)
        assert isinstance(answered, Done), answered
        saved = save(engine, HEALTH_VISITOR, {"about": f"round {len(references)}"}, MONDAY, draft)
        assert isinstance(saved, int), saved
        draft = saved
        (kept,) = [one for one in mine(engine, HEALTH_VISITOR) if one.id == draft]
        assert kept.fields == {"about": f"round {len(references)}"}, kept.unreadable
        for reference in references[-5:] + references[:5]:
            with reading(engine) as connection:
                found = case_with_record(connection, Operator(), reference)
            assert found is not None
            texts = [(entry.narrative, entry.unreadable) for entry in found[1]]
            assert texts == [(CONCERN.narrative(), None), ({"answer": SECRET}, None)], texts
        # One whole round after the word to stop: the newest key is then in use here as well.
        if last:
            break
    sys.stdout.write(json.dumps({"references": references, "draft": draft}))


if __name__ == "__main__":
    main(sys.argv[1:])
