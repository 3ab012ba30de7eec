"""A mail server that records who was written to, and is rude where an address asks for it."""

from __future__ import annotations

import socketserver
import threading
import time
from typing import Any


class Recorder(socketserver.ThreadingTCPServer):
    """Takes every letter after a short pause. `refused…@` gets 550, `later…@` 450, `drop…@` is taken and hung up on."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, pause: float = 0.0):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.pause = pause
        self.taken: list[str] = []
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Recorder:
        self.thread.start()
        return self

    def __exit__(self, *fault: Any) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A worker that was killed while it spoke is what we are here for."""


class _Talk(socketserver.StreamRequestHandler):
    server: Recorder

    def handle(self) -> None:
        self.say("220 recorder")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("RCPT"):
                to = line.partition("<")[2].partition(">")[0]
                self.say(self.answer_to(to))
            elif verb == "DATA":
                self.say("354 go on")
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    pass
                if not part:
                    return
                time.sleep(self.server.pause / 2)
                self.server.taken.append(to)
                time.sleep(self.server.pause / 2)
                if to.startswith("drop"):
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def answer_to(self, address: str) -> str:
        if address.startswith("refused"):
            return "550 nobody of that name"
        return "450 later" if address.startswith("later") else "250 fine"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
