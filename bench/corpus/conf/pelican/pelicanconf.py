import os

SITENAME = "Press archive"
SITEURL = "https://press.example.org"
PATH = "content"
ARTICLE_PATHS = ["releases"]
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 20
YEAR_ARCHIVE_SAVE_AS = "releases/{date:%Y}/index.html"
ARTICLE_URL = "releases/{slug}.html"
ARTICLE_SAVE_AS = "releases/{slug}.html"
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = True
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
if os.environ.get("ALLFEEDS"):
    TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
