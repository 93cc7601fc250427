"""The Newsroom Archive: the sample archive that comes with sphinx-newsroom."""

project = "Newsroom Archive"
author = "The sphinx-newsroom maintainers"
copyright = "2026, the sphinx-newsroom maintainers"

extensions = ["sphinx_newsroom"]
html_theme = "sphinx_book_theme"
html_baseurl = "https://archive.example.org/"
newsroom_tag = "archive.example.org,2026"  # begins the ids in feeds; never change it

newsroom_description = "Press releases as they were published, with every organization and official they name."
newsroom_issuer = "varnholm-basin-commission"
newsroom_editions = {"2021": "2021-12-31", "2023": "2023-12-31", "2025": "2025-12-31"}
newsroom_mail_from = "Newsroom Archive <press@archive.example.org>"
newsroom_alerts = "press@archive.example.org"
