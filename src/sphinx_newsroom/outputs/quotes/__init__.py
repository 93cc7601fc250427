"""What check.html looks words up in, in the texts that stand and those that were superseded.

shingles    four words in a row as a number, and the parts that say which releases of a year hold each
cards       what is told of a release: its texts, who says what in them, and until when each stood
quote_files the static scripts that ``check.js`` loads
"""
