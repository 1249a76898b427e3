"""The one HTTP address: static files and bodies natively, pages by Django in threads."""
