"""YAML with the line of every value, and nothing that a data file does not need (anchors, tags, merge keys)."""

from __future__ import annotations

from typing import Any

import yaml


class YamlError(Exception):
    """What is wrong, and the line (from 1) within the text."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


_Safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is eight times faster


class _Loader(_Safe):
    """The safe loader, with dates kept as text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

_MAX_DEPTH = 20


def load(text: str) -> tuple[Any, dict[tuple, int]]:
    """The value of a YAML text, and for each place in it (a tuple of keys and indexes) its line from 1."""
    loader = _Loader(text)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Safe):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:  # before the nodes are made: the C library goes down with very deep ones
                raise YamlError("this is nested too deeply", event.start_mark.line + 1)
            if getattr(event, "anchor", None) or getattr(event, "tag", None) or isinstance(event, yaml.AliasEvent):
                raise YamlError("anchors, aliases and tags are not used here", event.start_mark.line + 1)
        node = loader.get_single_node()
        lines: dict[tuple, int] = {}
        return (None if node is None else _value(loader, node, (), lines)), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        raise YamlError(what, mark.line + 1 if mark else 1) from None
    finally:
        loader.dispose()


def _value(loader: _Loader, node: yaml.Node, where: tuple, lines: dict[tuple, int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(where, line)
    if len(where) > _MAX_DEPTH:
        raise YamlError("values are nested too deeply", line)
    if isinstance(node, yaml.MappingNode):
        made: dict = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlError("a key must be a plain word", key_line)
            key = key_node.value
            if key in made:
                raise YamlError(f"the key “{key}” stands here twice", key_line)
            lines[(*where, key)] = key_line
            made[key] = _value(loader, value_node, (*where, key), lines)
        return made
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, part, (*where, number), lines) for number, part in enumerate(node.value)]
    try:
        return loader.construct_object(node)
    except (ValueError, yaml.YAMLError) as error:
        raise YamlError(f"this value cannot be read ({error})", line) from None
