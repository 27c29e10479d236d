#!/usr/bin/env python3
"""Bad input of all kinds: python3 tests/bad_input_test.py [PROGRAM]

Files that are cut, swapped, damaged or lie about their sizes, and paths that lead to no file. Each
must be refused within five seconds and 512 MB, with one error on stderr that names the file and has
no control bytes, with exit code 1 and nothing on stdout. What is good but large must fit, too.

Ends like ctest does, so that .ci/run counts the checks."""

import gzip
import json
import os
import re
import struct
import tempfile
import zlib
from pathlib import Path

from trial import ROOT, Checks, Outcome, program_path, write_bars

SECONDS = 5
MEGABYTES = 512
SIDE = 8000  # squared, it is the largest number of pixels that a picture may have


def idx_images(count, height, width, pixels=b""):
    return struct.pack(">4I", 0x803, count, height, width) + pixels


def idx_labels(count, labels=b""):
    return struct.pack(">2I", 0x801, count) + labels


def gzip_claiming(content, length):
    """A gzip file that says that it holds so many bytes."""
    return gzip.compress(content)[:-4] + struct.pack("<I", length & 0xffffffff)


def zeros_gzip(beginning, count):
    """A gzip file of some bytes and very many zeros, made without holding them."""
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(beginning)]
    piece = bytes(1 << 20)
    for _ in range(count // len(piece)):
        pieces.append(packer.compress(piece))
    return b"".join(pieces) + packer.compress(bytes(count % len(piece))) + packer.flush()


def chunk(name, content, length=None, checksum=None):
    length = len(content) if length is None else length
    checksum = zlib.crc32(name + content) if checksum is None else checksum
    return struct.pack(">I", length) + name + content + struct.pack(">I", checksum)


def png_header(width, height, depth=8, colour=0):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0))


def png(width, height, rows, depth=8, colour=0):
    return png_header(width, height, depth, colour) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def large_png(channels, colour):
    """A bar on a page of SIDE x SIDE pixels."""
    packer = zlib.compressobj(1)
    light, dark = b"\xff" * channels, b"\x10" * (channels - (colour & 4 > 0)) + b"\xff" * (colour & 4 > 0)
    paper = b"\0" + SIDE * light
    ink = b"\0" + 3800 * light + 400 * dark + 3800 * light
    rows = [packer.compress(ink if 1500 < row < 6500 else paper) for row in range(SIDE)]
    return png(SIDE, SIDE, b"".join(rows) + packer.flush(), colour=colour)


def bmp_header(width, height, bits=24, size=None):
    return b"BM" + struct.pack("<IHHI", size or 54, 0, 0, 54) + struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, bits, 0, 0, 0, 0, 0, 0)


def tiff(width, height, offset, size):
    fields = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, offset), (277, 1),
              (278, height), (279, size)]
    return b"II*\0" + struct.pack("<IH", 8, len(fields)) + b"".join(
        struct.pack("<HHII", name, 4, 1, value) for name, value in fields) + bytes(4)


def jpeg_header(width, height):
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame


def webp_header(width, height):
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little") + (
        height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def nested_protobuf(depth):
    """A field in a field in a field."""
    content = b""
    for _ in range(depth):
        length, size = len(content), b""
        while length > 127:
            size += bytes([length & 127 | 128])
            length >>= 7
        content = b"\x3a" + size + bytes([length]) + content
    return content


def box(name, content):
    """A box of a HEIC file."""
    return struct.pack(">I", 8 + len(content)) + name + content


def heic(width, height):
    size = box(b"ispe", bytes(4) + struct.pack(">II", width, height))
    return box(b"ftyp", b"heic" + bytes(4)) + box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", size)))


# 64x64 grey pixels: the decoder's settings, and a video frame that begins with its length.
GREY_SETTINGS = bytes.fromhex(
    "0103700000000000000000001ef000fcfdf8f800000f03200001001840010c01ffff03700000030090000003000003001eba0240"
    "210001002b42010103700000030090000003000003001ea020810596ea4929ae6e04040c08000003000800000300084022000100"
    "074401c172b02240")
