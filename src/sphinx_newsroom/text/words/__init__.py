"""Words and letters as names are compared, and lists of them; nothing here knows a record.

letters         in which letters a word is written; Андрій is Andriy and Andrii
folding         a word in lower case, in one spelling, without accents and dots
tokens          a text as words, with marks where it is not prose
acronyms        the name that an acronym is short for: "Office on Drugs (ODC)"
word_files      the reader of all lists, those of `statements` and `suggest` included
word_lists      the lists of names and offices, data/*.txt
countries       Sri Lanka, Україні, Russian
translations    offices and bodies of countries in Russian and Ukrainian
unit_names      what every body has: the Criminal Division, the Press Service
office_words    titles and offices directly beside a name
office_names    offices in French, German, Spanish and Arabic
nicknames       Bob is Robert
attached        what is written onto a name: وللأمم, Senkpiels
belonging       "of the", du, des: whose something is
stretches       which of many stretches of a text another one touches
paragraph_ids   the addresses of a text's paragraphs
"""
