"""Verbs that an archive works without: what is sent to readers, given to other programs, or served on this computer.

Each module has its verbs and what they do; the command imports it when one of them is asked for, and nothing else does.
"""
