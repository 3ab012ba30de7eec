"""The trials: each harms a house so many times and tells what came of it. The suite asks for few, the soak for many."""

from __future__ import annotations

import random
import re
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.faults.house import DAY, Answer, House
from tests.faults.smtp import Recorder

WRITERS = 4
LOST = "select count(*) from unnest(%s::text[]) w where (select count(*) from needs_need n where n.words = w) <> 1"
DOUBLED = "select count(*) from (select 1 from needs_need where words like %s group by words having count(*) > 1) twice"
HALF = """
select count(*) from needs_need n where n.words like %s and (
  (select count(*) from kernel_event e where e.name = 'need.noted' and e.subjects[1] = 'needs.need:' || n.id) <> 1
  or (select count(*) from needs_need_themes t where t.need_id = n.id) <> 1)
"""
ORPHANS = """
select count(*) from kernel_event e where e.name = 'need.noted'
and not exists (select 1 from needs_need n where 'needs.need:' || n.id = e.subjects[1])
"""


@dataclass
class Tally:
    """What a trial counted; `wrong` names what must not be, and is empty when all is well."""

    name: str
    harmed: int = 0
    done: int = 0
    seconds: float = 0.0
    more: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def must(self, well: bool, otherwise: str) -> None:
        if not well:
            self.wrong.append(otherwise)


@contextmanager
def trial(name: str) -> Iterator[Tally]:
    """A tally that knows how long it took."""
    tally, began = Tally(name), time.monotonic()
    yield tally
    tally.seconds = round(time.monotonic() - began, 1)


def need_form(house: House, words: str, once: str = "") -> dict[str, Any]:
    """The form of a new need, filled in."""
    form = {
        "organisation": house.world["association"], "words": words, "themes": ["COM"], "urgency": 2,
        "heard": "visit", "heard_on": DAY,
    }  # fmt: skip
    return form | ({"once": once} if once else {})


class Writers:
    """People who note needs one after the other; every second one asks again until the house said yes."""

    def __init__(self, house: House, prefix: str):
        self.house, self.prefix = house, prefix
        self.stop = threading.Event()
        self.acknowledged: list[str] = []
        self.unanswered = 0
        self.threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]

    def __enter__(self) -> Writers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *fault: Any) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, more: int, patience: float = 60) -> bool:
        """Waits until so many more needs are acknowledged."""
        aim = len(self.acknowledged) + more
        return self.house.until(lambda: len(self.acknowledged) >= aim, patience)

    def _write(self, number: int) -> None:
        rank = 0
        while not self.stop.is_set():
            rank += 1
            words, token = f"{self.prefix} {number}-{rank}", secrets.token_urlsafe(12)
            form = need_form(self.house, words, token)
            while not self._send(words, form, number % 2) and number % 2:
                time.sleep(0.1)

    def _send(self, words: str, form: dict[str, Any], who: int) -> bool:
        answer = self.house.ask("POST", "/besoins/nouveau/", form, who)
        if answer.acknowledged:
            self.acknowledged.append(words)
            return True
        self.unanswered += 1
        time.sleep(0.05)
        return False


def _judge_needs(house: House, tally: Tally, writers: Writers) -> None:
    prefix = f"{writers.prefix} %"
    tally.done, tally.more["unanswered"] = len(writers.acknowledged), writers.unanswered
    tally.must(house.one(LOST, writers.acknowledged) == 0, "an acknowledged need is not there exactly once")
    tally.must(house.one(DOUBLED, prefix) == 0, "a need is there twice")
    tally.must(house.one(HALF, prefix) == 0, "a need is there without its event or its theme")
    tally.must(house.one(ORPHANS) == 0, "an event is there without its need")


def web_killed_during_saves(house: House, kills: int) -> Tally:
    """kill -9 of one process that serves, or of the whole web, while people save."""
    with trial("web killed during saves") as tally, Writers(house, f"web {secrets.token_hex(3)}") as writers:
        for rank in range(kills):
            tally.must(writers.wait_for(5), "nobody could save any more")
            time.sleep(random.random() * 0.1)
            if rank % 2 or not house.kill_one_web():
                house.kill("web")
            tally.harmed += 1
        tally.must(writers.wait_for(5), "nobody could save any more")
    _judge_needs(house, tally, writers)
    return tally


def database_killed_during_saves(house: House, kills: int) -> Tally:
    """kill -9 of PostgreSQL while people save; web and worker are left alone and must find it again."""
    with trial("PostgreSQL killed during saves") as tally:
        slowest, watcher = 0.0, house.group("web")
        with Writers(house, f"pg {secrets.token_hex(3)}") as writers:
            for _rank in range(kills):
                tally.must(writers.wait_for(5), "nobody could save any more")
                time.sleep(random.random() * 0.1)
                house.kill_database()
                tally.harmed += 1
                began = time.monotonic()
                tally.must(house.until(lambda: not house.healthy(), 1) or True, "")
                tally.must(house.until(house.healthy), "the house was not healthy again")
                slowest = max(slowest, time.monotonic() - began)
            tally.must(writers.wait_for(5), "nobody could save any more")
        tally.more["healthy again, s at most"] = round(slowest, 1)
        tally.must(house.group("web") == watcher, "the web had to be started again")
        _judge_needs(house, tally, writers)
    return tally


