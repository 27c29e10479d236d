#!/usr/bin/env python3
"""Checks the pages in a real browser: python3 tests/browser_test.py [PROGRAM]

Trains a small model, on MNIST if INKLING_MNIST names its folder and otherwise on generated bars.
Opens the pages in a headless Chromium: light and dark, in windows of 1280, 1141 and 1000 pixels, on
phones of 390 and 320 pixels, and in print. Screenshots are kept in build/screenshots. The last line
looks like that of ctest, so that .ci/run can count the checks."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from browser import Browser
from trial import ROOT, Checks, program_path, write_bars

SCREENSHOTS = ROOT / "build" / "screenshots"
WINDOWS = {"light": (1280, "light"), "dark": (1280, "dark"),
           "laptop": (1141, "light"), "tablet": (1000, "light"),
           "phone": (390, "light"), "dark-phone": (390, "dark"),
           "small-phone": (320, "light"), "dark-small-phone": (320, "dark")}

# Elements that end right of the window, but for those inside a part of the page that scrolls.
OVERFLOWING = """[...document.querySelectorAll('body *')].filter(element =>
    !element.closest('.scroller *') && !element.closest('caption') &&
    element.getBoundingClientRect().right > innerWidth + 0.5).map(element => element.outerHTML.slice(0, 80))"""
# Elements wider than the window, also inside the parts that scroll.
TOO_WIDE = """[...document.querySelectorAll('body *')].filter(element =>
    element.getBoundingClientRect().width > innerWidth + 0.5).map(element => element.outerHTML.slice(0, 80))"""
# Tables with a column that is cut off until somebody scrolls. Those of few classes have none.
CUT_OFF = """[...document.querySelectorAll('.scroller')].filter(element =>
    element.scrollWidth > element.clientWidth).map(element => element.outerHTML.slice(0, 80))"""
VISIBLE = """[...document.querySelectorAll('#figures figure')].filter(figure =>
    figure.getBoundingClientRect().height > 0).map(figure => figure.dataset.t + figure.dataset.p)"""
MISTAKES = "[...document.querySelectorAll('#matrix button')].map(button => button.dataset.t + button.dataset.p)"


def make_report(program, folder):
    """The page of an evaluation whose model has a run behind it."""
    data = os.environ.get("INKLING_MNIST")
    options = ["--preset", "quick"]
    if not data:
        data = folder / "bars"
        data.mkdir()
        write_bars(data)
        options = ["--model", "mlp", "--epochs", "4"]
    run = folder / "run"
    subprocess.run([program, "train", "--data", data, "--out", run, "--quiet", *options], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run([program, "evaluate", run / "model.onnx", "--data", data, "--report",
                    folder / "report.html"], check=True, stdout=subprocess.DEVNULL)
    return folder / "report.html", run / "report.html"


def make_explanation(program, folder):
    """The page about a picture that comes with Inkling."""
    page = folder / "explanation.html"
    subprocess.run([program, "classify", ROOT / "assets" / "five.png", "--explain", page], check=True,
                   stdout=subprocess.DEVNULL)
    return page


def check_silence(checks, browser, page, window):
    requests = [event["params"]["request"]["url"] for event in browser.events
                if event.get("method") == "Network.requestWillBeSent"]
    others = [url[:80] for url in requests if not url.startswith("data:") and url != page.as_uri()]
    checks.holds(f"{window}: nothing but the page is asked for", not others, others)
    told = [event["params"] for event in browser.events if event.get("method") in
            ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
    checks.holds(f"{window}: the console is silent", not told, told)


def check_fit(checks, browser, window):
    checks.holds(f"{window}: the page is no wider than the window",
                 browser.run("document.documentElement.scrollWidth <= innerWidth"))
    overflowing = browser.run(OVERFLOWING)
    checks.holds(f"{window}: no element sticks out", not overflowing, overflowing)
    too_wide = browser.run(TOO_WIDE)
    checks.holds(f"{window}: no element is wider than the window", not too_wide, too_wide)
    cut_off = browser.run(CUT_OFF)
    checks.holds(f"{window}: no table is cut off", not cut_off, cut_off)


def check_filter(checks, browser):
    mistakes = browser.run(MISTAKES)
    checks.holds("the matrix has mistakes to choose", len(mistakes) >= 2, mistakes)
    browser.click("#matrix button")
    visible = browser.run(VISIBLE)
    checks.holds("a click shows the images of its cell alone",
                 visible and set(visible) == {mistakes[0]}, visible)
    checks.holds("the images of the cell are below the matrix",
                 browser.run("document.querySelectorAll('#peek-images .d').length") ==
                 min(12, len(visible)))
    browser.press("ArrowDown", 40)
    browser.press("Enter", 13, "\r")
    now = browser.run("(button => button.dataset.t + button.dataset.p)(document.activeElement)")
    checks.holds("an arrow key goes to another mistake", now in mistakes and now != mistakes[0], now)
    visible = browser.run(VISIBLE)
    checks.holds("a key press shows the images of its cell alone",
                 visible and set(visible) == {now}, visible)
    browser.screenshot(SCREENSHOTS / "chosen.png")
    browser.press("Escape", 27)
    checks.holds("Escape shows the gallery again", len(set(browser.run(VISIBLE))) > 1)


def check_switches(checks, browser):
    cell = "document.querySelector('#matrix .hit').textContent"
    count = browser.run(cell)
    browser.click("#modes [data-mode=row]")
    checks.holds("the cells show shares of their row", browser.run(cell) != count, browser.run(cell))
    browser.screenshot(SCREENSHOTS / "shares.png")
    browser.click("#modes [data-mode=counts]")
    checks.holds("the cells show counts again", browser.run(cell) == count, browser.run(cell))
    paper = "getComputedStyle(document.body).backgroundColor"
    light = browser.run(paper)
    browser.click("#theme")
    checks.holds("the button changes light to dark", browser.run(paper) != light)


def check_heat_maps(checks, browser):
    shown = """[...document.querySelectorAll('#figures .h')].filter(map =>
        map.getBoundingClientRect().width > 0 && getComputedStyle(map).backgroundImage !== 'none').length"""
    checks.holds("at first there is no heat map", browser.run(shown) == 0)
    kinds = browser.run("[...document.querySelectorAll('#heat button')].map(button => button.dataset.heat)")
    checks.holds("contributions can be shown", "contributions" in kinds, kinds)
    for kind in filter(None, kinds):
        browser.click(f"#heat [data-heat={kind}]")
        checks.holds(f"{kind}: there are two maps for a mistake",
                     browser.run(shown) > 0 and browser.run(shown) % 2 == 0, browser.run(shown))
        pressed = browser.run("[...document.querySelectorAll('#heat [aria-pressed=true]')].map(button => button.dataset.heat)")
        checks.holds(f"{kind}: its button alone is pressed", pressed == [kind], pressed)
        browser.screenshot(SCREENSHOTS / f"heat-{kind}.png")
    browser.run("document.querySelector('#heat button').focus()")
    browser.press("Enter", 13, "\r")
    checks.holds("a key press shows the images alone", browser.run(shown) == 0)


def check_cloud(checks, browser):
    ink = """(canvas => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size)
        (document.getElementById('points'))"""
    colours = browser.run(ink)
    checks.holds("the images are drawn as points", colours > 10, colours)
    text = "document.getElementById('cloud-text').textContent"
    browser.run("document.getElementById('points').focus()")
    browser.press("ArrowRight", 39)
    first = browser.run(text)
    checks.holds("an arrow key shows an error", "classified as" in first, first)
    browser.press("ArrowRight", 39)
    checks.holds("an arrow key goes to another error", browser.run(text) != first, browser.run(text))
    browser.click("#cloud-classes button")
    pressed = browser.run("document.querySelectorAll('#cloud-classes [aria-pressed=true]').length")
    checks.holds("the legend shows a class alone", pressed == 1, pressed)
    browser.screenshot(SCREENSHOTS / "cloud-class.png")


def look_at_explanation(checks, browser, page):
    for window, (width, scheme) in WINDOWS.items():
        browser.open(page, width, scheme=scheme)
        check_fit(checks, browser, f"explanation, {window}")
        browser.screenshot(SCREENSHOTS / f"explanation-{window}.png")
        check_silence(checks, browser, page, f"explanation, {window}")
    told = "[...document.querySelectorAll('.readout .value')].map(line => line.textContent)"
    before = browser.run(told)
    checks.holds("each step tells how a value came about",
                 len(before) == browser.run("document.querySelectorAll('.frame').length"), before)
    browser.click('[data-step="1"] .frame')
    after = browser.run(told)
    checks.holds("a click chooses another value and follows it back",
                 before[0] != after[0] and before[1] != after[1] and before[2:] == after[2:], after[:2])
    browser.press("ArrowRight", 39)
    checks.holds("an arrow key goes to the next value", browser.run(told)[1] != after[1])
    visible = "[...document.querySelectorAll('.heat')].filter(map => getComputedStyle(map).visibility === 'visible').length"
    maps = browser.run(visible)
    checks.holds("there are heat maps of two classes", maps == 4, maps)
    browser.click(".look [data-heat]")
    checks.holds("a button takes two of them away", browser.run(visible) == 2, browser.run(visible))


def look(checks, browser, page, training_page):
    for window, (width, scheme) in WINDOWS.items():
        browser.open(page, width, scheme=scheme)
        checks.holds(f"{window}: the images are there",
                     browser.run("getComputedStyle(document.querySelector('.d')).backgroundImage")
                     .startswith('url("data:image/png'))
        check_fit(checks, browser, window)
        browser.screenshot(SCREENSHOTS / f"{window}.png")
        check_silence(checks, browser, page, window)
    for window, (width, scheme) in WINDOWS.items():
        browser.open(training_page, width, scheme=scheme)
        check_fit(checks, browser, f"training, {window}")
        browser.screenshot(SCREENSHOTS / f"training-{window}.png")
        check_silence(checks, browser, training_page, f"training, {window}")
    browser.open(page)
    check_filter(checks, browser)
    check_switches(checks, browser)
    check_heat_maps(checks, browser)
    check_cloud(checks, browser)
    check_silence(checks, browser, page, "after all clicks")
    browser.send("Emulation.setEmulatedMedia", media="print")
    browser.screenshot(SCREENSHOTS / "print.png")


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("chromium is not installed")
    program = program_path()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        page, training_page = make_report(program, Path(folder).resolve())
        explanation = make_explanation(program, Path(folder).resolve())
        browser = Browser(chromium)
        try:
            look(checks, browser, page, training_page)
            look_at_explanation(checks, browser, explanation)
        finally:
            browser.close()
    checks.finish()


if __name__ == "__main__":
    main()
