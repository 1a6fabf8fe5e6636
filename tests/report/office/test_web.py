"""The page of a dossier keeps to its own policy: one style, none on elements, and that style is the one allowed."""

import re
from base64 import b64encode
from hashlib import sha256

from liandong.report.office.web import dossier_page


def test_pictures_bring_no_style_that_the_policy_of_the_page_refuses(made, made_en):
    html = dossier_page([made, made_en], lang="zh", file_name="案例报告")
    assert html.count("<svg") >= 2
    assert html.count("<style") == 1
    assert re.findall(r'\sstyle="', html) == []


def test_the_style_of_pictures_is_confined_to_them_and_allowed_by_the_policy(made):
    html = dossier_page([made], lang="zh", file_name="案例报告")
    style = html.split("<style>")[1].split("</style>")[0]
    assert ".procedure .task" in style
    assert not re.search(r"(^|})text\{", style)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src &#x27;sha256-{digest}&#x27;" in html
