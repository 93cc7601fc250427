"""Tools for words and letters, and word lists; nothing here knows a record.

folding         a word in lowercase, in one spelling, without accents and dots; romanized Cyrillic
tokens          a text as words, with marks for the parts that aren't prose; acronyms and their long names
word_files      the reader of all word lists, which are data/*.txt
word_lists      the lists of names and offices
countries       countries and their adjectives; offices and organizations of countries in Russian and Ukrainian
office_words    titles and offices next to a name, in several languages; units; nicknames
belonging       "of the", du, des: words that show an owner; attached words: وللأمم, Senkpiels
text_dates      errors in the dates of a text
embargo_lines   lines that place a release under embargo
paragraph_ids   the addresses of a text's paragraphs
"""