def worker_killed_during_a_job(house: House, kills: int, total: int) -> Tally:
    """kill -9 of the worker while it counts: every number is written once, whatever happened in between."""
    with trial("worker killed during a job") as tally:
        job = int(house.run("count", str(total), "0.01"))
        for rank in range(kills):
            tally.must(house.until(lambda r=rank: _done(house, job) > r * total // (kills + 1)), "the job stood still")
            time.sleep(random.random() * 0.05)
            house.kill("worker")
            tally.harmed += 1
        _judge_job(house, tally, job, total)
    return tally


def worker_frozen_past_its_lease(house: House, total: int) -> Tally:
    """A worker stands still past its lease, another takes the job over, then the first goes on: it is refused."""
    with trial("worker frozen past its lease") as tally:
        job = int(house.run("count", str(total), "0.04"))
        tally.must(house.until(lambda: _done(house, job) > total // 10), "the job did not begin")
        fence = _fence(house, job)
        tally.must(house.until(lambda: _freeze(house, job)), "it never stood still between two steps")
        other = house.second_worker()
        try:
            tally.harmed = 1
            tally.must(house.until(lambda: _fence(house, job) > fence), "nobody took the job over")
            house.kill("worker", signal.SIGCONT)
            _judge_job(house, tally, job, total)
        finally:
            house.kill("worker", signal.SIGCONT)
            other.terminate()
            other.wait(timeout=30)
    return tally


def _freeze(house: House, job: int) -> bool:
    """Has the worker stand still between two steps; in the middle of one it would hold the job locked."""
    house.kill("worker", signal.SIGSTOP)
    if house.sql("select 1 from kernel_job where id = %s for update skip locked", job):
        return True
    house.kill("worker", signal.SIGCONT)
    return False


def _done(house: House, job: int) -> int:
    return int(house.one("select done from kernel_job where id = %s", job))


def _fence(house: House, job: int) -> int:
    return int(house.one("select fence from kernel_job where id = %s", job))


def _state(house: House, job: int) -> str:
    return str(house.one("select state from kernel_job where id = %s", job))


def _judge_job(house: House, tally: Tally, job: int, total: int) -> None:
    ended = house.until(lambda: _state(house, job) not in ("queued", "running"))
    tally.must(ended and _state(house, job) == "done", f"the job is {_state(house, job)}")
    tally.done, tally.more["taken"] = _done(house, job), _fence(house, job)
    rows = house.sql("select count(*), count(distinct number) from effects where job = %s", job)[0]
    tally.must(tally.done == total and rows == (total, total), f"{total} steps, {rows[0]} effects, {rows[1]} of them")


def worker_killed_during_a_mailing(house: House, server: Recorder, kills: int, letters: int) -> Tally:
    """kill -9 of the worker while letters leave: nobody gets two, each is accounted for, few are uncertain."""
    with trial("worker killed during a mailing") as tally:
        batch = f"m{secrets.token_hex(3)}"
        house.run("letters", batch, str(letters))
        for rank in range(kills):
            house.until(lambda r=rank: _states(house, batch).get("accepted", 0) > r * letters // (kills + 1))
            time.sleep(random.random() * server.pause)
            house.kill("worker")
            tally.harmed += 1
        ended = house.until(lambda: not {"queued", "sending"} & set(_states(house, batch)))
        tally.must(ended, f"the mailing did not end: {_states(house, batch)}")
        _judge_letters(house, server, tally, batch, letters)
    return tally


def _judge_letters(house: House, server: Recorder, tally: Tally, batch: str, letters: int) -> None:
    states = _states(house, batch)
    tally.more, tally.done = dict(states), states.get("accepted", 0)
    taken = [to for to in server.taken if to.endswith(f"@{batch}.example")]
    tally.must(len(taken) == len(set(taken)), "somebody got two letters")
    tally.must(sum(states.values()) == letters, f"{letters} letters asked for, {states}")
    tally.must(states.get("uncertain", 0) <= tally.harmed, f"more uncertain than kills: {states}")
    rows = house.sql("select address, state from kernel_letter where batch = %s", batch)
    tally.must(all(to in taken for to, state in rows if state == "accepted"), "accepted, but it never came")
    tally.must(not any(to in taken for to, state in rows if state == "refused"), "refused, but it came")


def _states(house: House, batch: str) -> dict[str, int]:
    return dict(house.sql("select state, count(*) from kernel_letter where batch = %s group by state", batch))


# -- races --------------------------------------------------------------------------------------


def together(deeds: list[Callable[[], Answer]]) -> list[Answer]:
    """All deeds at the same moment; their answers in the order of the deeds."""
    barrier = threading.Barrier(len(deeds))
    answers: list[Answer] = [Answer(0)] * len(deeds)

    def run(rank: int) -> None:
        barrier.wait()
        answers[rank] = deeds[rank]()

    threads = [threading.Thread(target=run, args=(rank,)) for rank in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def two_officers_edit_one_need(house: House, rounds: int, *, guarded: bool = True) -> Tally:
    """Two people send other words for one need at once: one wins, the other gets both texts. Unguarded, both win."""
    with trial("two officers edit one record") as tally:
        need, flag = house.world["need"], house.var / "unguarded"
        if not guarded:
            flag.touch()
        try:
            for rank in range(rounds):
                _one_edit(house, tally, need, rank)
                tally.harmed += 1
        finally:
            flag.unlink(missing_ok=True)
    return tally


def _one_edit(house: House, tally: Tally, need: int, rank: int) -> None:
    version = house.one("select version from needs_need where id = %s", need)
    texts = [f"Dit par {who} au tour {rank}-{secrets.token_hex(3)}" for who in "AB"]

    def edit(who: int) -> Callable[[], Answer]:
        form = {"words": texts[who], "themes": ["COM"], "urgency": 2, "heard": "visit", "note": "", "version": version}
        return lambda: house.ask("POST", f"/besoins/{need}/changer/", form, who)

    answers = together([edit(0), edit(1)])
    won = [who for who, answer in enumerate(answers) if answer.status == 302]
    told = [a for a in answers if a.status == 409 and all(text in a.text for text in texts)]
    kept = house.one("select words from needs_need where id = %s", need)
    tally.done += len(won) == 1 and len(told) == 1 and kept == texts[won[0]]
    if len(won) > 1:
        tally.more["overwritten"] = tally.more.get("overwritten", 0) + 1
    if not (len(won) == 1 and len(told) == 1 and kept == texts[won[0]]):
        tally.wrong.append(f"round {rank}: {[a.status for a in answers]}, kept {kept!r}")


def one_form_sent_many_times(house: House, times: int, *, guarded: bool = True) -> Tally:
    """The same form of a need, so many times at once: one need, one event, the same page for all."""
    with trial(f"one form sent {times} times at once") as tally:
        words = f"double {secrets.token_hex(4)}"
        form = need_form(house, words, secrets.token_urlsafe(12) if guarded else "")
        answers = together([lambda: house.ask("POST", "/besoins/nouveau/", form)] * times)
        tally.harmed = times
        tally.done = house.one("select count(*) from needs_need where words = %s", words)
        events = house.one(
            "select count(*) from kernel_event e join needs_need n on e.subjects[1] = 'needs.need:' || n.id "
            "where n.words = %s and e.name = 'need.noted'", words
        )  # fmt: skip
        pages = {answer.leads_to for answer in answers if answer.acknowledged}
        tally.more = {"needs": tally.done, "events": events, "pages": len(pages)}
        tally.must(all(answer.acknowledged for answer in answers), f"answers: {sorted(a.status for a in answers)}")
        tally.must((tally.done, events, len(pages)) == (1, 1, 1), f"doubled: {tally.more}")
    return tally


def many_want_one_time(house: House, rounds: int, clients: int = 50) -> Tally:
    """So many people without an account book the same time at once: one has it, the others are offered the next."""
    with trial(f"{clients} people want one time, {rounds} times over") as tally:
        for _round in range(rounds):
            house.sql("delete from dropins_booking")
            house.sql("delete from kernel_allowance")
            answers = together([lambda n=number: _book(house, n) for number in range(clients)])
            told = sorted(answer.status for answer in answers)
            booked = house.one("select count(*) from dropins_booking")
            tally.harmed += clients
            tally.done += booked
            tally.must(told == [302, *[422] * (clients - 1)], f"answers: {told}")
            tally.must(booked == 1, f"{booked} appointments for one time")
            losers = [answer.text for answer in answers if answer.status == 422]
            tally.must(all(NEXT_TIME in text for text in losers), "no other time was offered")
            kept = {int(n) for text in losers for n in re.findall(r'value="client (\d+)', text)}
            tally.must(kept | set(_winner(house)) == set(range(clients)), "what somebody typed was lost")
    return tally


NEXT_TIME = 'value="2008-03-18-0930"'


def _book(house: House, number: int) -> Answer:
    form = {"name": f"client {number} ", "email": f"client{number}@trial.example", "words": "Une question."}
    return house.ask("POST", f"/rendez-vous/{house.world['opening']}/2008-03-18-0900/", form, who=None)


def _winner(house: House) -> list[int]:
    return [int(name.split()[1]) for (name,) in house.sql("select name from dropins_booking")]
