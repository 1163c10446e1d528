"""Debian's Chromium, driven over its own debugging protocol: nothing is downloaded, every request is recorded."""

import asyncio
import importlib.util
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import httpx
import websockets

PROGRAM = shutil.which("chromium")
WITHIN_S = 60
AXE = Path(str(importlib.util.find_spec("axe_core_python").origin)).with_name("axe.min.js")  # type: ignore[union-attr]
LOOK = (
    "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations"
    ".filter((one) => ['serious', 'critical'].includes(one.impact))"
    ".flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`)))"
)


class Tab:
    """One tab. hosts: whom it asked; said: what its console complained about."""

    def __init__(self, socket: Any, base: str) -> None:
        self.socket, self.base, self.number = socket, base, 0
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.loaded = asyncio.Event()
        self.hosts: set[str] = set()
        self.said: list[str] = []
        self.reader = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        async for text in self.socket:
            told = json.loads(text)
            if "id" in told:
                self.waiting.pop(told["id"]).set_result(told)
            elif told["method"] == "Page.loadEventFired":
                self.loaded.set()
            elif told["method"] == "Network.requestWillBeSent":
                address = told["params"]["request"]["url"]
                if not address.startswith("data:"):  # drawn by the browser itself
                    self.hosts.add(address.split("/")[2])
            elif told["method"] == "Log.entryAdded":
                self.said.append(told["params"]["entry"]["text"])

    async def do(self, method: str, **facts: Any) -> Any:
        self.number += 1
        answer = self.waiting[self.number] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"id": self.number, "method": method, "params": facts}))
        told = await asyncio.wait_for(answer, WITHIN_S)
        assert "error" not in told, told
        return told["result"]

    async def js(self, script: str) -> Any:
        return (await self.do("Runtime.evaluate", expression=script, returnByValue=True))["result"].get("value")

    async def until(self, script: str) -> Any:
        """Looks again and again until a script says something true, and returns it."""
        for _ in range(20 * WITHIN_S):
            if found := await self.js(script):
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"never became true: {script}")

    async def grave(self) -> list[str]:
        """What axe-core finds serious or worse on the page as it stands: rule, element."""
        await self.do("Runtime.evaluate", expression=AXE.read_text(encoding="utf-8"))
        found = await self.do("Runtime.evaluate", expression=LOOK, returnByValue=True, awaitPromise=True)
        return list(found["result"]["value"])

    async def go(self, path: str) -> None:
        self.loaded.clear()
        await self.do("Page.navigate", url=self.base + path)
        await asyncio.wait_for(self.loaded.wait(), WITHIN_S)

    async def press(self, selector: str) -> None:
        """Clicks what leads to another page."""
        self.loaded.clear()
        await self.js(f"document.querySelector({selector!r}).click()")
        await asyncio.wait_for(self.loaded.wait(), WITHIN_S)

    async def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            await self.js(f"document.querySelector('main [name={name}]').value = {value!r}")

    async def choose_file(self, path: Path) -> None:
        root = (await self.do("DOM.getDocument"))["root"]["nodeId"]
        node = (await self.do("DOM.querySelector", nodeId=root, selector="[type=file]"))["nodeId"]
        await self.do("DOM.setFileInputFiles", files=[str(path)], nodeId=node)

    async def text(self) -> str:
        return str(await self.js("document.querySelector('main').innerText"))

    async def telephone(self) -> None:
        """A screen of 360 pixels."""
        await self.do("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)

    async def width(self) -> int:
        return int(await self.js("document.documentElement.scrollWidth"))


class Chromium:
    """`async with Chromium(base) as tab`."""

    def __init__(self, base: str) -> None:
        self.base = base

    async def __aenter__(self) -> Tab:
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run"]
        self.program = subprocess.Popen(
            [str(PROGRAM), *flags, f"--user-data-dir={self.profile.name}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.socket = await websockets.connect(await self._tab(), max_size=50_000_000)
        self.tab = Tab(self.socket, self.base)
        for domain in ("Page", "Network", "Log", "Runtime", "DOM"):
            await self.tab.do(f"{domain}.enable")
        return self.tab

    async def _tab(self) -> str:
        port = Path(self.profile.name) / "DevToolsActivePort"
        for _ in range(10 * WITHIN_S):
            if port.is_file() and port.read_text().count("\n"):
                break
            await asyncio.sleep(0.1)
        async with httpx.AsyncClient() as client:
            listed = (await client.get(f"http://127.0.0.1:{port.read_text().splitlines()[0]}/json")).json()
        return next(one["webSocketDebuggerUrl"] for one in listed if one["type"] == "page")

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        self.tab.reader.cancel()
        self.program.terminate()
        self.program.wait(WITHIN_S)
        self.profile.cleanup()
