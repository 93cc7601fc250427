"""The Sphinx side of the extension: domain, parsers, transforms, event handlers, builder and pages."""
