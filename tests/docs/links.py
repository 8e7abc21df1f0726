#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the web site and follows every link on it: to a page, a picture, a place in a page. Every document is in the navigation.

usage: links.py ROOT        exit code 1 when a link is dead, 77 (skipped) where MkDocs is not installed
"""
import html.parser
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse


class Page(html.parser.HTMLParser):
    """Where a page leads, and the places in it that others can lead to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.places = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.add(value)
            if name in ("id", "name") and value:
                self.places.add(value)


def dead_links(site):
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name not in ("404.html", "search.html")}
    for path, page in sorted(pages.items()):
        for link in sorted(page.links):
            url = urllib.parse.urlsplit(link)
            if url.scheme or url.netloc or link == "#":
                continue
            target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
            if target.is_dir():
                target /= "index.html"
            if not target.is_file() or not target.is_relative_to(site):
                yield f"{path.relative_to(site)}: the link {link} leads nowhere"
            elif url.fragment and target in pages and url.fragment not in pages[target].places:
                yield f"{path.relative_to(site)}: the link {link} leads to no place in its page"


def lost_pages(root, site):
    """Pages that the front page's navigation does not lead to."""
    front = Page((site / "index.html").read_text(encoding="utf-8")).links | {"index.html"}
    for document in sorted((root / "docs").rglob("*.md")):
        page = document.relative_to(root / "docs").with_suffix(".html").as_posix()
        if page not in front:
            yield f"docs/{document.relative_to(root / 'docs')}: not in the navigation of mkdocs.yml"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    mkdocs = shutil.which("mkdocs") or shutil.which("mkdocs", path="/usr/bin")
    if mkdocs is None:
        print("MkDocs is not installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        site = pathlib.Path(folder).resolve() / "site"
        built = subprocess.run([mkdocs, "build", "--strict", "--site-dir", site], cwd=root, capture_output=True, text=True, check=False)
        if built.returncode != 0:
            print(built.stderr)
            return 1
        found = [*dead_links(site), *lost_pages(root, site)]
    print("\n".join(found))
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
