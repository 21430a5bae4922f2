#!/usr/bin/python3
"""Cut the fonts of this folder out of Debian's, to the words and emoji that the tests set."""
import os
import sys

from fontTools import subset
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.ttLib import TTFont

NOTO = "/usr/share/fonts/truetype/noto/"
COMMON = " \u00a0\u200c\u200d\u25cc"
ARABIC = "مرحبا بالعالم السلام لا لأ لإ لآ كتاب بيت ه،؟ ًَُِّْ 0123456789٠١٢٣٤٥٦٧٨٩"
HEBREW = "שלום עולם שָׁלוֹם בְּרֵאשִׁית"
THAI = "สวัสดีชาวโลก ที่นี่ น้ำ ผู้ใหญ่ กำลัง"
DEVANAGARI = "नमस्ते दुनिया हिन्दी क्षि क्ष त्र कि र्क ।"
SYMBOLS = "❤⌚✌☝"
LATIN = " HOInow0123456789Ə"
EMOJI = [
    "😀", "☺", "❤", "⌚", "☝", "👍", "🔥", "🎉", "1", "#", "👨", "👩", "👧", "🇨", "🇳",  # each by itself
    "👍🏽", "☝🏽", "👨‍👩‍👧", "❤‍🔥", "🇨🇳", "1⃣", "#⃣",
]


def load(path):
    return TTFont(path, recalcTimestamp=False)


def cut(font, text=(), glyphs=(), closure=True):
    options = subset.Options(layout_features=["*"], layout_closure=closure, name_IDs=["*"], hinting=False,
                             notdef_outline=True, legacy_kern=True)
    options.drop_tables += ["DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in text], glyphs=glyphs)
    cutter.subset(font)
    return font


def save(font, name):
    font.save(os.path.join(sys.argv[1], name))


def cut_script(name, text):
    save(cut(load(NOTO + name), COMMON + text), name)


def ligature(font, names):
    """The glyph that the first lookup of GSUB makes of those."""
    table = font["GSUB"].table.LookupList.Lookup[0].SubTable[0]
    table = getattr(table, "ExtSubTable", table)
    return next(l.LigGlyph for l in table.ligatures[names[0]] if l.Component == names[1:])


def cut_emoji(name):
    font = load(NOTO + name)
    cmap = font.getBestCmap()
    glyphs = set()
    for sequence in EMOJI:
        names = [cmap[ord(c)] for c in sequence]
        glyphs.update(names)
        if len(names) > 1:
            # Most sequences stand the other way round in the font, which turns them first.
            for order in (names, names[::-1]):
                try:
                    glyphs.add(ligature(font, order))
                    break
                except (KeyError, StopIteration):
                    continue
            else:
                sys.exit(f"no glyph for {sequence}")
    text = "".join(EMOJI) + " "
    save(cut(font, text, glyphs, closure=False), name)


def layer_colours(name):
    """A font whose star is two layers of colour: the whole in red, and a heart in half of yellow over it."""
    font = cut(load(NOTO + "NotoSansSymbols2-Regular.ttf"), " ★❤")
    cmap = font.getBestCmap()
    font["CPAL"] = buildCPAL([[(0.8, 0, 0, 1), (1, 0.8, 0, 0.5)]])
    font["COLR"] = buildCOLR({cmap[ord("★")]: [(cmap[ord("★")], 0), (cmap[ord("❤")], 1)]}, version=0)
    for record in font["name"].names:
        text = record.toUnicode().replace("Noto Sans Symbols2", "Test Layers").replace("NotoSansSymbols2", "TestLayers")
        font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    for table in font["cmap"].tables:
        table.cmap = {c: g for c, g in table.cmap.items() if c in (0x20, ord("★"))}
    save(font, name)


cut_script("NotoSansArabic-Regular.ttf", ARABIC)
cut_script("NotoSansHebrew-Regular.ttf", HEBREW)
cut_script("NotoSansHebrew-Bold.ttf", HEBREW)
cut_script("NotoSansThai-Regular.ttf", THAI)
cut_script("NotoSansDevanagari-Regular.ttf", DEVANAGARI)
save(cut(load(NOTO + "NotoSansSymbols2-Regular.ttf"), " " + SYMBOLS), "NotoSansSymbols2-Regular.ttf")
cut_emoji("NotoColorEmoji.ttf")
layer_colours("TestLayers.ttf")
save(cut(load("/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf"), LATIN), "Inter-roman.var.ttf")