GREY_FRAME = bytes.fromhex("0000000a2801af1980f7305a90fc")


def heic_of_tiles(rows, columns, width, height, tile):
    """A picture that says it has 64x64 pixels, but is composed of `rows` x `columns` times the item `tile`:
    1 is the picture itself, 2 is 64x64 grey pixels."""
    grid = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)
    start = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")

    def item(number, kind):
        return box(b"infe", struct.pack(">BxxxHH4sx", 2, number, 0, kind))

    def meta(place):
        places = [(1, place, len(grid)), (2, place + len(grid), len(GREY_FRAME))]
        tiles = struct.pack(">HH", 1, rows * columns) + struct.pack(">H", tile) * (rows * columns)
        properties = (box(b"hvcC", GREY_SETTINGS) + box(b"ispe", bytes(4) + struct.pack(">II", 64, 64))
                      + box(b"pixi", bytes(4) + bytes((3, 8, 8, 8))))
        return box(b"meta", bytes(4) + box(b"hdlr", bytes(8) + b"pict" + bytes(13))
                   + box(b"pitm", bytes(4) + struct.pack(">H", 1))
                   + box(b"iloc", bytes(4) + struct.pack(">HH", 0x4400, 2) + b"".join(
                       struct.pack(">HHHII", number, 0, 1, offset, length) for number, offset, length in places))
                   + box(b"iinf", bytes(4) + struct.pack(">H", 2) + item(1, b"grid") + item(2, b"hvc1"))
                   + box(b"iref", bytes(4) + box(b"dimg", tiles))
                   + box(b"iprp", box(b"ipco", properties)
                         + box(b"ipma", bytes(4) + struct.pack(">IHBBHBBBB", 2, 1, 1, 2, 2, 3, 0x81, 2, 3))))

    return start + meta(len(start) + len(meta(0)) + 8) + box(b"mdat", grid + GREY_FRAME)


def gif(width, height):
    """A frame of grey pixels, whose data ends at once."""
    sides = struct.pack("<HH", width, height)
    return (b"GIF89a" + sides + b"\x80\0\0" + bytes(6) + b"," + bytes(4) + sides + b"\0"
            + b"\x02\x02\x4c\x01\0;")


def flipped(content, place, bit=3):
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1:]


