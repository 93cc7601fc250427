r"""A parameter of a query as a regular expression that nginx, Apache and Caddy read alike.

Each byte is matched in the forms in which browsers, mails and other pages write it.  What comes out holds nothing but
letters, digits and the signs ``%[](|:?)=\.-_~``: no value of a header can end a text or a line of a server's rules.

Source: RFC 3986, section 2; PCRE2 and RE2 (both know ``\\xHH``).
"""

from __future__ import annotations

from functools import lru_cache

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")
_AS_IT_STANDS = frozenset(b"!$'()*,;:@/?[]|{}^`")
"""What some write as it stands in a query and others encode."""
_EQUALS = r"(?:\x3D|%3[Dd])"


def pattern(parameter: tuple[bytes, bytes]) -> str:
    r"""The expression that a parameter matches as a whole.

    >>> pattern((b"id", b"12")), pattern((b"print", b""))
    ('id=12', 'print=?')
    """
    name, value = ("".join(map(_byte, side)) for side in parameter)
    name = name.replace(_EQUALS, "%3[Dd]")  # raw, it would begin the value
    return f"{name}={value}" if value else f"{name}=?"


@lru_cache(maxsize=256)
def _byte(byte: int) -> str:
    char = chr(byte)
    if byte in _UNRESERVED:
        return char
    if char == ".":
        return r"\."
    encoded = "%" + "".join(digit if digit.isdigit() else f"[{digit}{digit.lower()}]" for digit in f"{byte:02X}")
    if char == " ":
        return rf"(?:\x2B|{encoded})"
    if byte in _AS_IT_STANDS or char in "=%":
        return rf"(?:\x{byte:02X}|{encoded})"
    return encoded
