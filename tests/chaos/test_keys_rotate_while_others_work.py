"""The keys change three times while another process writes and reads: nobody there notices, and nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, select

from store.key_file import KeyFile
from store.key_rotation import add_key, key_uses, retire_key, rotate
from store.narrative_keys import keep_keys
from store.narratives import NARRATIVES
from store.sessions import reading
from store.verification import verify
from tests.store.recorded import filled, new_case

ROOT = Path(__file__).parents[2]
TIMES = 3


def test_another_process_reads_and_writes_all_the_while(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "narrative.keys"
    file = KeyFile(path)
    keys = [file.add()]
    with filled(database_url) as engine:
        keep_keys(engine, file)
        for _ in range(20):
            new_case(engine)
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.writer", database_url, str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout
        assert worker.stdin
        assert worker.stdout.readline() == "ready\n", worker.stderr and worker.stderr.read()
        worker.stdin.write("begin\n")
        worker.stdin.flush()
        renewed = []
        for _ in range(TIMES):
            before = _count(engine)
            while _count(engine) < before + 4:  # the other process has written under the newest key
                assert worker.poll() is None, worker.stderr and worker.stderr.read()
            keys.append(add_key(engine, file))
            renewed.append(sum(rotate(engine)))
            retire_key(engine, file, keys[-2].id)
        out, errors = worker.communicate("stop\n", timeout=90)
        assert worker.returncode == 0, errors
        did = json.loads(out)
        assert min(renewed) > 20
        found = verify(engine)
        assert (found.fits, found.unread) == (True, 0)
        with reading(engine) as connection:
            uses = {use.id: (use.narratives, use.drafts, use.there) for use in key_uses(connection)}
        assert uses == {keys[-1].id: (20 + 2 * len(did["references"]), 1, True)}


def _count(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(NARRATIVES.c.number)).all())
