"""All tables of the bot: those of its state, in SQLite or PostgreSQL, and the journal of one process.

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
answers = Table(
    "answers",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("replies", Text, nullable=False),
    Column("content", Text, nullable=False),
    UniqueConstraint("chat", "message"),
    Index("answers_by_age", "at"),
    Index("answers_of_chat", "chat", "at"),
    sqlite_autoincrement=True,
)
feedback = Table(
    "feedback",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("who", BigInteger),  # so that nobody else takes it back; shown to nobody
    UniqueConstraint("key", "quote"),
    sqlite_autoincrement=True,
)

# Users and groups that an administrator allowed in chat.
admitted = Table(
    "admitted",
    TABLES,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
)

# What is kept of chats: each table with the columns that, beside `chat`, tell its rows apart; none where it has others.
OF_CHATS: dict[Table, tuple[str, ...]] = {
    subscribers: ("thread",),
    misses: ("thread", "question"),
    answers: ("message",),
    feedback: (),
}

JOURNAL = MetaData()

updates = Table(
    "updates",
    JOURNAL,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("body", Text),
)
Index("left_over", updates.c.id, sqlite_where=updates.c.body.is_not(None))
