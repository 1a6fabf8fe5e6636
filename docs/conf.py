"""The site: Chinese and English pages side by side, built offline with what Sphinx brings itself."""

project = "联动 Liandong"
author = "The Liandong developers"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
language = "zh_CN"

html_theme = "alabaster"
html_theme_options = {
    "description": "从事件日志找堵点、比片区、出报告",
    "font_family": "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
    "page_width": "1080px",
    "show_powered_by": False,
}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
html_show_sourcelink = False
