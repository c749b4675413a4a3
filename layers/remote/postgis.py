"""PostGIS: the tables of a database listed, one of them read within a box, nothing ever written.

The session is read-only. Tables are those of `geometry_columns` and `geography_columns`; numbers,
texts, dates and yes-or-no come as they are, all other types as the database writes them as text.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from psycopg import sql
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo import said
from layers.remote.database import connected, fault
from layers.remote.offer import Box, Offer, Read, chosen

if TYPE_CHECKING:
    import psycopg

    from layers.remote.address import Address
    from layers.remote.limits import Limits

__all__ = ["offers", "read"]

_BATCH: Final = 2000
_BLOCK: Final = 64
_AS_THEY_ARE: Final = (
    *("int2", "int4", "int8", "float4", "float8", "bool"),
    *("text", "varchar", "bpchar", "date", "timestamp", "timestamptz"),
)
_TABLES: Final = """
SELECT c.f_table_schema, c.f_table_name, c.column_name, c.kind, c.srid, c.is_geography,
       s.auth_name, s.auth_srid, s.srtext,
       coalesce(obj_description(k.oid, 'pg_class'), '')
FROM (
    SELECT f_table_schema, f_table_name, f_geometry_column AS column_name, type AS kind, srid,
           false AS is_geography FROM geometry_columns
    UNION ALL
    SELECT f_table_schema, f_table_name, f_geography_column, type, srid,
           true FROM geography_columns
) c
LEFT JOIN spatial_ref_sys s ON s.srid = c.srid
LEFT JOIN pg_namespace n ON n.nspname = c.f_table_schema
LEFT JOIN pg_class k ON k.relname = c.f_table_name AND k.relnamespace = n.oid
ORDER BY 1, 2, 3
"""
_COLUMNS: Final = """
SELECT column_name, udt_name FROM information_schema.columns
WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position
"""


class _Table(NamedTuple):
    schema: str
    name: str
    column: str
    kind: str
    srid: int
    is_geography: bool
    crs: CRS | None
    title: str


def offers(address: Address, limits: Limits) -> list[Offer]:
    """List the tables that have a column of geometry.

    Raises
    ------
    SourceError
        The database cannot be reached, refuses the name and password, or has no PostGIS.
    """
    with connected(address, limits) as connection:
        return [offer for offer, _table in _tables(connection)]


def read(address: Address, box: Box | None, limits: Limits) -> Read:
    """Read a table.

    Parameters
    ----------
    address
        The database, with `schema.table` behind `#`; `schema.table.column` where a table has
        several columns of geometry.
    box
        The area wanted; None takes all. A table whose system the database does not know is read
        whole.
    limits
        How long is waited, and how much is taken.

    Raises
    ------
    SourceError
        The table is not there or has no geometry, is empty within the box, or is too large; or
        the database fails.
    """
    with connected(address, limits) as connection:
        there = _tables(connection)
        offer = chosen(address, [one for one, _table in there])
        table = next(table for one, table in there if one == offer)
        return _read(connection, address, offer, table, box, limits)


def _tables(connection: psycopg.Connection[Any]) -> list[tuple[Offer, _Table]]:
    found = connection.execute(_TABLES).fetchall()
    tables = [
        _Table(schema, name, column, kind, srid, is_geography, _crs(srid, *system), title)
        for schema, name, column, kind, srid, is_geography, *system, title in found
    ]
    count: dict[tuple[str, str], int] = {}
    for one in tables:
        count[one.schema, one.name] = count.get((one.schema, one.name), 0) + 1
    listed = []
    for one in tables:
        several = count[one.schema, one.name] > 1
        name = ".".join((one.schema, one.name, *((one.column,) if several else ())))
        crs = f"EPSG:{one.srid}" if one.crs is None and one.srid else _name(one.crs)
        listed.append((Offer(name, one.title, one.kind, crs), one))
    return listed


def _crs(srid: int, authority: str | None, code: int | None, wkt: str | None) -> CRS | None:
    if not srid:
        return None
    try:
        if authority and code:
            return CRS.from_authority(authority, code)
    except CRSError:
        pass
    try:
        return CRS.from_wkt(wkt) if wkt else None
    except CRSError:
        return None


def _name(crs: CRS | None) -> str:
    if crs is None:
        return ""
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def _read(
    connection: psycopg.Connection[Any],
    address: Address,
    offer: Offer,
    table: _Table,
    box: Box | None,
    limits: Limits,
) -> Read:
    kinds = connection.execute(_COLUMNS, (table.schema, table.name)).fetchall()
    shapes = {"geometry", "geography", "raster"}
    names = [name for name, kind in kinds if kind not in shapes]
    columns = [_column(name, kind) for name, kind in kinds if kind not in shapes]
    place = sql.SQL("{}::geometry").format(sql.Identifier(table.column))
    shape = sql.SQL("ST_AsBinary(ST_CurveToLine({}))").format(place)
    query = sql.SQL("SELECT {} FROM {}").format(
        sql.SQL(", ").join([shape, *columns]), sql.Identifier(table.schema, table.name)
    )
    if box is not None and table.crs is not None:
        query += _within(table, table.crs, box)
    rows: list[tuple[Any, ...]] = []
    digest, came = hashlib.sha256(), 0
    with connection.cursor(name="atlas") as cursor:
        cursor.execute(query)
        while batch := cursor.fetchmany(_BATCH):
            for row in batch:
                digest.update(row[0] or b"")
                values = repr(row[1:]).encode()
                digest.update(values)
                came += len(row[0] or b"") + len(values)
            rows += batch
            if len(rows) > limits.features or came > limits.whole_bytes:
                raise fault(
                    address,
                    said(
                        "`{table}` holds more than {most} features or {megabytes:g} MB there",
                        table=offer.name,
                        most=limits.features,
                        megabytes=limits.whole_bytes / 1e6,
                    ),
                    said("Make a view of a part of it, and name that."),
                )
    if not rows:
        raise fault(
            address,
            said("`{table}` holds no features there", table=offer.name),
            said(
                "Check the table; with `import --anywhere` it is read beyond the edition's area "
                "too."
            ),
        )
    data = pd.DataFrame([row[1:] for row in rows], columns=names)
    try:
        geometry = shapely.from_wkb([row[0] for row in rows])
    except shapely.errors.ShapelyError as error:
        raise fault(
            address,
            said(
                "`{table}` holds shapes that are not read: {error}",
                table=offer.name,
                error=str(error),
            ),
            said("Make a view with simple features of it."),
        ) from error
    frame = gpd.GeoDataFrame(
        data.rename(columns={"geometry": "geometry_came"}), geometry=geometry, crs=table.crs
    )
    return Read(frame, digest.hexdigest(), f"{address.shown}#{offer.name}")


def _column(name: str, kind: str) -> sql.Composable:
    identifier = sql.Identifier(name)
    if kind in _AS_THEY_ARE:
        return identifier
    return sql.SQL("{}::{}").format(identifier, sql.SQL("float8" if kind == "numeric" else "text"))


def _within(table: _Table, crs: CRS, box: Box) -> sql.Composable:
    """Make the condition that features touch the box, in the table's own system."""
    to_own = Transformer.from_crs(4326, crs, always_xy=True)
    sides = [sql.Literal(side) for side in to_own.transform_bounds(*box, densify_pts=_BLOCK)]
    kind = sql.SQL("geography" if table.is_geography else "geometry")
    return sql.SQL(" WHERE {} && ST_MakeEnvelope({}, {})::{}").format(
        sql.Identifier(table.column), sql.SQL(", ").join(sides), sql.Literal(table.srid), kind
    )
