"""Renew the front-end files that the product carries with it, so that neither Node nor a network is needed to run.

    python tools/vendor.py          fetch the pinned packages, write the files and their table
    python tools/vendor.py check    compare every file with the hash in the table

Renewing needs `npm` (only `npm pack`, no script is run) and makes a small environment of its own for fontTools.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import slim

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "catalyse/ui/static"
VENDOR = STATIC / "vendor"
FONTS = STATIC / "fonts"
TABLE = VENDOR / "VENDOR.md"

BOOTSTRAP = ("bootstrap", "5.3.9", "MIT")
HTMX = ("htmx.org", "2.0.11", "0BSD")
ATKINSON = ("@fontsource-variable/atkinson-hyperlegible-next", "5.3.0", "OFL-1.1")
PHOSPHOR = ("@phosphor-icons/core", "2.1.1", "MIT")
AXE = ("axe-core", "4.14.1", "MPL-2.0")

TOOLS = ("fonttools==4.68.0", "brotli==1.2.0")

# package -> (path in the package, path here)
FILES = {
    BOOTSTRAP: (
        ("dist/css/bootstrap.min.css", VENDOR / "bootstrap.min.css"),
        ("LICENSE", VENDOR / "licences/bootstrap.txt"),
    ),
    HTMX: (
        ("dist/htmx.min.js", VENDOR / "htmx.min.js"),
        ("LICENSE", VENDOR / "licences/htmx.txt"),
    ),
    ATKINSON: (
        *(
            (
                f"files/atkinson-hyperlegible-next-{subset}-wght-{style}.woff2",
                VENDOR / f"atkinson-{subset}-{style}.woff2",
            )
            for subset in ("latin", "latin-ext")
            for style in ("normal", "italic")
        ),
        ("LICENSE", VENDOR / "licences/atkinson-hyperlegible-next.txt"),
        ("LICENSE", FONTS / "OFL.txt"),
    ),
    PHOSPHOR: (("LICENSE", VENDOR / "licences/phosphor.txt"),),
    AXE: (
        ("axe.min.js", ROOT / "catalyse/ui/tests/vendor/axe.min.js"),
        ("LICENSE", ROOT / "catalyse/ui/tests/vendor/axe-licence.txt"),
    ),
}

ICONS = Path(__file__).with_name("icons.txt")

# static instances for the documents: file name -> (style of the source, weight, name of the style)
INSTANCES = {
    "AtkinsonHyperlegibleNext-Regular.ttf": ("normal", 400, "Regular"),
    "AtkinsonHyperlegibleNext-SemiBold.ttf": ("normal", 600, "SemiBold"),
    "AtkinsonHyperlegibleNext-Bold.ttf": ("normal", 700, "Bold"),
    "AtkinsonHyperlegibleNext-Italic.ttf": ("italic", 400, "Italic"),
    "AtkinsonHyperlegibleNext-BoldItalic.ttf": ("italic", 700, "Bold Italic"),
}


def fetch(package, folder):
    """Unpack one pinned package under `folder` and return where it lies."""
    name, version, _ = package
    done = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    target = Path(folder) / name.replace("/", "-").replace("@", "")
    with tarfile.open(Path(folder) / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def tidy(path, data):
    """A file as we keep it: without the pointer to a source map that we do not carry."""
    if path.suffix in {".css", ".js"}:
        text = data.decode()
        text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*", "", text)
        return (text.rstrip() + "\n").encode()
    return data


def sprite(source):
    """One SVG that holds every icon as a symbol, so that a page shows one with `<use>`."""
    symbols = []
    for line in sorted(line for line in ICONS.read_text().splitlines() if line and not line.startswith("#")):
        name, _, original = (part.strip() for part in line.partition("="))
        original = original or name
        text = (source / "assets/regular" / f"{original}.svg").read_text()
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", text, flags=re.S)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 256 256">{inner.strip()}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n{body}\n</svg>\n'.encode()


def instances(folder):
    """Cut the variable font into the static files that the typesetter needs."""
    home = Path(folder) / "tools"
    venv.create(home, with_pip=True)
    python = home / "bin/python"
    subprocess.run([python, "-m", "pip", "install", "-q", *TOOLS], check=True)
    for name, (style, weight, label) in INSTANCES.items():
        sources = [VENDOR / f"atkinson-{subset}-{style}.woff2" for subset in ("latin", "latin-ext")]
        script = Path(__file__).with_name("font_instance.py")
        subprocess.run([python, script, FONTS / name, str(weight), label, *sources], check=True)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def table():
    """The rows of the table: package, version, licence, file, hash."""
    owners = [(package, path) for package, pairs in FILES.items() for _, path in pairs]
    owners.append((PHOSPHOR, VENDOR / "icons.svg"))
    owners += [(ATKINSON, FONTS / name) for name in INSTANCES]
    return [(*package, path.relative_to(ROOT).as_posix(), digest(path)) for package, path in owners]


def write_table():
    lines = [
        "# Files made by others",
        "",
        "Written by `make vendor` (`tools/vendor.py`); do not edit. Source maps are left out; `icons.svg` holds only",
        "the icons of `tools/icons.txt`; the `.ttf` files are instances of the variable font, for printed documents.",
        "",
        "| package | version | licence | file | sha256 |",
        "|---|---|---|---|---|",
        *(f"| {name} | {version} | {licence} | {path} | {sha} |" for name, version, licence, path, sha in table()),
        "",
    ]
    TABLE.write_text("\n".join(lines))


def read_table():
    """What the table says: path -> hash."""
    rows = [line.strip("| \n").split(" | ") for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    return {row[3]: row[4] for row in rows if len(row) == 5 and len(row[4]) == 64}


def check():
    """Every file that differs from its hash, or is missing."""
    return [path for path, sha in read_table().items() if not (ROOT / path).is_file() or digest(ROOT / path) != sha]


def renew():
    with tempfile.TemporaryDirectory() as folder:
        for package, pairs in FILES.items():
            source = fetch(package, folder)
            for origin, path in pairs:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(tidy(path, (source / origin).read_bytes()))
            if package is PHOSPHOR:
                (VENDOR / "icons.svg").write_bytes(sprite(source))
        instances(folder)
    write_table()


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        wrong = check()
        for path in wrong:
            print(f"{path}: not the file that the table names; run `make vendor`")
        sys.exit(bool(wrong))
    renew()
    slim.main()
    print(f"{len(read_table())} files, {TABLE.relative_to(ROOT)}")
