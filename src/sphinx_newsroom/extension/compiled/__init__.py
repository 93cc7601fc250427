"""Texts that are compiled: no documents for Sphinx, and the same pages all the same.

``lane`` says whether an archive's texts may be compiled at all; ``archive.compiler`` compiles them and finds whom they
name.  ``links`` makes the HTML of a text, ``shells`` its page, ``documents`` has documents link to what is none,
``workers`` share the work, and ``whole`` tells whether there is any.
"""
