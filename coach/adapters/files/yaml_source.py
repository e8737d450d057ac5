"""YAML with line numbers and without duplicate keys."""

from pathlib import Path
from typing import Any

import yaml

from coach.domain.fault import Fault

Path_ = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlSource:
    """A parsed YAML text: plain values in `data`, and the line that each of them starts on."""

    def __init__(self, text: str, file: str, *, offset: int = 0, topic: str | None = None) -> None:
        self.file = file
        self.topic = topic
        self.faults: list[Fault] = []
        self.data: Any = None
        self._lines: dict[Path_, int] = {}
        self._offset = offset
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is not None:
                self.data = self._value(loader, node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line = (mark.line if mark else 0) + 1 + offset
            self.faults.append(
                Fault(
                    file=file,
                    line=line,
                    topic=topic,
                    what=f"This isn't YAML: {error.problem}.",
                    mend="Quote a text that has a colon, a hash or a bracket in it, and check the indentation.",
                )
            )
        finally:
            loader.dispose()

    @classmethod
    def read(cls, path: Path, file: str, topic: str | None = None) -> "YamlSource":
        """The parsed file; a file that isn't UTF-8 is a fault."""
        try:
            return cls(path.read_text(encoding="utf-8"), file, topic=topic)
        except (UnicodeDecodeError, yaml.reader.ReaderError) as error:
            source = cls("", file, topic=topic)
            source.faults.append(
                Fault(file=file, topic=topic, what=f"Unreadable as UTF-8 text: {error}.", mend="Save it as UTF-8.")
            )
            return source

    def line(self, *path: str | int) -> int:
        """The line on which the value at the path starts, or the nearest of its parents that has one."""
        for length in range(len(path), -1, -1):
            if (found := self._lines.get(tuple(path[:length]))) is not None:
                return found
        return 1 + self._offset

    def fault(self, *path: str | int, what: str, mend: str = "") -> Fault:
        """A fault at the value at the path."""
        return Fault(file=self.file, line=self.line(*path), what=what, mend=mend, topic=self.topic)

    def _value(self, loader: Any, node: yaml.Node, path: Path_) -> Any:
        self._lines[path] = node.start_mark.line + 1 + self._offset
        if isinstance(node, yaml.MappingNode):
            values: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = loader.construct_object(key_node, deep=True)
                line = key_node.start_mark.line + 1 + self._offset
                if not isinstance(key, str):
                    key = str(key)
                if key in values:
                    self.faults.append(
                        Fault(
                            file=self.file,
                            line=line,
                            topic=self.topic,
                            what=f"The key “{key}” stands here twice.",
                            mend="Keep one of them.",
                        )
                    )
                values[key] = self._value(loader, value_node, (*path, key))
                self._lines[(*path, key)] = line
            return values
        if isinstance(node, yaml.SequenceNode):
            return [self._value(loader, child, (*path, index)) for index, child in enumerate(node.value)]
        return loader.construct_object(node, deep=True)
