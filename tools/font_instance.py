"""Cut one static font out of the variable one: font_instance.py OUT.ttf WEIGHT STYLE SOURCE.woff2...

Run by tools/vendor.py, in an environment that has fontTools. The web files are subsets (Latin, Latin extended);
documents get them joined again, under one family name that the typesetter can ask for.
"""

import sys
import tempfile
from pathlib import Path

from fontTools import merge
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Atkinson Hyperlegible Next"
BOLD, ITALIC, REGULAR = 1 << 5, 1 << 0, 1 << 6
EPOCH = 3_700_000_000  # a fixed date, so that the same source gives the same file


def cut(source, weight, folder):
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": weight}, inplace=True)
    font.flavor = None
    for tag in ("STAT", "HVAR", "MVAR", "avar"):
        if tag in font:
            del font[tag]
    path = Path(folder) / f"{Path(source).stem}-{weight}.ttf"
    font.save(path)
    return str(path)


def christen(font, weight, style):
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 5, 13, 14)]
    plain = style in ("Regular", "Bold", "Italic", "Bold Italic")
    words = {
        1: FAMILY if plain else f"{FAMILY} {style}",
        2: style if plain else "Regular",
        4: f"{FAMILY} {style}",
        6: f"{FAMILY} {style}".replace(" ", ""),
        16: FAMILY,
        17: style,
    }
    for name_id, text in words.items():
        names.setName(text, name_id, 3, 1, 0x409)
    os2, italic = font["OS/2"], "Italic" in style
    os2.usWeightClass = weight
    os2.fsSelection = (os2.fsSelection & ~(BOLD | ITALIC | REGULAR)) | (
        (ITALIC if italic else 0) | (BOLD if weight == 700 else 0) | (REGULAR if style == "Regular" else 0)
    )
    font["head"].macStyle = (1 if weight == 700 else 0) | (2 if italic else 0)
    font["head"].created = font["head"].modified = EPOCH
    font.recalcTimestamp = False


def main(out, weight, style, sources):
    with tempfile.TemporaryDirectory() as folder:
        font = merge.Merger().merge([cut(source, int(weight), folder) for source in sources])
        christen(font, int(weight), style)
        Path(out).parent.mkdir(parents=True, exist_ok=True)
        font.save(out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
