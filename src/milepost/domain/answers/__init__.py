"""What somebody means by their answer to a reminder: rules that can be read and tested.

`understanding.understand(text, today=…)` is the way in. One module of words for each language
(`words/`), one for dates (`dates`), and machinery that knows no language.
"""
