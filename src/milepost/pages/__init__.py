"""What every page is made with, on either side: templates, formats, words, errors, static files.

The faces (`web`, `portal`) stand on this and know nothing of each other.
"""
