"""How EPCIS writes names and identifiers, and what kind of thing an identifier names.

One business step has four spellings (CBV 2.0 §7.1; EPCIS 2.0 §10): ``shipping``, ``cbv:BizStep-shipping``,
``https://ref.gs1.org/cbv/BizStep-shipping`` and, from EPCIS 1, ``urn:epcglobal:cbv:bizstep:shipping``. An identifier is an
EPC URN (GS1 EPC Tag Data Standard §6) or a GS1 Digital Link address (§4: the primary key in the path), or an address of
one's own. Identifiers are kept as written: two spellings of one thing are two objects.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

_CBV = re.compile(
    r"(?:urn:epcglobal:cbv:[a-z]+:|(?:cbv:|https?://(?:ref|ns)\.gs1\.org/cbv/)[A-Za-z]+-"
    r"|epcis:|gs1:|https?://(?:ref|ns)\.gs1\.org/(?:epcis|voc)/)"
)
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):")
_LINK = re.compile(
    r"https?://[^?#]*?/(00|01|253|255|401|402|414|417|8003|8004|8006|8010|8017|8018)/[^/?#]+(?:/(10|21|235))?"
)
_KEYS = {
    "00": "sscc", "01": "gtin", "253": "gdti", "255": "sgcn", "401": "ginc", "402": "gsin", "414": "sgln",
    "417": "pgln", "8003": "grai", "8004": "giai", "8006": "itip", "8010": "cpi", "8017": "gsrnp", "8018": "gsrn",
}  # fmt: skip
#: What a serial number, a batch or a third-party serial makes of a product's key.
_QUALIFIED = {"10": "lgtin", "21": "sgtin", "235": "upui"}


@lru_cache(1 << 12)
def term(name: str) -> str:
    """The short name of a term of the standard; of any other address its last part.

    >>> [term(name) for name in ("urn:epcglobal:cbv:bizstep:shipping", "https://ref.gs1.org/cbv/BizStep-shipping")]
    ['shipping', 'shipping']
    >>> term("https://port.example.com/steps/%E7%A7%BB%E7%AE%B1"), term("urn:gs1:epcisapp:rail:btt:passage")
    ('移箱', 'passage')
    """
    known = _CBV.match(name)
    if known:
        return name[known.end() :]
    # A shortened address, such as example:weighing, or a whole one.
    return unquote(re.split(r"[/#:]", name.rstrip("/#:"))[-1]) or name


def scheme(identifier: str) -> str:
    """The identifier's scheme, such as ``sscc``; ``unknown`` for an address of one's own.

    >>> scheme("urn:epc:id:bic:CSQU3054383"), scheme("https://id.gs1.org/01/00614141777778/10/987")
    ('bic', 'lgtin')
    """
    if urn := _URN.match(identifier):
        # A pattern names all units of a product, not one of them.
        return "gtin" if urn[1] == "idpat" and urn[2] == "sgtin" else urn[2]
    if link := _LINK.match(identifier):
        return _QUALIFIED.get(link[2], _KEYS[link[1]]) if link[1] == "01" else _KEYS[link[1]]
    return "unknown"
