"""What parties look like in the rough shape of an entry, by which lists are found.

See ``shapes`` for the letters, ``forms`` for how entries are read.
"""

from __future__ import annotations

import re

_END = r"(?![A-JL-Za-z])"  # a separator, brackets or the end, but no other word
STRICT = rf"P*(?:[NI][NIPA]{{0,4}}[NA]|NI{{1,3}}|AN{{1,2}}){_END}"
"""Ada Lind (NN) | A. B. Lind (IIN) | Jan van der Meer (NPPN) | Arnaud LIND (NA) | Lind A. (NI)"""

PERSON = re.compile(STRICT)
PARTY = re.compile(rf"[BQ]|{STRICT}(?=$|[-,K/|:;])")
"""What the entry of a list of signatories has somewhere: a body's word or a person's name."""
