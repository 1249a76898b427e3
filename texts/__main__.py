"""`python -m texts` writes the catalogues anew; `python -m texts check` says what they lack."""

from __future__ import annotations

import sys

from texts import catalogues


def main() -> int:
    """Bring every language up to date, or only say what it lacks."""
    only_check = sys.argv[1:] == ["check"]
    if not only_check:
        (catalogues.LOCALE / "milepost.pot").write_bytes(catalogues.template())
    for language in catalogues.LANGUAGES:
        missing = catalogues.lacking(language)
        print(f"{language}: {len(missing)} of {len(catalogues.for_buyers())} not translated")
        if only_check:
            for text in missing[:20]:
                print(f"  {text[:90]}")
        elif catalogues.kept(language):
            write(language)
    return 0


def write(language: str) -> None:
    """Write one language's catalogue, for translators and for programs."""
    folder = catalogues.LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = catalogues.update(language)
    (folder / "django.po").write_bytes(catalogues.written(catalogue))
    (folder / "django.mo").write_bytes(catalogues.compiled(catalogue))


if __name__ == "__main__":
    raise SystemExit(main())
