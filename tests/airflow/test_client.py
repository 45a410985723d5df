"""A busy API server: what may be repeated is repeated until the client's own deadline, what may not is sent once."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.errors import AirflowNotStarted, AirflowRefused, AirflowSilent

TIMEOUT = 0.3


@dataclass
class Server:
    """Answers like Airflow; ``trouble`` says what becomes of the first requests of a method and path."""

    seen: Counter[str] = field(default_factory=Counter)
    runs: list[str] = field(default_factory=list)
    trouble: dict[str, list[str]] = field(default_factory=dict)
    url: str = ""

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if path == "/auth/token":
            return 201, {"access_token": "t"}
        if method == "POST" and path.endswith("/dagRuns"):
            if body["dag_run_id"] in self.runs:
                return 409, {"detail": "there"}
            self.runs.append(body["dag_run_id"])
            return 200, {"dag_run_id": body["dag_run_id"]}
        if path.endswith("/assets"):
            return 200, {"assets": [{"name": "a", "id": 1}]}
        return 200, {"state": "success", "dag_runs": [], "is_stale": False}


@contextmanager
def serve(**trouble: list[str]) -> Iterator[Server]:
    found = Server(trouble={name.replace("_", " /", 1).replace("_", "/"): how for name, how in trouble.items()})

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            path = self.path.partition("?")[0]
            name = f"{self.command} {path}"
            found.seen[name] += 1
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
            planned = next((how for key, how in found.trouble.items() if name.startswith(key)), [])
            how = planned.pop(0) if planned else ""
            status, answer = (500, {}) if how == "error" else found.answer(self.command, path, body)
            if how == "stall":
                time.sleep(TIMEOUT * 3)
            elif how == "cut":
                self.close_connection = True
                return
            payload = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)
            except OSError:
                pass  # the client did not wait

        do_GET = do_POST = do_PATCH = reply

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def client_of(server: Server, patience: float = 120.0) -> AirflowClient:
    return AirflowClient(server.url, "u", "p", timeout=TIMEOUT, patience=patience)


CALLS: dict[str, Callable[[AirflowClient], Any]] = {
    "GET": lambda client: client.run("d", "r"),
    "PATCH": lambda client: client.close_run("d", "r"),
    "POST_auth_token": lambda client: client.run("d", "r"),
}


@pytest.mark.parametrize("how", ["stall", "cut", "error"])
@pytest.mark.parametrize("call", list(CALLS))
def test_what_may_be_repeated_is_asked_again(call: str, how: str) -> None:
    with serve(**{call: [how, how]}) as server:
        CALLS[call](client_of(server))
        assert max(server.seen.values()) == 3


@pytest.mark.parametrize("how", ["stall", "cut", "error"])
def test_a_run_is_started_once_though_the_answer_was_lost(how: str) -> None:
    with serve(POST_api_v2_dags=[how, how]) as server:
        name = client_of(server).trigger("d", {})
        assert server.runs == [name]
        assert server.seen["POST /api/v2/dags/d/dagRuns"] == 3


@pytest.mark.parametrize("send", [lambda client: client.emit("a", "68"), lambda client: client.clear("d", "r", ["t"])])
def test_what_would_be_done_twice_is_sent_once(send: Callable[[AirflowClient], None]) -> None:
    with serve(POST_api=["stall"]) as server:
        with pytest.raises(AirflowSilent, match="ReadTimeout"):
            send(client_of(server))
        assert sum(count for name, count in server.seen.items() if name.startswith("POST /api")) == 1


def test_the_deadline_is_the_clients_own() -> None:
    with serve(GET=["stall"] * 100) as server:
        started = time.monotonic()
        with pytest.raises(AirflowSilent):
            client_of(server, patience=1.5).run("d", "r")
        assert time.monotonic() - started >= 1.5
        assert server.seen["GET /api/v2/dags/d/dagRuns/r"] >= 2


def test_a_refusal_is_not_asked_again() -> None:
    with serve() as server:
        server.runs.append("r")
        client = client_of(server)
        with pytest.raises(AirflowRefused):
            client.request("POST", "/api/v2/dags/d/dagRuns", {"dag_run_id": "r"}, again=True)
        assert server.seen["POST /api/v2/dags/d/dagRuns"] == 1


def test_a_server_that_is_not_there_is_waited_for_and_the_waiting_can_be_ended() -> None:
    client = AirflowClient("http://127.0.0.1:1", "u", "p", patience=60)
    asked = []

    def watch() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise AirflowNotStarted("AFL-ENDED", status=1, logs="log")

    client.watch = watch
    with pytest.raises(AirflowNotStarted):
        client.emit("a", "68")


def test_waiting_for_a_run_waits_out_silence() -> None:
    with serve(GET=["stall"] * 3) as server:
        assert client_of(server, patience=0).wait("d", "r", 60) == "success"
