"""What is kept in two languages, in the language of the page."""

from collections.abc import Iterable

from django.utils.translation import get_language


def page_language() -> str:
    """``en`` on an English page, else ``zh``: as the library names the two."""
    return "en" if get_language() == "en" else "zh"


def either(zh: str, en: str) -> str:
    """The English on an English page, where there is any; else the Chinese.

    >>> either("青岛自贸片区", "Qingdao FTZ Area")
    '青岛自贸片区'
    """
    return en if en and page_language() == "en" else zh


def in_words(pair: Iterable[str]) -> str:
    """The Chinese or the English of a pair of texts.

    >>> in_words(("是", "yes"))
    '是'
    """
    zh, en = pair
    return en if page_language() == "en" else zh
