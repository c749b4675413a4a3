"""What a measure is to its users: the inputs it takes, its settings, and how its answer is shown.

A measure is declared once, beside the function that computes it. The terminal makes its options of
the declaration, the statistics page its controls, tables, charts and map, the tests their walk over
all measures. Titles are keys of translation, marked with `wording.msg`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from geo import ColumnError, ValueRangeError, said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from pyproj import CRS

    from layers._statistic import Statistic
    from layers.inputs import Input, RasterInput

__all__ = [
    "EMPTY",
    "FAMILIES",
    "FILLED",
    "NOTHING",
    "Chart",
    "Choice",
    "Column",
    "Look",
    "Measure",
    "Role",
    "Setting",
]

FAMILIES: Final = ("coverage", "proximity", "landuse", "landcover")
"""Kinds of measure, in the order of the page's first switch."""

FILLED: Final = "filled"
EMPTY: Final = "empty"
"""Whether a layer fills a role, where that makes a setting matter."""

NOTHING: Final = "none"
"""What stands for a layer where an optional role is left out on purpose."""

RoleKind = Literal["point", "line", "polygon", "raster"]
SettingKind = Literal["column", "speed", "choice", "number", "whole", "numbers", "yes", "table"]
ChartKind = Literal["heat", "bars", "stack", "flow", "lines", "rings"]


