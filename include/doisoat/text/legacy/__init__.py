"""Text in encodings from before Unicode, recognised per column and undone.

The data problem: cadastral books and insurance lists of the 1990s–2000s were typed in TCVN3 (ABC) or VNI fonts, some
in VISCII or VPS; read as Windows-1252 they show ``NguyÔn ThÞ Hßa`` or ``Nguyeãn Thò Hoøa``. Others were UTF-8 read as
Windows-1252 or CP437 (``Nguyá»…n``, ``Quß║¡n``). A single cell never tells which: ``Hoàng`` is a name in Unicode and
in VISCII. So ``detect`` looks at a whole column and asks which reading gives Vietnamese syllables.
"""

from doisoat.text.legacy.codec import ENCODINGS, decode, decode_text, encode, encode_text
from doisoat.text.legacy.detect import EncodingReading, cell, detect, detect_text, mixed, one_word, survey

__all__ = [
    "ENCODINGS",
    "EncodingReading",
    "cell",
    "decode",
    "decode_text",
    "detect",
    "detect_text",
    "encode",
    "encode_text",
    "mixed",
    "one_word",
    "survey",
]
