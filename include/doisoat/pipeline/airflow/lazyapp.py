"""An ASGI application that is made on its first request.

Airflow loads plugins in every process, each task's included, and FastAPI with Airflow's security costs half a second
(five on the first time) there, where nobody will ever ask for a page.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from threading import Lock
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class LazyApp:
    """Calls ``make`` once, then hands every request to what it returned.

    If ``make`` raises, the request fails and the next one tries again: nothing is ever served without it.
    """

    def __init__(self, make: Callable[[], App]) -> None:
        self._make = make
        self._app: App | None = None
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        with self._lock:
            if self._app is None:
                self._app = self._make()
        await self._app(scope, receive, send)
