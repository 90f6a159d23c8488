"""Draws favicon.ico and apple-touch-icon.png beside this file: the mark of icons/unknown.svg, see README.md."""

import math
import pathlib
import struct
import zlib

GREY = (0x6B, 0x72, 0x80)
# The ring of icons/unknown.svg, in its units of 1/32 of the picture.
RADIUS, WIDTH, DASH, PERIOD = 13, 4, 6, 10.2
SAMPLES = 8  # in each direction, for each pixel
LEVELS = 16  # of cover, which are the palette


def is_inked(x, y):
    across = x - 16, y - 16
    distance = math.hypot(*across)
    if abs(distance - RADIUS) <= WIDTH / 2:
        along = math.atan2(across[1], across[0]) % (2 * math.pi) * RADIUS
        if along % PERIOD < DASH:
            return True
    return math.hypot(x - min(max(x, 12), 20), y - 16) <= WIDTH / 2


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size, inset, on_white):
    unit = 32 * (1 + 2 * inset) / size
    steps = [(step + 0.5) / SAMPLES for step in range(SAMPLES)]

    def level(column, row):
        inside = sum(
            is_inked((column + dx) * unit - 32 * inset, (row + dy) * unit - 32 * inset) for dx in steps for dy in steps
        )
        return round(inside * (LEVELS - 1) / SAMPLES**2)

    cover = [index / (LEVELS - 1) for index in range(LEVELS)]
    if on_white:
        palette = b"".join(bytes(round(255 + (part - 255) * part_of) for part in GREY) for part_of in cover)
        more = b""
    else:
        palette = bytes(GREY) * LEVELS
        more = chunk(b"tRNS", bytes(round(255 * part_of) for part_of in cover))
    lines = b""
    for row in range(size):
        levels = [level(column, row) for column in range(size)]
        lines += b"\0" + bytes(high << 4 | low for high, low in zip(levels[::2], levels[1::2]))
    head = struct.pack(">IIBBBBB", size, size, 4, 3, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"PLTE", palette) + more + chunk(b"IDAT", zlib.compress(lines, 9))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def ico(sizes):
    pictures = [png(size, inset=0, on_white=False) for size in sizes]
    directory, offset = struct.pack("<HHH", 0, 1, len(sizes)), 6 + 16 * len(sizes)
    for size, picture in zip(sizes, pictures):
        directory += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return directory + b"".join(pictures)


here = pathlib.Path(__file__).parent
(here / "favicon.ico").write_bytes(ico([16, 32]))
(here / "apple-touch-icon.png").write_bytes(png(180, inset=0.18, on_white=True))
