"""The addresses of a site: where each thing stands, and which files a site has."""

from __future__ import annotations

SERVER_RULES = ("redirects.nginx", "redirects.apache", "redirects.netlify", "redirects.caddy")
"""The redirects as rules for servers."""
