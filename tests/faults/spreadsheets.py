"""Spoilt spreadsheets sent to the real web: an answer for each, nothing written, memory within bounds."""

from __future__ import annotations

import contextlib
import http.client
import os
import secrets
from pathlib import Path

from tests.faults.house import CSRF, Answer, House, _children
from tests.faults.trials import Tally, trial
from tests.sheets import spoilt

MOST = 2**30  # bytes that a process may take
ANSWERS = (302, 422)
BRING = "/associations/importer/"
FIRST = {"name": "0", "rna": "1", "siret": "2", "commune": "4"}
COMPARED = 5  # of the files that could be read, one of so many is compared


def spoilt_spreadsheets(house: House, count: int, seed: int = 1) -> Tally:
    """So many spoilt files, each read or refused with a sentence; some of those read are compared too."""
    with trial("spoilt spreadsheets") as tally:
        before = house.one("select count(*) from actors_organisation")
        for rank, (name, data) in enumerate(spoilt(count, seed)):
            answer = _send(house, name, data)
            tally.harmed += 1
            tally.done += answer.status == 302
            tally.must(answer.status in ANSWERS, f"file {rank} of seed {seed}: {answer.status}")
            if answer.status == 302 and not tally.done % COMPARED:
                told = house.ask("POST", answer.leads_to, {"sheet": "0", **FIRST})
                tally.must(told.status in ANSWERS, f"columns of file {rank} of seed {seed}: {told.status}")
                page = house.ask("GET", answer.leads_to)
                tally.must(page.status == 200, f"page of file {rank} of seed {seed}: {page.status}")
        house.until(lambda: not house.one("select count(*) from kernel_job where state in ('queued', 'running')"), 120)
        failed = house.sql("select report from kernel_job where kind = 'actors.import.compare' and state <> 'done'")
        tally.must(not failed, f"comparing failed: {failed[:3]}")
        after = house.one("select count(*) from actors_organisation")
        tally.must(after == before, f"{after - before} organisations were written")
        most = max(map(_most, _processes(house)), default=0)
        tally.must(0 < most < MOST, f"a process took {most / 2**20:.0f} MiB")
        tally.more = {"MiB at most": most // 2**20, "refused": tally.harmed - tally.done}
    return tally


def _send(house: House, name: str, data: bytes) -> Answer:
    mark = secrets.token_hex(8)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n'
    body = head.format("csrfmiddlewaretoken", "").encode() + CSRF.encode() + b"\r\n"
    body += head.format("file", f'; filename="{name}"').encode() + data + f"\r\n--{mark}--\r\n".encode()
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
    cookies = f"sessionid={house.world['sessions'][0]}; csrftoken={CSRF}"
    try:
        line.request("POST", BRING, body, {"Cookie": cookies, "Content-Type": f"multipart/form-data; boundary={mark}"})
        reply = line.getresponse()
        return Answer(reply.status, reply.getheader("Location") or "", reply.read().decode())
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        line.close()


def _processes(house: House) -> list[int]:
    """The processes of the web and the worker."""
    found: list[int] = []
    for program in ("web", "worker"):
        with contextlib.suppress(KeyError, OSError):
            leader = house.group(program)
            found += [leader, *_children(leader)]
    return [pid for pid in found if os.path.exists(f"/proc/{pid}")]


def _most(pid: int) -> int:
    """The most memory that a process has ever held."""
    with contextlib.suppress(OSError):
        for text in Path(f"/proc/{pid}/status").read_text().splitlines():
            if text.startswith("VmHWM:"):
                return int(text.split()[1]) * 1024
    return 0
