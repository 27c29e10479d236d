#!/usr/bin/env python3
"""Draws the sample digits of this folder: python3 assets/draw_digits.py

A digit is a list of strokes, a stroke a list of points that draw the pen along: a cubic B-spline,
which rounds what lies between its ends; a point given twice makes a sharp bend.
Coordinates: x to the right, y down, the digit about one unit high. Each picture is another kind
of PNG, so that together they show what `inkling classify` reads.
"""

import math
import pathlib
import random
import struct
import zlib

ZERO = [[(0.34, 0.00), (0.10, 0.06), (-0.02, 0.36), (0.02, 0.80), (0.24, 1.04), (0.50, 0.94),
         (0.64, 0.60), (0.58, 0.20), (0.38, -0.02), (0.26, 0.01)]]
ONE = [[(0.30, 0.00), (0.29, 0.30), (0.27, 0.65), (0.26, 1.00)]]
TWO = [[(0.06, 0.27), (0.10, 0.05), (0.38, -0.08), (0.63, 0.06), (0.58, 0.36), (0.36, 0.64),
        (0.14, 0.84), (-0.04, 1.02), (-0.04, 1.02), (0.16, 0.86), (0.40, 0.98), (0.58, 1.02),
        (0.73, 0.92)]]
THREE = [[(0.06, 0.13), (0.18, -0.05), (0.50, -0.04), (0.60, 0.22), (0.40, 0.42), (0.18, 0.47),
          (0.18, 0.47), (0.50, 0.45), (0.68, 0.70), (0.54, 1.02), (0.18, 1.05), (0.00, 0.86)]]
FOUR = [[(0.30, 0.00), (0.24, 0.20), (0.14, 0.42), (-0.01, 0.63), (-0.01, 0.63), (0.20, 0.61),
         (0.44, 0.57), (0.68, 0.55)],
        [(0.50, 0.22), (0.47, 0.45), (0.45, 0.72), (0.41, 1.00)]]
FIVE = [[(0.17, 0.03), (0.13, 0.24), (0.09, 0.44), (0.09, 0.44), (0.26, 0.33), (0.52, 0.40),
         (0.64, 0.66), (0.52, 0.96), (0.22, 1.06), (0.00, 0.92)],
        [(0.15, 0.05), (0.32, 0.06), (0.48, 0.035), (0.66, 0.00)]]
SIX = [[(0.50, 0.00), (0.30, 0.12), (0.10, 0.42), (0.00, 0.80), (0.18, 1.06), (0.46, 1.00),
        (0.58, 0.76), (0.42, 0.54), (0.18, 0.60), (0.04, 0.80)]]
SEVEN = [[(0.02, 0.13), (0.03, 0.02), (0.22, 0.08), (0.42, 0.06), (0.65, 0.00), (0.65, 0.00),
          (0.52, 0.24), (0.34, 0.52), (0.26, 0.78), (0.23, 1.00)],
         [(0.15, 0.50), (0.33, 0.475), (0.56, 0.44)]]
EIGHT = [[(0.56, 0.13), (0.46, -0.06), (0.18, -0.06), (0.06, 0.14), (0.18, 0.36), (0.44, 0.50),
          (0.62, 0.74), (0.50, 1.02), (0.16, 1.06), (-0.02, 0.82), (0.12, 0.56), (0.44, 0.38),
          (0.62, 0.18), (0.54, 0.01)]]
NINE = [[(0.56, 0.20), (0.44, -0.04), (0.14, -0.02), (0.00, 0.24), (0.16, 0.48), (0.44, 0.42),
         (0.58, 0.14), (0.58, 0.14), (0.56, 0.40), (0.52, 0.70), (0.46, 1.02)]]
DIGITS = [ZERO, ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE]


def curve(points, steps=10):
    """Points on the uniform cubic B-spline of `points`, from the first to the last."""
    padded = 2 * points[:1] + points + 2 * points[-1:]
    result = []
    for p in zip(padded, padded[1:], padded[2:], padded[3:]):
        for step in range(steps):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4,
                       -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
            result.append(tuple(sum(w * point[axis] for w, point in zip(weights, p)) / 6
                                for axis in (0, 1)))
    return result + [points[-1]]


def draw(strokes, size, place, height, pen):
    """How much of each pixel is ink, in [0, 1], row after row.

    `place` is the left upper corner of the digit, `height` its height and `pen` the width of its
    line, all in pixels. The line swells and narrows by a tenth, as that of a hand does.
    """
    width, rows = size
    ink = [[0.0] * width for _ in range(rows)]
    for stroke in strokes:
        line = [(place[0] + x * height, place[1] + y * height) for x, y in curve(stroke)]
        for index, (a, b) in enumerate(zip(line, line[1:])):
            radius = pen / 2 * (1 + 0.1 * math.sin(1 + 5 * index / len(line)))
            draw_segment(ink, a, b, radius)
    return ink