@dataclass(frozen=True, slots=True)
class Role:
    """An input that a measure takes.

    Attributes
    ----------
    name
        Keyword of the measure's function, and option of the terminal (`--demand`).
    title
        What the page calls it.
    kinds
        Geometry types that it may have, or "raster".
    layers
        Layers of an edition that can fill it; the first does where nothing is chosen.
    optional
        Whether the measure can do without; then nothing fills it unless chosen.
    usual
        Whether a layer of the edition fills it all the same, where it is optional and no file
        takes part; `NOTHING` leaves it out.
    untyped
        Whether features of an edition's parks or sites take part that have no type of their own.
    """

    name: str
    title: str
    kinds: tuple[RoleKind, ...]
    layers: tuple[str, ...]
    optional: bool = False
    usual: bool = False
    untyped: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a setting can have: its code in addresses and terminal, and its title."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a measure's rows, or of a table that is a setting.

    Attributes
    ----------
    name
        The column's name in rows, `--json` and files.
    title
        What tables call it, with the unit after a comma.
    digits
        Decimals that a table shows at the most.
    share
        Whether its values are shares from 0 to 1, shown in percent.
    """

    name: str
    title: str
    digits: int = 0
    share: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that a person may choose.

    Attributes
    ----------
    name
        Keyword of the measure's function.
    title
        What the page calls it, with the unit after a comma.
    kind
        "column" of the role `of` (None where the edition or the function decides); "speed", a
        column or a number of km/h; "choice" of `choices`; "number"; "whole" number; "numbers", a
        tuple of floats; "yes", true or false; "table", a tuple of rows of `columns`, each a tuple.
    default
        Its value where nothing is chosen.
    of
        The role whose column it is.
    choices
        The values of a choice, the default among them.
    columns
        The columns of a table.
    least, most
        Bounds of numbers.
    flag
        The terminal's option without dashes; `name` with hyphens where empty.
    on_page
        Whether the page offers it; columns of an edition's layers are known without asking.
    needed
        Whether a measure cannot do without the column.
    applies
        Where it matters: names of choices with the values of each that make it matter, and names
        of roles with `FILLED` or `EMPTY`. The page hides it elsewhere.
    """

    name: str
    title: str
    kind: SettingKind
    default: Any = None
    of: str = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    least: float | None = None
    most: float | None = None
    flag: str = ""
    on_page: bool = True
    needed: bool = False
    applies: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def option(self) -> str:
        """The terminal's option, without the dashes."""
        return self.flag or self.name.replace("_", "-")

    def matters(self, values: Mapping[str, str]) -> bool:
        """Say whether it matters, given the values of choices and whether roles are filled.

        Examples
        --------
        >>> scale = Setting("scale_m", "Scale", "number", applies=(("mode", ("straight",)),))
        >>> scale.matters({"mode": "straight"}), scale.matters({"mode": "foot"})
        (True, False)
        """
        return all(values.get(name, one[0]) in one for name, one in self.applies)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a measure's rows.

    Attributes
    ----------
    kind
        "heat": a cell a `category` and `series`, coloured by `value`. "bars": a bar a `category`.
        "stack": parts (`series`) of a whole a `category`. "flow": bands from `category` to
        `series`, as wide as `value`. "lines": `value` over the number `category`, a line a
        `series`. "rings": nested rings a `category`, one a `series`.
    title
        What it shows, one line.
    category, value, series
        Columns of the rows.
    low, high
        Columns with the ends of the interval of `value`.
    against
        Column with a norm to which `value` is held.
    share
        Whether `value` is a share from 0 to 1.
    facet
        Column that parts the rows into one picture each (a municipality each).
    """

    kind: ChartKind
    title: str
    category: str
    value: str
    series: str = ""
    low: str = ""
    high: str = ""
    against: str = ""
    share: bool = False
    facet: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a measure's layer is drawn on the map beside its table.

    Attributes
    ----------
    column
        Column of the layer that colours it; empty for one colour.
    kind
        "classes": a colour a value (a type's own colour where it is one). "steps": five steps of
        one hue. "diverging": below and above zero, blue and orange. "pass": true or false.
    title
        What the legend says of the column.
    instead
        The look of a layer that has no such column.
    """

    column: str = ""
    kind: Literal["classes", "steps", "diverging", "pass"] = "classes"
    title: str = ""
    instead: Look | None = None

    def of(self, layer: pd.DataFrame) -> Look:
        """Give the look whose column the layer has: this one, or what stands in for it.

        Examples
        --------
        >>> import pandas as pd
        >>> look = Look("mean", "steps", instead=Look("majority"))
        >>> look.of(pd.DataFrame({"majority": ["wood"]})).column
        'majority'
        """
        if self.instead is None or self.column in layer.columns:
            return self
        return self.instead.of(layer)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, declared.

    Attributes
    ----------
    id
        Small letters and underscores: its name in the terminal and in addresses.
    family
        One of `FAMILIES`.
    title, lead
        Its name, and the question that it answers, in one sentence.
    function
        Computes it: roles and settings by keyword, then `crs` and `stated`, and `draws` and `seed`
        where `drawn`.
    roles, settings
        What goes in.
    columns
        What the rows hold, in the order of tables.
    charts
        How they are shown, the telling one first.
    look
        How the statistic's layer is drawn; None where it has none.
    drawn
        Whether its figures have an interval found by random draws.
    """

    id: str
    family: Literal["coverage", "proximity", "landuse", "landcover"]
    title: str
    lead: str
    function: Callable[..., Statistic]
    roles: tuple[Role, ...]
    settings: tuple[Setting, ...] = ()
    columns: tuple[Column, ...] = ()
    charts: tuple[Chart, ...] = field(default=())
    look: Look | None = None
    drawn: bool = False

    def role(self, name: str) -> Role:
        """Give a role by its name."""
        return next(role for role in self.roles if role.name == name)

    def compute(
        self,
        inputs: Mapping[str, Input | RasterInput | None],
        settings: Mapping[str, Any] | None = None,
        *,
        crs: CRS | None = None,
        draws: int | None = None,
        seed: int | None = None,
        stated: Mapping[str, Any] | None = None,
    ) -> Statistic:
        """Compute the measure.

        Parameters
        ----------
        inputs
            An input a role; optional ones may be absent or None.
        settings
            Values by name; defaults stand in for those absent.
        crs
            The measuring CRS; None lets the function choose one that fits.
        draws, seed
            Random draws behind intervals (0 for none) and their seed; None for the usual ones.
        stated
            Further parameters for the method card.

        Raises
        ------
        ValueRangeError
            A role or a setting is unheard of, an input is missing, or a value is out of bounds.
        AtlasError
            By the first fault of an input.
        """
        asked = dict(settings or {})
        self._check(inputs, asked)
        words: dict[str, Any] = {one.name: inputs.get(one.name) for one in self.roles}
        words |= {one.name: asked.get(one.name, one.default) for one in self.settings}
        if self.drawn:
            words |= {} if draws is None else {"draws": draws}
            words |= {} if seed is None else {"seed": seed}
        return self.function(**words, crs=crs, stated=stated)

    def _check(self, inputs: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        roles, known = [one.name for one in self.roles], [one.name for one in self.settings]
        strange = sorted((inputs.keys() - set(roles)) | (settings.keys() - set(known)))
        if strange:
            raise ValueRangeError(
                said(
                    "`{name}`: expected inputs among {roles} and settings among {known}, got "
                    "{strange}: leave these out",
                    name=self.id,
                    roles=roles,
                    known=known,
                    strange=strange,
                )
            )
        missing = [
            one.name for one in self.roles if not one.optional and inputs.get(one.name) is None
        ]
        if missing:
            raise ValueRangeError(
                said(
                    "`{name}`: expected inputs {missing}, got none: name a layer",
                    name=self.id,
                    missing=missing,
                )
            )
        for setting in self.settings:
            given = inputs.get(setting.of) if setting.needed else None
            if given is not None and settings.get(setting.name, setting.default) is None:
                raise _column_missing(setting, given)
            _check_value(self.id, setting, settings.get(setting.name, setting.default))


def _column_missing(setting: Setting, one: Input) -> ColumnError:
    columns = one.frame.columns.drop(one.frame.geometry.name)
    return ColumnError(
        said(
            "`{layer}`: expected the name of a column (`--{option}`: {title}), got none: name one "
            "of {columns}",
            layer=one.id,
            option=setting.option,
            title=said(setting.title),
            columns=[str(column) for column in columns],
        )
    )


def _check_value(measure: str, setting: Setting, value: Any) -> None:
    if setting.kind == "choice" and value not in {one.value for one in setting.choices}:
        allowed = [one.value for one in setting.choices]
        raise ValueRangeError(
            said(
                "`{measure}`: expected `{setting}` among {allowed}, got `{value}`: choose one",
                measure=measure,
                setting=setting.name,
                allowed=allowed,
                value=value,
            )
        )
    if setting.kind in {"number", "whole", "numbers"} and value is not None:
        numbers = value if setting.kind == "numbers" else [value]
        low = float("-inf") if setting.least is None else setting.least
        high = float("inf") if setting.most is None else setting.most
        outside = [one for one in numbers if not low <= one <= high]
        if outside:
            raise ValueRangeError(
                said(
                    "`{measure}`: expected `{setting}` from {low:g} to {high:g}, got {came:g}: "
                    "choose a value in that range",
                    measure=measure,
                    setting=setting.name,
                    low=low,
                    high=high,
                    came=outside[0],
                )
            )