def idx_cases():
    """Files of images."""
    good = idx_images(2, 4, 4, bytes(32))
    packed = gzip.compress(good)
    most = 0xffffffff
    return {
        "empty": b"",
        "three bytes": b"\0\0\x08",
        "wrong magic number": b"\0\0\x08\x05" + good[4:],
        "floats": b"\0\0\x0d\x03" + good[4:],
        "header cut": good[:11],
        "pixels cut": good[:-1],
        "trailing byte": good + b"\0",
        "no images": idx_images(0, 28, 28),
        "no rows": idx_images(3, 0, 28),
        "no columns": idx_images(3, 28, 0),
        "product beyond 32 bits": idx_images(65536, 256, 256),
        "product beyond 64 bits": idx_images(most, most, most),
        "terabytes": idx_images(most, 65535, 65535),
        "labels for images": idx_labels(4, bytes(4)),
        "gzip cut": packed[:-9],
        "gzip header alone": packed[:10],
        "gzip with a wrong checksum": flipped(packed, len(packed) - 6),
        "gzip with a wrong length": flipped(packed, len(packed) - 2),
        "gzip with a flipped bit": flipped(packed, len(packed) // 2),
        "gzip of two members": packed + packed,
        "gzip with bytes behind": packed + b"more",
        "gzip in gzip": gzip.compress(packed),
        "gzip bomb": zeros_gzip(good, 2 << 30),
        "gzip that claims 4 GB": gzip_claiming(idx_images(1 << 16, 255, 257) + bytes(5 << 20),
                                               (1 << 16) * 255 * 257 + 16),
        "gzip with much before its claim": gzip_claiming(
            idx_images(5000, 1000, 800) + os.urandom(4 << 20), 5000 * 1000 * 800 + 16),
    }


def picture_cases():
    whole = (ROOT / "assets/five.png").read_bytes()
    rows = zlib.compress(b"\0" + bytes(8))
    bomb = zlib.compress(bytes(60 << 20), 9)
    return {
        "empty": b"",
        "text": b"a text, and not a picture\n",
        "signature alone": whole[:8],
        # As the corrupt files of PngSuite are.
        "signature of 7 bits": b"\x09" + whole[1:],
        "signature QNG": whole.replace(b"PNG", b"QNG", 1),
        "signature PNg": whole.replace(b"PNG", b"PNg", 1),
        "signature with a blank": whole.replace(b"\x1a", b" ", 1),
        "signature with one more return": whole.replace(b"\r\n", b"\r\r\n", 1),
        "all line ends without a return": whole.replace(b"\r\n", b"\n"),
        "colour type 1": png(8, 1, rows, colour=1),
        "colour type 9": png(8, 1, rows, colour=9),
        "depth of 0 bits": png(8, 1, rows, depth=0),
        "depth of 99 bits": png(8, 1, rows, depth=99),
        "cut": whole[:len(whole) // 2],
        "end missing": whole[:60],
        "bad checksum of the header": flipped(whole, 29),
        "bad checksum of the pixels": flipped(whole, len(whole) // 2),
        "no width": png(0, 8, rows),
        "no height": png(8, 0, rows),
        "depth of 3 bits": png(8, 1, rows, depth=3),
        "colour type 5": png(8, 1, rows, colour=5),
        "no pixels": png_header(8, 1) + chunk(b"IEND", b""),
        "no palette": png(8, 1, rows, colour=3),
        "too many pixels": png(SIDE, SIDE + 1, bomb),
        "2 thousand million pixels wide": png(0x7fffffff, 1, bomb),
        "many pixels, no data": png(SIDE, SIDE, rows),
        "bomb behind a small picture": png(1, 1, zlib.compress(bytes(200 << 20), 9)),
        "chunk of 2 GB": png_header(8, 8) + chunk(b"IDAT", rows, length=0x7fffffff),
        "text that inflates": png_header(8, 8) + chunk(b"zTXt", b"a\0\0" + bomb) + chunk(b"IEND", b""),
        "blank": png(28, 28, zlib.compress(28 * (b"\0" + 28 * b"\x80"))),
        "bmp header alone": bmp_header(100, 100),
        "bmp of 65 million pixels": bmp_header(SIDE, SIDE + 1),
        "bmp of a negative width": bmp_header(-100, 100),
        "bmp of the least height": bmp_header(100, -(1 << 31)),
        "bmp of 64 million pixels": bmp_header(SIDE, SIDE) + bytes(3 * SIDE * SIDE),
        "tiff behind its end": tiff(100, 100, 1 << 30, 10000),
        "tiff of 4 thousand million pixels": tiff(65536, 65536, 150, 1),
        "tiff directory behind its end": b"II*\0\xff\xff\xff\x7f",
        "jpeg header alone": jpeg_header(100, 100),
        "jpeg of 4 thousand million pixels": jpeg_header(65535, 65535) + b"\xff\xd9",
        "jpeg without a scan": jpeg_header(100, 100) + b"\xff\xd9",
        "webp of 2 to the 48 pixels": webp_header(1 << 24, 1 << 24),
        "webp header alone": webp_header(100, 100),
        "gif header alone": b"GIF89a" + bytes(100),
        "gif of 4 thousand million pixels": gif(65535, 65535),
        "gif of 56 million pixels without data": gif(8000, 7000),
        "heic header alone": box(b"ftyp", b"heic" + bytes(4)),
        "heic of 2 to the 64 pixels": heic(0xffffffff, 0xffffffff),
        "heic of 49 million pixels without data": heic(7000, 7000),
        "heic of 256 million pixels in tiles": heic_of_tiles(1, 1, 16000, 16000, 2),
        "heic of 2 to the 64 pixels in tiles": heic_of_tiles(1, 1, 0xffffffff, 0xffffffff, 2),
        "heic of tiles that do not fit": heic_of_tiles(250, 250, 64, 64, 2),
        "heic of 11,025 tiles": heic_of_tiles(105, 105, 6720, 6720, 2),
        "heic that is its own tile": heic_of_tiles(2, 2, 128, 128, 1),
        "heic box of 4 GB": box(b"ftyp", b"heic" + bytes(4)) + b"\xff\xff\xff\xffmeta" + bytes(100),
        "pgm header alone": b"P5 8000 8000 255\n",
        "pgm of 2 to the 62 pixels": b"P5 2147483647 2147483647 255\n" + bytes(100),
        "ppm of 48 million pixels as text": b"P3 6900 6900 255\n" + b"1 " * (10 << 20),
        "pbm without numbers": b"P4" + b"\n" * (50 << 20),
        "pdf": b"%PDF-1.7\n",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "zeros": bytes(1000),
    }


def model_cases():
    whole = (ROOT / "assets/mnist.onnx").read_bytes()
    cuts = {f"cut to {len(whole) * part // 8} bytes": whole[:len(whole) * part // 8] for part in range(8)}
    bits = {f"bit flipped in byte {place}": flipped(whole, place)
            for place in (0, 1, 5, 20, 100, 1000, len(whole) // 2, len(whole) - 40, len(whole) - 1)}
    return {
        **cuts, **bits,
        "a byte behind": whole + b"\0",
        "twice": whole + whole,
        "nested deeply": nested_protobuf(3000),
        "field of 2 GB": b"\x3a\xff\xff\xff\xff\x07" + bytes(100),
        "number without end": b"\x08" + b"\xff" * 100,
        "text": b"a text\n",
        "zeros": bytes(1000),
    }


class Trial:
    """Runs the program on bad input."""

    def __init__(self, checks, program, place):
        self.checks, self.program, self.place = checks, program, place

    def run(self, words, **options):
        return Outcome([os.fsencode(word) for word in [self.program, *words]], timeout=4 * SECONDS,
                       cwd=self.place, **options)

    def fits(self, what, outcome):
        self.checks.holds(f"{what}: within {SECONDS} s", outcome.seconds < SECONDS, outcome.seconds)
        self.checks.holds(f"{what}: within {MEGABYTES} MB", outcome.megabytes < MEGABYTES, outcome.megabytes)

    def refuses(self, what, words, named, **options):
        """One error that names the file."""
        outcome = self.run(words, **options)
        errors = outcome.errors()
        self.checks.holds(f"{what}: is refused", outcome.code == 1 and outcome.out == b"",
                          (outcome.code, outcome.out[:100], outcome.error))
        self.checks.holds(f"{what}: one error names {named}", len(errors) == 1 and named in errors[0],
                          outcome.error)
        raw = [letter for letter in outcome.error if ord(letter) < 32 and letter != "\n" or letter == "\x7f"]
        self.checks.holds(f"{what}: no control bytes", not raw, raw)
        self.fits(what, outcome)

    def accepts(self, what, words, **options):
        outcome = self.run(words, **options)
        self.checks.holds(f"{what}: is accepted", outcome.code == 0, outcome.error)
        self.fits(what, outcome)
        return outcome

    def files(self, kind, cases, words):
        for name, content in cases.items():
            path = self.place / "bad"
            path.write_bytes(content)
            self.refuses(f"{kind}, {name}", words, "bad")


def pairs(trial):
    """Images and labels that do not go together."""
    images, labels = trial.place / "images", trial.place / "labels"
    images.write_bytes(idx_images(4, 4, 4, bytes(64)))
    labels.write_bytes(idx_labels(4, bytes([0, 1, 0, 1])))
    train = ["train", "--model", "softmax", "--out", "run"]
    trial.refuses("images and labels exchanged", [*train, "--images", labels, "--labels", images], "labels")
    labels.write_bytes(idx_labels(5, bytes(5)))
    trial.refuses("too many labels", [*train, "--images", images, "--labels", labels], "images")
    labels.write_bytes(idx_labels(4, bytes([0, 1, 0, 7])))
    images.write_bytes(idx_images(4, 28, 28, bytes(4 * 784)))
    trial.accepts("labels 0, 1 and 7", ["evaluate", ROOT / "assets/mnist.onnx", "--images", images,
                                         "--labels", labels])
    labels.write_bytes(idx_labels(4, bytes([0, 1, 0, 200])))
    trial.refuses("a label that the model has not",
                  ["evaluate", ROOT / "assets/mnist.onnx", "--images", images, "--labels", labels], "images")


def strange_paths(trial):
    """What is no file, and names that look like something else."""
    place = trial.place
    (place / "folder").mkdir()
    (place / "loop").symlink_to("loop")
    (place / "nowhere").symlink_to("missing")
    os.mkfifo(place / "pipe")
    unreadable = place / "unreadable"
    unreadable.write_bytes(b"secret")
    unreadable.chmod(0)
    commands = {"classify": ["classify"], "info": ["info"], "train": ["train", "--data"],
                "evaluate": ["evaluate", "--data", "folder"],
                "classify --model": ["classify", ROOT / "assets/five.png", "--model"]}
    for name, words in commands.items():
        for path in ("folder", "loop", "nowhere", "pipe", "/dev/null", "/dev/zero", "/dev/full", "missing.png",
                     "folder/", "unreadable/x", "x" * 300 + ".png"):
            trial.refuses(f"{name} {path[:20]}", [*words, path], path.rstrip("/"))
        if os.geteuid() == 0:  # who may read everything
            nobody = {"user": 65534, "group": 65534, "extra_groups": []}
            if os.access(trial.program, os.X_OK) and trial.run(["--version"], **nobody).code == 0:
                trial.refuses(f"{name} unreadable", [*words, "unreadable"], "unreadable", **nobody)
            else:
                print("skipped: a file that may not be read, because nobody may not run the program")
        else:
            trial.refuses(f"{name} unreadable", [*words, "unreadable"], "unreadable")
    data = place / "bars"
    data.mkdir()
    write_bars(data)
    train = ["train", "--data", data, "--model", "softmax", "--epochs", "1", "--out", "settings"]
    for path in ("folder", "loop", "nowhere", "/dev/zero", "/dev/full", "missing.toml", "x" * 300):
        trial.refuses(f"train --config {path[:20]}", [*train, "--config", path], path)
    for path in ("folder", "pipe", "/dev/zero", "/dev/full"):
        trial.refuses(f"train --class-weights {path}", [*train, "--class-weights", path], path)
    for path in ("folder", "loop", "nowhere", "pipe", "/dev/zero", "missing"):
        trial.refuses(f"train --resume {path}", ["train", "--resume", path], path)
    shown = {"two\nlines.png": "two\\x0alines.png", "\x1b[31mred.png": "\\x1b[31mred.png",
             "bell\x07.png": "bell\\x07.png", "with space.png": "with space.png",
             b"caf\xe9.png": "caf\udce9.png", "\u009bcsi.png": "\\xc2\\x9bcsi.png"}
    for name, words in commands.items():
        for path, text in shown.items():
            if name == "info" and " " in text:
                continue  # which is taken for the text of an architecture
            trial.refuses(f"{name} {text}", [*words, path], text)


def strange_names(trial):
    """Good pictures whose names are strange."""
    five = (ROOT / "assets/five.png").read_bytes()
    for name in (b"with space.png", b"two\nlines.png", b"caf\xe9.png", b"-x.png", b"\x1b[31mred.png", b"'.png"):
        with open(os.path.join(os.fsencode(trial.place), name), "wb") as file:
            file.write(five)
        outcome = trial.accepts(f"picture {name}", ["classify", "--", name])
        trial.checks.holds(f"picture {name}: one line", outcome.out.count(b"\n") == 1, outcome.out)
        outcome = trial.accepts(f"picture {name} in JSON", ["classify", "--json", "--", name])
        trial.checks.holds(f"picture {name}: valid JSON",
                           json.loads(outcome.out.decode())["label"] == "5", outcome.out)


def large_pictures(trial):
    """As many pixels as there may be."""
    for name, channels, colour in (("grey", 1, 0), ("RGB", 3, 2), ("RGBA", 4, 6)):
        (trial.place / "large.png").write_bytes(large_png(channels, colour))
        trial.accepts(f"PNG of 64 million pixels, {name}", ["classify", "large.png"])
    side = 7000
    rows = side * b"\xff\xff\xff"
    ink = rows[:9000] + 3000 * b"\0" + rows[12000:]
    padding = bytes(-3 * side % 4)
    (trial.place / "large.bmp").write_bytes(
        bmp_header(side, side) + b"".join((ink if 1500 < row < 5500 else rows) + padding for row in range(side)))
    trial.accepts("BMP of 49 million pixels", ["classify", "large.bmp"])
    (trial.place / "large.bmp").unlink()
    (trial.place / "huge.png").touch()
    os.truncate(trial.place / "huge.png", 1 << 40)
    trial.refuses("a file of a terabyte", ["classify", "huge.png"], "huge.png")
    trial.refuses("a terabyte as a model", ["info", "huge.png"], "huge.png")


def difficult_data(trial):
    """Data of which little can be learned, and a training that cannot go well."""
    images, labels = trial.place / "images", trial.place / "labels"
    noise = os.urandom(20 * 144)
    cases = {"one class": (noise, bytes(20)), "one image": (noise[:144], b"\1"),
             "black images": (bytes(20 * 144), bytes([0, 1] * 10)),
             "one image of one class, black": (bytes(144), b"\0")}
    for network in ("softmax", "conv 4x3x3, batchnorm, relu, pool 2, fc classes"):
        for number, (name, (pixels, classes)) in enumerate(cases.items()):
            images.write_bytes(idx_images(len(classes), 12, 12, pixels))
            labels.write_bytes(idx_labels(len(classes), classes))
            run = f"run-{len(network)}-{number}"
            trial.accepts(f"{name}, {network}",
                          ["train", "--images", images, "--labels", labels, "--model", network, "--epochs", "3",
                           "--validation", "0", "--out", run])
            metrics = (trial.place / run / "metrics.csv").read_text()
            trial.checks.holds(f"{name}, {network}: finite numbers", "nan" not in metrics and "inf" not in metrics,
                               metrics)
            trial.accepts(f"{name}, {network}: its model", ["info", f"{run}/model.onnx"])
    outcome = trial.run(["train", "--data", "data", "--model", "lenet5", "--learning-rate", "100",
                         "--out", "diverged"])
    told = re.search(r"^error: .* is no longer finite, in epoch \d+, step \d+ of 9; ",
                     outcome.error, re.MULTILINE)
    trial.checks.holds("a training that diverges says so",
                       outcome.code == 1 and told is not None and "a lower --learning-rate helps" in outcome.error,
                       outcome.error)
    trial.checks.holds("a training that diverges leaves its last checkpoint",
                       (trial.place / "diverged/checkpoint").exists())


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        place.chmod(0o755)
        data = place / "data"
        data.mkdir()
        write_bars(data)
        trial = Trial(checks, program_path(), place)
        trial.files("IDX", idx_cases(), ["train", "--model", "softmax", "--out", "run", "--images", "bad",
                                         "--labels", "data/train-labels-idx1-ubyte"])
        trial.files("picture", picture_cases(), ["classify", "bad"])
        trial.files("model", model_cases(), ["info", "bad"])
        pairs(trial)
        strange_paths(trial)
        strange_names(trial)
        large_pictures(trial)
        difficult_data(trial)
    checks.finish()


if __name__ == "__main__":
    main()
