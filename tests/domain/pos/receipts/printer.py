"""A receipt printer made of paper: it follows ESC/POS as Epson describes it, and refuses what it does not know."""

from dataclasses import dataclass, field

ESC, FS, GS, LF = 0x1B, 0x1C, 0x1D, 0x0A
CODE_PAGES = {
    0: "cp437",
    13: "cp857",
    14: "cp737",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    33: "cp775",
    36: "cp862",
    46: "cp1251",
    47: "cp1253",
    50: "cp1256",
}


@dataclass
class Printer:
    """What was printed: lines with the cells of each character, symbols, cuts."""

    lines: list[str] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    qr_codes: list[str] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    cuts: int = 0


def printed(sent: bytes) -> Printer:
    """Return what a printer does with these bytes; an unknown command is an error."""
    printer = Printer()
    line, taken, page, size, stored = "", 0, 0, 1, b""
    at = 0
    while at < len(sent):
        byte = sent[at]
        if byte == LF:
            printer.lines.append(line)
            printer.cells.append(taken)
            line, taken, at = "", 0, at + 1
        elif byte >= 0x20 and byte != 0x7F:
            line += bytes([byte]).decode(CODE_PAGES[page])
            taken += size
            at += 1
        else:
            assert byte in (ESC, FS, GS), f"control character {byte:#x} at {at}"
            name = sent[at : at + 2]
            printer.commands.append(name.decode("latin-1"))
            if name in (b"\x1b@", b"\x1c."):
                at += 2
            elif name in (b"\x1bt", b"\x1ba", b"\x1bE", b"\x1d!", b"\x1dh", b"\x1dw", b"\x1dH"):
                value = sent[at + 2]
                page = value if name == b"\x1bt" else page
                size = (value >> 4) + 1 if name == b"\x1d!" else size
                at += 3
            elif name == b"\x1dV":
                assert sent[at + 2] == ord("B")
                printer.cuts += 1
                at += 4
            elif name == b"\x1dk":
                length = sent[at + 3]
                data = sent[at + 4 : at + 4 + length]
                assert (sent[at + 2], data[:2]) == (73, b"{B")
                printer.barcodes.append(data[2:].replace(b"{{", b"{").decode("ascii"))
                at += 4 + length
            else:
                assert sent[at : at + 3] == b"\x1d(k", f"unknown command {sent[at : at + 3]!r} at {at}"
                length = int.from_bytes(sent[at + 3 : at + 5], "little")
                function, data = sent[at + 6], sent[at + 8 : at + 5 + length]
                stored = data if function == ord("P") else stored
                if function == ord("Q"):
                    printer.qr_codes.append(stored.decode())
                at += 5 + length
    assert not line
    return printer
