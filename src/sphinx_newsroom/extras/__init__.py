"""Optional commands: sending email and notifications, exporting and matching data, and the preview server.

Each module contains its commands and their implementation. It is imported only when one of them runs.
"""
