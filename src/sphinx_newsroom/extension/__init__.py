"""What Sphinx knows of us, and all that knows Sphinx: domain, parsers, transforms, events and pages."""
