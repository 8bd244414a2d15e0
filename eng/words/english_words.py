#!/usr/bin/env python3
"""Writes src/ImageTagging/Searching/Words/english-words.z: the single words of WordNet 3.0, sorted, one a line, zlib.

Usage: english_words.py FOLDER, where FOLDER holds WordNet's index.* and *.exc (Debian: wordnet-base, /usr/share/wordnet).
"""
import pathlib
import re
import sys
import zlib

folder = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).parents[2] / "src/ImageTagging/Searching/Words/english-words.z"
words = set()
for part in ("noun", "verb", "adj", "adv"):
    for line in (folder / f"index.{part}").read_text("latin-1").splitlines():
        words.add(line.split(" ", 1)[0])
    for line in (folder / f"{part}.exc").read_text("latin-1").splitlines():
        words.add(line.split(" ", 1)[0])
kept = sorted(w for w in words if re.fullmatch("[a-z]{5,20}", w))
target.write_bytes(zlib.compress("\n".join(kept).encode("ascii"), 9))
print(len(kept), "words,", target.stat().st_size, "bytes")
