"""XML that may be hostile -> a tree. Through defusedxml: no document type, no entities, nothing fetched from
elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ErrorString

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import iterparse

from notelint.errors import ReadError

MAX_DEPTH = 200
"""Elements within each other; clinical documents have about thirty."""

MAX_ELEMENTS = 2_000_000


def parse(data: bytes, path: str) -> Element:
    """The root of an XML document.

    Raises:
        ReadError: It is not well-formed, cut short, nested too deeply, or it defines a document type or entities.
    """
    reason, line = "", None
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                continue
            root = element if root is None else root
            depth += 1
            count += 1
            if depth > MAX_DEPTH or count > MAX_ELEMENTS:
                reason = (
                    f"has elements nested more than {MAX_DEPTH} deep" if depth > MAX_DEPTH else "has too many elements"
                )
                break
    except ParseError as error:
        # Its own message can name an entity, and so repeat words of the file.
        reason, line = (
            f"is not well-formed XML: {ErrorString(error.code)}, column {error.position[1] + 1}",
            error.position[0],
        )
    except DTDForbidden:
        reason = "has a document type definition (DOCTYPE), which is refused"
    except (EntitiesForbidden, ExternalReferenceForbidden):
        reason = "defines XML entities, which are refused"
    except (DefusedXmlException, ValueError, LookupError, UnicodeError):
        reason = "cannot be read as XML"
    if reason or root is None:
        raise ReadError(path, reason or "is empty", line=line)
    return root


def local(element: Element) -> str:
    """Name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element | None, *names: str) -> Element | None:
    """The first child called so, its first child called as the next name, and so on; None where one is missing."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """All children called so."""
    return (one for one in (element if element is not None else ()) if local(one) == name)


def within(element: Element, name: str) -> Iterator[Element]:
    """All elements called so below an element, in order."""
    return (one for one in element.iter() if local(one) == name)
