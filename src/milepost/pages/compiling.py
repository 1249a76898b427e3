"""How templates are compiled: once for each language, with its texts in place.

Two things that cost a page more than its data did are settled when a template is compiled:

- A text without variables is looked up then, and stands in the compiled page as a constant; one
  with variables is looked up then too, and only filled in when the page is made.
- What is put out is escaped without wrapping each piece as Markup, as the pieces are only joined.

`Pages` hands out the templates of the reader's language; everything else is Jinja's own.
"""

from __future__ import annotations

from typing import Any

from django.core.signals import setting_changed
from django.utils.translation import get_language, gettext, override, pgettext
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

try:
    from markupsafe import _escape_inner  # type: ignore[attr-defined]
except ImportError:  # another version of markupsafe: right, and a little slower
    _escape_inner = escape


def escaped(value: Any) -> str:
    """The text of a value, safe in HTML. Plain, as it is only ever joined to others."""
    if type(value) is str:
        return _escape_inner(value)  # type: ignore[no-any-return]
    if type(value) is Markup:
        return value
    return escape(value)


class _Code(CodeGenerator):
    """Jinja's code, with `escaped` around what is put out."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline(f"from {__name__} import escaped")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("escaped(")
        if finalize.src is not None:
            self.write(finalize.src)


class Pages(Environment):
    """The environment of all pages, with one beneath it for each language that is read."""

    code_generator_class = _Code
    language: str | None = None
    is_of_one_language = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._languages: dict[str | None, Pages] = {}
        setting_changed.connect(self._forget)

    def get_template(self, *arguments: Any, **options: Any) -> Any:
        """The template in the language that is active now."""
        if self.is_of_one_language:
            return super().get_template(*arguments, **options)
        return self.in_language(get_language()).get_template(*arguments, **options)

    def in_language(self, language: str | None) -> Pages:
        """The environment whose templates are compiled in this language."""
        found = self._languages.get(language)
        if found is None:
            found = self.overlay()  # type: ignore[assignment]
            assert isinstance(found, Pages)
            found.language, found.is_of_one_language = language, True
            found.bytecode_cache = None  # it would not tell the languages apart
            self._languages[language] = found
        return found

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        if self.is_of_one_language and self.autoescape is True:
            with override(self.language):
                source = _Translated().visit(source)
        return super()._generate(source, name, filename, defer_init)

    def _forget(self, **_changed: Any) -> None:
        self._languages.clear()


class _Translated(NodeTransformer):
    """Puts the active language's texts in the place of calls that would look them up."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """`_("Close")` becomes its text; `_("%(n)s of %(all)s", n=1, all=2)` the filling in."""
        node = self.generic_visit(node)  # type: ignore[assignment]
        text = _text_of(node)
        if text is None:
            return node
        if not node.kwargs:
            return nodes.Const(Markup(text) % {}, lineno=node.lineno)
        pairs = [
            nodes.Pair(nodes.Const(word.key), word.value, lineno=word.lineno)
            for word in node.kwargs
        ]
        return nodes.Mod(
            nodes.Const(Markup(text)), nodes.Dict(pairs, lineno=node.lineno), lineno=node.lineno
        )


def _text_of(node: nodes.Call) -> str | None:
    """The translation that a call asks for; None where it is no such call, or has a plural."""
    if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
        return None
    given = [each.value for each in node.args if isinstance(each, nodes.Const)]
    if len(given) != len(node.args) or not all(isinstance(each, str) for each in given):
        return None
    if node.node.name in ("_", "gettext") and len(given) == 1:
        return gettext(given[0])
    if node.node.name == "pgettext" and len(given) == 2:
        # Jinja lets a text with a context use %(context)s; none of ours does.
        return pgettext(*given)
    return None
