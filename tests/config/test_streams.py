"""Watchers of one board share one drawing; a new journal number redraws it; a slow watcher skips, never lags."""

import asyncio
from collections.abc import AsyncIterator

from qianshao.config.front.streams import Hub, while_allowed


class Journal:
    """A journal number and a picture of it that counts how often it is drawn."""

    def __init__(self) -> None:
        self.number = 1
        self.drawn = 0

    def latest(self) -> int:
        return self.number

    def render(self) -> str:
        self.drawn += 1
        return f"picture {self.number}\nsecond line"


async def picture(stream: AsyncIterator[bytes]) -> bytes:
    while True:
        message = await anext(stream)
        if message.startswith(b"id:"):
            return message


def test_two_hundred_watchers_cost_one_drawing() -> None:
    journal = Journal()

    async def run() -> list[bytes]:
        hub = Hub(journal.latest, period=0.02)
        streams = [hub.watch("board 1", journal.render) for _ in range(200)]
        return list(await asyncio.gather(*[picture(stream) for stream in streams]))

    messages = asyncio.run(run())
    assert set(messages) == {b"id: 1\ndata: picture 1\ndata: second line\n\n"}
    assert journal.drawn == 1


def test_a_change_in_the_journal_reaches_the_watcher() -> None:
    journal = Journal()

    async def run() -> bytes:
        hub = Hub(journal.latest, period=0.02)
        stream = hub.watch("board 1", journal.render)
        await picture(stream)
        journal.number = 2
        return await picture(stream)

    assert asyncio.run(run()).startswith(b"id: 2\ndata: picture 2")


def test_boards_of_other_scopes_are_drawn_apart() -> None:
    one, two = Journal(), Journal()

    async def run() -> None:
        hub = Hub(one.latest, period=0.02)
        await asyncio.gather(
            picture(hub.watch("board 1 county", one.render)), picture(hub.watch("board 1 town", two.render))
        )

    asyncio.run(run())
    assert (one.drawn, two.drawn) == (1, 1)


def test_a_slow_watcher_gets_the_newest_picture() -> None:
    journal = Journal()

    async def run() -> bytes:
        hub = Hub(journal.latest, period=0.005)
        slow, fast = hub.watch("b", journal.render), hub.watch("b", journal.render)
        await picture(slow)
        for number in range(2, 12):
            journal.number = number
            await picture(fast)
        message = await picture(slow)
        for _ in range(4):
            if b"picture 11" in message:
                break
            message = await picture(slow)
        return message

    assert b"picture 11" in asyncio.run(run())


def test_a_watcher_who_may_no_longer_watch_is_cut_off_and_the_board_forgets_them() -> None:
    journal = Journal()
    rights = [True, True, False]

    async def run() -> tuple[int, dict[str, object]]:
        hub = Hub(journal.latest, period=0.01)
        seen = 0
        async for _message in while_allowed(hub.watch("board 1", journal.render), lambda: rights.pop(0), every=0):
            seen += 1
        return seen, dict(hub.boards)

    assert asyncio.run(run()) == (3, {})


def test_rights_are_not_asked_with_every_message() -> None:
    journal = Journal()
    asked = []

    async def run() -> None:
        hub = Hub(journal.latest, period=0.01)
        stream = while_allowed(hub.watch("board 1", journal.render), lambda: bool(asked.append(1)) or True, every=60)
        for _ in range(10):
            await anext(stream)

    asyncio.run(run())
    assert asked == []
