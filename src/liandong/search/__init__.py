"""Search in Chinese and English: no service, no dictionary, numpy only.

terms      texts as numbers: pairs of characters, words
segment    documents and postings as arrays
ranking    BM25
index      the value that is built, updated, searched, saved
highlight  where the words stand
likeness   two short texts side by side, without an index
"""

from liandong.search.document import WEIGHTS, Document
from liandong.search.highlight import excerpt, marked, spans
from liandong.search.index import Hit, Hits, SearchIndex

__all__ = ["WEIGHTS", "Document", "Hit", "Hits", "SearchIndex", "excerpt", "marked", "spans"]
