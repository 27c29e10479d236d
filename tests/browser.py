"""A headless Chromium, driven through its DevTools protocol: JSON messages that end with a zero byte,
over two pipes, so that neither a driver nor a port is needed."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

SECONDS = 30  # that the browser may take for one answer


class BrowserError(Exception):
    """The browser did not do what it was asked to."""


class Browser:
    def __init__(self, program):
        self._profile = tempfile.mkdtemp(prefix="inkling-browser-")
        to_browser, self._input = os.pipe()
        self._output, from_browser = os.pipe()
        options = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars",
                   "--no-first-run", "--disable-dev-shm-usage", "--disable-background-networking",
                   "--force-color-profile=srgb", f"--user-data-dir={self._profile}"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")  # as root it starts only without it

        def give_pipes():  # the browser reads from descriptor 3 and writes to 4
            copies = os.dup(to_browser), os.dup(from_browser)
            os.dup2(copies[0], 3)
            os.dup2(copies[1], 4)

        self._process = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn
            [program, *options], preexec_fn=give_pipes, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        os.set_blocking(self._output, False)
        self._buffer = b""
        self._number = 0
        self._session = None
        self.events = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(domain + ".enable")

    def close(self):
        os.close(self._input)  # which ends it
        try:
            self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._output)
        shutil.rmtree(self._profile, ignore_errors=True)

    def send(self, method, **parameters):
        """Calls a method and returns its result; what else is told meanwhile goes to `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._input, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") != self._number:
                self.events.append(answer)
            elif "error" in answer:
                raise BrowserError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def _receive(self):
        end = time.monotonic() + SECONDS
        while b"\0" not in self._buffer:
            if self._process.poll() is not None:
                raise BrowserError(f"the browser ended with code {self._process.returncode}")
            if time.monotonic() > end:
                raise BrowserError(f"no answer within {SECONDS} seconds")
            try:
                self._buffer += os.read(self._output, 1 << 20)
            except BlockingIOError:
                time.sleep(0.005)
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def wait_for(self, event):
        """Waits until `event` is told."""
        while not any(told.get("method") == event for told in self.events):
            self.events.append(self._receive())

    def open(self, path, width=1280, height=900, scheme="light"):
        """Opens a file in a window of this size, light or dark; `events` begin anew."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events.clear()
        self.send("Page.navigate", url=Path(path).resolve().as_uri())
        self.wait_for("Page.loadEventFired")

    def run(self, script):
        """The value of an expression in JavaScript."""
        result = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise BrowserError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def click(self, selector):
        """Clicks into the middle of the first element that `selector` finds."""
        place = self.run(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            element.scrollIntoView({{block: 'center'}});
            const box = element.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left",
                      clickCount=1)

    def press(self, key, code, text=""):
        """Presses a key, whose code is that of Windows; `text` is what it would write."""
        key = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self.send("Input.dispatchKeyEvent", **down, **key)
        self.send("Input.dispatchKeyEvent", type="keyUp", **key)

    def screenshot(self, path):
        """The whole page as a PNG file."""
        picture = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        Path(path).write_bytes(base64.b64decode(picture["data"]))
