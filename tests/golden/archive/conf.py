"""The golden archive: what ships, and beside it a newsroom that uses all that the sample has no use for."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))

project = "Golden archive"
copyright = "2026, nobody"
extensions = ["sphinx_newsroom", "callout"]
html_theme = "sphinx_book_theme"
html_baseurl = "https://golden.example.org/press/"
exclude_patterns = ["_build"]

newsroom_tag = "golden.example.org,2026"
newsroom_description = "Press releases of a river commission and a ports authority, none of which exist."
newsroom_issuer = "varnholm-basin-commission"
newsroom_editions = {"2021": "2021-12-31", "2025": "2025-12-31"}
newsroom_timezone = "Europe/Vienna"
newsroom_now = "2026-12-31T12:00:00+01:00"
newsroom_license = "https://creativecommons.org/licenses/by/4.0/"
newsroom_report = "corrections@golden.example.org"
newsroom_mail_from = "Golden archive <press@golden.example.org>"
newsroom_alerts = "press@golden.example.org"
newsroom_archives = {"strait": "https://strait.example.org/"}
newsroom_allow = {"directives": ["callout"], "roles": ["upper"]}
newsroom_beside = ["json"]
newsroom_host = "gitlab-pages"
newsroom_per_page = 10
