"""Templates of organizations: Liquid, within limits that hold for an author who means harm.

A template sees text and numbers only. It cannot load, include or import anything, and what it may spend is bounded:
its own length, its nesting, all its loops' turns together, what it keeps in variables, and its output. Of the tags
and filters those are left that cost no more than their input. Ranges are refused: their length is anybody's choice.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from domain.pos.errors import ReceiptTemplateInvalid

if TYPE_CHECKING:
    from liquid import Environment, RenderContext
    from liquid.ast import Node
    from liquid.expression import Expression

MAX_TEMPLATE = 20_000
MAX_TURNS = 20_000
MAX_NESTING = 12
MAX_VARIABLES_BYTES = 100_000
MAX_OUTPUT_BYTES = 1_000_000
_MAX_MESSAGE = 300

_TAGS = frozenset(
    {
        *("content", "output", "illegal", "if", "unless", "case", "for", "break", "continue", "assign", "capture"),
        *("cycle", "comment", "echo", "#"),
    }
)
_FILTERS = frozenset(
    {
        *("append", "capitalize", "default", "downcase", "first", "last", "prepend", "size", "slice", "strip"),
        *("truncate", "upcase"),
    }
)


def render_template(source: str, context: Mapping[str, Any]) -> str:
    """Return what a template says of a sale, in the layout language. **Raises** `ReceiptTemplateInvalid`."""
    # The engine and what it brings are 15 MB that only who prints a receipt pays for.
    from liquid.exceptions import LiquidError  # noqa: PLC0415

    if len(source) > MAX_TEMPLATE:
        raise ReceiptTemplateInvalid.at("template", f"At most {MAX_TEMPLATE} characters.")
    try:
        template = _environment().from_string(source)
        for node in template.nodes:
            _refuse_ranges(node, template.context_class(template))
        return template.render(**context)
    except LiquidError as error:
        raise ReceiptTemplateInvalid.at("template", _told(error)) from error
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        # What the engine itself does not foresee, such as an expression that is nested too deeply for it.
        raise ReceiptTemplateInvalid.at("template", f"It cannot be rendered: {type(error).__name__}.") from error


def _told(error: Any) -> str:
    where = error.context()
    message = str(error.message)[:_MAX_MESSAGE]
    return f"Line {where[0]}: {message}" if where else message


@cache
def _environment() -> "Environment":
    from liquid import BoundTemplate, Environment, StrictUndefined  # noqa: PLC0415 - as above

    class Template(BoundTemplate):
        context_class = _bounded_context()

    class Bounded(Environment):
        block_nesting_limit = MAX_NESTING
        context_depth_limit = MAX_NESTING
        loop_iteration_limit = MAX_TURNS
        local_namespace_limit = MAX_VARIABLES_BYTES
        output_stream_limit = MAX_OUTPUT_BYTES
        template_class = Template

        def setup_tags_and_filters(self, *, extra: bool = False) -> None:
            super().setup_tags_and_filters(extra=extra)
            self.tags = {name: tag for name, tag in self.tags.items() if name in _TAGS}
            self.filters = {name: function for name, function in self.filters.items() if name in _FILTERS}
            self.add_filter("money", _money())

    return Bounded(undefined=StrictUndefined)


def _bounded_context() -> "type[RenderContext]":
    from liquid import RenderContext  # noqa: PLC0415 - as above
    from liquid.exceptions import LoopIterationLimitError  # noqa: PLC0415 - as above

    class BoundedContext(RenderContext):
        """Counts the turns of all loops, also of one after the other; the engine multiplies nested ones only."""

        turns = 0

        def raise_for_loop_limit(self, length: int = 1) -> None:
            self.turns += length
            if self.turns > MAX_TURNS:
                raise LoopIterationLimitError(f"loops turn at most {MAX_TURNS} times in all", token=None)

    return BoundedContext


def _refuse_ranges(node: "Node", context: "RenderContext") -> None:
    from liquid.builtin.expressions.primitive import RangeLiteral  # noqa: PLC0415 - as above
    from liquid.exceptions import LiquidSyntaxError  # noqa: PLC0415 - as above

    for expression in node.expressions():
        for part in _parts(expression):
            if isinstance(part, RangeLiteral):
                raise LiquidSyntaxError("ranges cannot be used here", token=part.token)
    for child in node.children(context):
        _refuse_ranges(child, context)


def _parts(expression: "Expression") -> "Iterator[Expression]":
    yield expression
    for child in expression.children():
        yield from _parts(child)


def _money() -> Any:
    from liquid.filter import with_context  # noqa: PLC0415 - as above

    @with_context
    def money(amount: object, *, context: "RenderContext") -> str:
        """Return an amount with the currency's symbol before it, or its code and a space."""
        symbol = str(context.resolve("currency")["symbol"])
        text = str(amount)
        sign, figures = ("-", text[1:]) if text.startswith("-") else ("", text)
        return f"{sign}{symbol}{' ' if symbol[-1:].isalpha() else ''}{figures}"

    return money
