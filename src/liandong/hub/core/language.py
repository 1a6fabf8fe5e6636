"""What is kept in two languages, in the language of the page."""

from django.utils.translation import get_language


def either(zh: str, en: str) -> str:
    """The English on an English page, where there is any; else the Chinese.

    >>> either("青岛自贸片区", "Qingdao FTZ Area")
    '青岛自贸片区'
    """
    return en if en and get_language() == "en" else zh
