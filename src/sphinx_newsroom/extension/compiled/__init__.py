"""Releases whose text is compiled: no documents for Sphinx, and the same pages all the same.

``lane`` says whether an archive's texts may be compiled at all, ``texts`` compiles them and finds whom they name,
``links`` makes the HTML of a page, ``documents`` has documents link to what is none.
"""
