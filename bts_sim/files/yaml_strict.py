"""Load YAML that means what it shows: no alias, tag, repeated key, or number that reads as another."""

from __future__ import annotations

import math
import re
from typing import Any

import yaml

from bts_sim.errors import readable

#: The deepest level of a file; the project's own files have six.
MAX_LEVELS = 50
#: Whole numbers that YAML 1.1 reads in another base than ten: 010 is 8, 0x10 is 16.
AUTRE_BASE = re.compile(r"[-+]?(0[0-7_]*[0-7]|0[xXbB][0-9a-fA-F_]+)")
#: Texts for YAML 1.1 that everybody else reads as numbers; such a number may be infinite.
EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+")
#: The YAML names of a key that merges other keys, and of a truth value.
FUSION, TRUTH = "tag:yaml.org,2002:merge", "tag:yaml.org,2002:bool"


class Refused(Exception):
    """The reason why a text is refused: line, problem, remedy, value and key."""

    def __init__(self, line: int | None, problem: str, remedy: str, value: str = "", key: str = "") -> None:
        super().__init__(problem)
        self.line, self.why, self.value, self.key = line, (problem, remedy), value, key


def load_strict(text: str) -> tuple[yaml.Node | None, Any]:
    """Return the tree of a YAML text, and its value. Raises Refused."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Refused(line, f"caractère interdit U+{ord(text[error.position]):04X}", "l'effacer") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = mark.line + 1 if mark else None
        raise Refused(place, "YAML mal formé", _remedy(text, place)) from None


def _remedy(text: str, line: int | None) -> str:
    lines = text.splitlines()
    if line is not None and line <= len(lines) and "\t" in lines[line - 1]:
        return "remplacer les tabulations par des espaces"
    return "vérifier l'indentation"


class _Loader(yaml.SafeLoader):
    """A stricter safe loader: every refusal has its line."""

    levels = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            # Ten lines of aliases can expand to billions of values.
            raise Refused(line, "alias YAML", "écrire la valeur en entier", f"*{event.anchor}")
        if getattr(event, "tag", None) is not None:
            raise Refused(line, "YAML mal formé : étiquette", "écrire la valeur sans « ! »", _shown(str(event.tag)))
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise Refused(line, f"plus de {MAX_LEVELS} niveaux", "vérifier les crochets et l'indentation")
        node = super().compose_node(parent, index)
        self.levels -= 1
        if isinstance(node, yaml.MappingNode):
            _check_keys(node)
        return node

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return super().construct_object(node, deep)
        line = node.start_mark.line + 1
        if any(part != readable(part) for part in node.value.split("\n")):
            # Written as itself or as "\e", it could reach a terminal, or reverse the order of a line in a document.
            problem = "caractère invisible dans un texte"
            raise Refused(line, problem, "l'effacer", readable(node.value)[:80])
        if node.tag.endswith((":int", ":float")):
            if ":" in node.value:
                # YAML 1.1 reads 18:00 in base sixty as 1080: the text stays, for the schema to judge.
                return node.value
            if AUTRE_BASE.fullmatch(node.value):
                quoted = f"l'écrire sans zéro au début, ou entre guillemets si c'est un texte : \"{node.value}\""
                raise Refused(line, "nombre que YAML lit dans une autre base", quoted, node.value)
        try:
            value = super().construct_object(node, deep)
        except ValueError:
            # A date that does not exist, such as 2024-02-30, or more digits than Python converts.
            raise Refused(line, "YAML mal formé", "vérifier les dates et les nombres", node.value[:80]) from None
        as_number = float(value) if isinstance(value, str) and EXPONENT.fullmatch(value) else value
        if isinstance(as_number, float) and not math.isfinite(as_number):
            raise Refused(line, "nombre qui n'est pas fini", "un nombre fini", node.value)
        return value


def _shown(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _check_keys(node: yaml.MappingNode) -> None:
    """Refuse keys that are given twice, that are neither text nor number, or that merge other keys."""
    seen: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Refused(line, "clé qui n'est pas un mot", "écrire « clé: valeur »")
        if key.tag == FUSION:
            raise Refused(line, "fusion de clés YAML", "écrire les clés en entier", key.value)
        if key.tag == TRUTH:
            problem = "clé que YAML lit comme vrai ou faux"
            raise Refused(line, problem, f'l\'écrire entre guillemets : "{key.value}"', key.value)
        earlier = seen.get(key.value)
        seen[key.value] = line
        if earlier is not None:
            raise Refused(line, f"clé en double, déjà donnée ligne {earlier}", "n'en garder qu'une", key=key.value)
