"""Answers travel in batches, each gets its own result, and silence is told as silence."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from qianshao.config.front.answers import AnswerLane, EngineAway
from qianshao.config.lane import LaneServer


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("l") / "s"


class Engine:
    """Commits what the lane holds whenever it arrives; remembers the size of each commit."""

    def __init__(self, path: Path) -> None:
        self.sizes: list[int] = []
        self.wake = threading.Event()
        self.stopping = False
        self.lane = LaneServer(path, self.wake.set)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        while not self.stopping:
            self.wake.wait(5)
            self.wake.clear()
            for batch in self.lane.drain(500):
                self.sizes.append(len(batch.answers))
                batch.reply([{"status": "first", "case_id": a["case_id"]} for a in batch.answers])

    def close(self) -> None:
        self.stopping = True
        self.wake.set()
        self.thread.join(5)
        self.lane.close()


def ask_many(path: Path, count: int) -> list[dict[str, Any]]:
    async def run() -> list[dict[str, Any]]:
        lane = AnswerLane(path, batch=100)
        return list(await asyncio.gather(*[lane.send({"case_id": n}) for n in range(count)]))

    return asyncio.run(run())


def test_each_answer_gets_its_own_result_and_many_share_a_commit(path: Path) -> None:
    engine = Engine(path)
    results = ask_many(path, 350)
    engine.close()
    assert [result["case_id"] for result in results] == list(range(350))
    assert sum(engine.sizes) == 350
    assert len(engine.sizes) <= 8


def test_with_no_engine_nothing_is_claimed_to_be_kept(path: Path) -> None:
    async def run() -> None:
        await AnswerLane(path, patience=0.5).send({"case_id": 1})

    with pytest.raises(EngineAway):
        asyncio.run(run())


def test_an_engine_that_comes_back_is_found_again(path: Path) -> None:
    async def run() -> dict[str, Any]:
        lane = AnswerLane(path, patience=2)
        with pytest.raises(EngineAway):
            await lane.send({"case_id": 1})
        engine = Engine(path)
        try:
            return await lane.send({"case_id": 2})
        finally:
            engine.close()

    assert asyncio.run(run())["case_id"] == 2
