"""The tables of the bot's state, in SQLite or PostgreSQL.

To add a table, declare it here on `TABLES`: it is made where it is missing when the bot starts. A table that holds
something of chats goes into `OF_CHATS` too, so that it is forgotten, dropped and moved with its chat; without that it
would outlive /forget. `State` gets the methods that read it (`Database.reading`) and change it (`Database.changing`).
"""

from sqlalchemy import BigInteger, Column, Double, Index, Integer, MetaData, Table, Text, UniqueConstraint

TABLES = MetaData()

reports = Table(
    "reports",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    sqlite_autoincrement=True,
)
# Telegram's numbers of chats do not fit into 32 bits.
subscribers = Table(
    "subscribers",
    TABLES,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("thread", BigInteger, primary_key=True, autoincrement=False),
    Column("heard", Integer, nullable=False),
)
misses = Table(
    "misses",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    UniqueConstraint("chat", "thread", "question"),
    Index("misses_of_generation", "generation"),
    sqlite_autoincrement=True,
)

# What is kept of chats: each table with the columns that, beside `chat`, tell its rows apart.
OF_CHATS: dict[Table, tuple[str, ...]] = {subscribers: ("thread",), misses: ("thread", "question")}
