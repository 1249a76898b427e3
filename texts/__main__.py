"""The catalogues of texts.

python -m texts                     write every catalogue anew from the code
python -m texts check               say what the languages lack
python -m texts lacking de          what German lacks, as JSON to fill in
python -m texts take de FILE        take such a file, filled in, into the catalogue
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from texts import catalogues


def main(arguments: list[str]) -> int:
    """Do what the arguments ask for; the exit status."""
    match arguments:
        case []:
            (catalogues.LOCALE / "milepost.pot").write_bytes(catalogues.template())
            for language in catalogues.LANGUAGES:
                if catalogues.kept(language):
                    catalogues.write(language, catalogues.update(language))
            return _check()
        case ["check"]:
            return _check()
        case ["lacking", language]:
            rows = [catalogues.row(message) for message in catalogues.lacking(language)]
            print(json.dumps(rows, ensure_ascii=False, indent=1))
            return 0
        case ["take", language, path]:
            rows = json.loads(Path(path).read_text(encoding="utf-8"))
            refused = catalogues.take(language, rows)
            for text, why in refused:
                print(f"{why}: {text}", file=sys.stderr)
            return 1 if refused else 0
    print(__doc__, file=sys.stderr)
    return 2


def _check() -> int:
    whole = len(catalogues.for_buyers())
    for language in catalogues.LANGUAGES:
        print(f"{language}: {len(catalogues.lacking(language))} of {whole} not translated")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
