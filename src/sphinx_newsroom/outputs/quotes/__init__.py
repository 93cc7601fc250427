"""What check.html looks words up in, in the texts that stand and those that were superseded.

shingles    four words in a row as a number, and which releases of a part hold each
quote_files the static scripts that ``check.js`` loads, and what they tell of releases
"""
