"""Draws the pictures beside this file that can't be SVG: see README.md. They all show the mark of icons/unknown.svg."""

import math
import pathlib
import struct
import zlib

GREY, WHITE, NIGHT = (0x77, 0x81, 0x91), (0xFF, 0xFF, 0xFF), (0x1F, 0x29, 0x37)
LEVELS = 16  # of cover, which are the palette

# The mark of icons/unknown.svg, in its units of 1/32 of the picture.
RADIUS, WIDTH, DASHES, PART_INKED = 12.5, 5, 6, 0.64
SIGN = 3.5  # half the length of the dash in the middle, without its round ends


def to_mark(x, y):
    """The signed distance to the mark, in units: negative inside. Near its edges only, which is all that is drawn."""
    step = 2 * math.pi / DASHES
    half = step * PART_INKED / 2
    # Along the ring, how far it is to the end of the nearest dash. One is at the very top.
    along = (abs(math.atan2(y, x) % step - step / 2) - half) * RADIUS
    ring = max(abs(math.hypot(x, y) - RADIUS) - WIDTH / 2, along)
    return min(ring, math.hypot(x - min(max(x, -SIGN), SIGN), y) - WIDTH / 2)


def to_tile(x, y, corner):
    """The signed distance to a square of 32 units with round corners."""
    across, down = abs(x) - 16 + corner, abs(y) - 16 + corner
    return math.hypot(max(across, 0), max(down, 0)) + min(max(across, down), 0) - corner


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size, palette, level):
    """A picture of 16 colours with alpha. `level` gives the colour at a place in units from the middle."""
    unit = 32 / size
    lines = b""
    for row in range(size):
        y = (row + 0.5) * unit - 16
        levels = [level((column + 0.5) * unit - 16, y, unit) for column in range(size)]
        lines += b"\0" + bytes(high << 4 | low for high, low in zip(levels[::2], levels[1::2]))
    head = struct.pack(">IIBBBBB", size, size, 4, 3, 0, 0, 0)
    colours, alphas = b"".join(bytes(colour) for colour, _ in palette), bytes(alpha for _, alpha in palette)
    body = chunk(b"IHDR", head) + chunk(b"PLTE", colours) + (chunk(b"tRNS", alphas) if min(alphas) < 255 else b"")
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")


def cover(distance, unit, levels):
    return round(min(max(0.5 - distance / unit, 0), 1) * (levels - 1))


def bare(size):
    """The grey mark on nothing, for tabs."""
    palette = [(GREY, round(255 * index / (LEVELS - 1))) for index in range(LEVELS)]
    return png(size, palette, lambda x, y, unit: cover(to_mark(x, y), unit, LEVELS))


def tile(size, scale, corner):
    """The white mark on a tile. `scale` is its size: launchers may cut off a fifth of the tile on every side."""
    # Eight levels of white on the tile, then eight of the tile on nothing.
    mixed = [tuple(round(dark + (light - dark) * index / 7) for dark, light in zip(NIGHT, WHITE)) for index in range(8)]
    palette = [(colour, 255) for colour in mixed]
    palette += [(NIGHT, round(255 * index / 7)) for index in range(7)] if corner else []

    def level(x, y, unit):
        outside = 7 - cover(to_tile(x, y, corner), unit, 8) if corner else 0
        return 15 - outside if outside else cover(to_mark(x / scale, y / scale) * scale, unit, 8)

    return png(size, palette, level)


def ico(sizes):
    pictures = [bare(size) for size in sizes]
    directory, offset = struct.pack("<HHH", 0, 1, len(sizes)), 6 + 16 * len(sizes)
    for size, picture in zip(sizes, pictures):
        directory += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return directory + b"".join(pictures)


here = pathlib.Path(__file__).parent
(here / "favicon.ico").write_bytes(ico([16, 32, 48]))
(here / "apple-touch-icon.png").write_bytes(tile(180, scale=0.66, corner=0))
(here / "icons" / "app-192.png").write_bytes(tile(192, scale=0.7, corner=7))
(here / "icons" / "app-512.png").write_bytes(tile(512, scale=0.7, corner=7))
(here / "icons" / "app-maskable.png").write_bytes(tile(512, scale=0.56, corner=0))