def draw_segment(ink, a, b, radius):
    """Adds a line from `a` to `b` with round ends; its edge is one pixel soft."""
    margin = radius + 1
    left, right = sorted((a[0], b[0]))
    top, bottom = sorted((a[1], b[1]))
    length = math.dist(a, b) ** 2 or 1.0
    for y in range(max(0, int(top - margin)), min(len(ink), int(bottom + margin) + 1)):
        for x in range(max(0, int(left - margin)), min(len(ink[0]), int(right + margin) + 1)):
            px, py = x + 0.5 - a[0], y + 0.5 - a[1]
            along = (px * (b[0] - a[0]) + py * (b[1] - a[1])) / length
            along = min(1.0, max(0.0, along))
            distance = math.hypot(px - along * (b[0] - a[0]), py - along * (b[1] - a[1]))
            ink[y][x] = max(ink[y][x], min(1.0, radius + 0.5 - distance))


GREY, RGB, PALETTE, RGBA = 0, 2, 3, 6  # PNG's colour types


def write_png(name, rows, width, colour_type, depth=8, palette=b""):
    """Writes rows of packed samples as a PNG file beside this script."""
    def chunk(kind, content):
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour_type, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header)]
    if palette:
        parts.append(chunk(b"PLTE", palette))
    pixels = b"".join(b"\0" + row for row in rows)
    parts += [chunk(b"IDAT", zlib.compress(pixels, 9)), chunk(b"IEND", b"")]
    (pathlib.Path(__file__).parent / name).write_bytes(b"".join(parts))


def blend(paper, pen, share):
    """The colour between paper and pen, as bytes."""
    return bytes(round(p + (q - p) * share) for p, q in zip(paper, pen))


def varied(strokes, rng):
    """The strokes slanted, wider or narrower, and with each point moved a little."""
    slant, width = rng.uniform(-0.05, 0.35), rng.uniform(0.8, 1.15)
    moved = {}  # a point that is given twice stays one
    for point in (point for stroke in strokes for point in stroke):
        moved.setdefault(point, (point[0] + rng.uniform(-0.02, 0.02),
                                 point[1] + rng.uniform(-0.02, 0.02)))
    return [[((x * width + slant * (1 - y)), y) for x, y in map(moved.get, stroke)]
            for stroke in strokes]


def like_mnist(strokes, pen):
    """28x28 pixels: the digit 20 pixels high or wide, its centre of mass in the middle."""
    points = [point for stroke in strokes for point in curve(stroke)]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    size = max(max(point[axis] for point in points) - low for axis, low in ((0, left), (1, top)))
    scale = (20 - pen) / size
    place = [14 - left * scale, 14 - top * scale]
    for _ in range(2):
        ink = draw(strokes, (28, 28), place, scale, pen)
        total = sum(map(sum, ink))
        centre = [sum(share * (x + 0.5) for row in ink for x, share in enumerate(row)) / total,
                  sum(share * (y + 0.5) for y, row in enumerate(ink) for share in row) / total]
        place = [at + 14 - middle for at, middle in zip(place, centre)]
    return draw(strokes, (28, 28), place, scale, pen)


def draw_samples():
    """A row of ten variants of each digit, as MNIST has them: white on black."""
    rng = random.Random(28)
    rows = []
    for strokes in DIGITS:
        cells = [like_mnist(varied(strokes, rng), rng.uniform(1.8, 3.2)) for _ in range(10)]
        for y in range(28):
            rows.append(bytes(round(255 * share) for cell in cells for share in cell[y]))
    write_png("samples/digits.png", rows, 280, GREY)


def main():
    draw_samples()

    # Dark blue ink on white paper, as from a scanner.
    ink = draw(FIVE, (200, 260), (48, 42), 172, 13)
    rows = [b"".join(blend((255, 255, 255), (24, 38, 110), share) for share in row) for row in ink]
    write_png("five.png", rows, 200, RGB)

    # As MNIST has its digits: white on black, 28x28, the digit 20 pixels high.
    ink = draw(THREE, (28, 28), (8.2, 6.4), 16.0, 2.4)
    write_png("three.png", [bytes(round(255 * share) for share in row) for row in ink], 28, GREY)

    # A pencil's two in the lower right part of a grey page that is darker to the left.
    ink = draw(TWO, (640, 480), (424, 282), 132, 9)
    rows = [bytes(round((176 + x / 12) * (1 - share) + 62 * share) for x, share in enumerate(row))
            for row in ink]
    write_png("two.png", rows, 640, GREY)

    # A seven with a crossbar, felt pen on cream paper: 16 colours of a palette, two pixels a byte.
    ink = draw(SEVEN, (240, 240), (62, 36), 164, 16)
    colours = b"".join(blend((250, 243, 222), (150, 32, 40), level / 15) for level in range(16))
    rows = [bytes(round(15 * a) << 4 | round(15 * b) for a, b in zip(row[::2], row[1::2]))
            for row in ink]
    write_png("seven.png", rows, 240, PALETTE, 4, colours)

    # Black ink and nothing else: the background is transparent.
    ink = draw(EIGHT, (160, 180), (38, 26), 126, 11)
    rows = [b"".join(bytes((0, 0, 0, round(255 * share))) for share in row) for row in ink]
    write_png("eight.png", rows, 160, RGBA)

    # A thin, sharp pen, 16 bits a pixel.
    ink = draw(FOUR, (220, 220), (52, 32), 152, 2.6)
    rows = [b"".join(struct.pack(">H", round(64250 - 60000 * share)) for share in row)
            for row in ink]
    write_png("four.png", rows, 220, GREY, 16)


if __name__ == "__main__":
    main()
