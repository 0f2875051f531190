"""A MongoDB in memory for the tests: its wire protocol over mongomock, for several processes.

Only what the platform's module store and content store ask for; anything else is answered with
MongoDB's own error for a command that it does not know.
Protocol: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
"""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import bson
import mongomock
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure

OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013
CHECKSUM_PRESENT, MORE_TO_COME = 1, 2
HEADER = struct.Struct("<iiii")  # length, request, response to, kind
DUPLICATE_KEY, NO_SUCH_NAMESPACE, NO_SUCH_COMMAND = 11000, 26, 59

GREETING = {
    "ismaster": True,
    "isWritablePrimary": True,
    "helloOk": True,
    "maxBsonObjectSize": 16 * 1024 * 1024,
    "maxMessageSizeBytes": 48_000_000,
    "maxWriteBatchSize": 100_000,
    "minWireVersion": 0,
    "maxWireVersion": 17,  # MongoDB 6.0
    "readOnly": False,
}

Document = dict[str, Any]


@contextlib.contextmanager
def running() -> Iterator[int]:
    """The port of an empty server on this computer, which ends with the block."""
    with _Server(("127.0.0.1", 0), _Connection) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.commands = Commands()


class _Connection(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            while head := self._receive(HEADER.size):
                length, request, _response_to, kind = HEADER.unpack(head)
                body = self._receive(length - HEADER.size)
                if kind == OP_MSG:
                    flags, command = _read_message(body)
                    answer = self.server.commands.run(command)
                    if not flags & MORE_TO_COME:
                        self._send(request, OP_MSG, b"\0\0\0\0\0" + bson.encode(answer))
                elif kind == OP_QUERY:  # how a client greets before it knows whom it speaks to
                    answer = self.server.commands.run(_read_query(body))
                    self._send(
                        request, OP_REPLY, struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(answer)
                    )
                else:
                    return

    def _receive(self, size: int) -> bytes:
        parts = []
        while size:
            part = self.request.recv(min(size, 1 << 16))
            if not part:
                return b""
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _send(self, request: int, kind: int, body: bytes) -> None:
        self.request.sendall(HEADER.pack(HEADER.size + len(body), 0, request, kind) + body)


def _read_message(body: bytes) -> tuple[int, Document]:
    """Flags and command of an OP_MSG; the documents of its further sections belong to it."""
    (flags,) = struct.unpack_from("<I", body)
    end = len(body) - (4 if flags & CHECKSUM_PRESENT else 0)
    at, command, lists = 4, {}, {}
    while at < end:
        kind, at = body[at], at + 1
        (size,) = struct.unpack_from("<i", body, at)
        if kind == 0:
            command = bson.decode(body[at : at + size])
        else:
            name, _zero, documents = body[at + 4 : at + size].partition(b"\0")
            lists[name.decode()] = bson.decode_all(documents)
        at += size
    return flags, command | lists


def _read_query(body: bytes) -> Document:
    collection, _zero, rest = body[4:].partition(b"\0")
    database = collection.decode().partition(".")[0]
    return {**bson.decode(rest[8:]), "$db": database}


class Commands:
    """MongoDB's commands over mongomock, one at a time."""

    def __init__(self) -> None:
        self._client = mongomock.MongoClient()
        self._lock = threading.Lock()

    def run(self, command: Mapping[str, Any]) -> Document:
        """The answer to *command*, whose first key is its name."""
        name = next(iter(command))
        known = getattr(self, f"_do_{name.lower()}", None)
        if known is None:
            return {
                "ok": 0.0,
                "code": NO_SUCH_COMMAND,
                "codeName": "CommandNotFound",
                "errmsg": f"no such command: '{name}'",
            }
        database = self._client[command.get("$db", "admin")]
        try:
            with self._lock:
                return {**known(database, command[name], command), "ok": 1.0}
        except (OperationFailure, NotImplementedError, TypeError, ValueError) as error:
            code = getattr(error, "code", None) or 2
            return {"ok": 0.0, "code": code, "errmsg": f"{name}: {error}"}

    # Of the server

    def _do_hello(self, database: Any, value: Any, command: Any) -> Document:
        return dict(GREETING)

    _do_ismaster = _do_hello

    def _do_ping(self, database: Any, value: Any, command: Any) -> Document:
        return {}

    _do_endsessions = _do_ping

    def _do_buildinfo(self, database: Any, value: Any, command: Any) -> Document:
        return {"version": "6.0.0", "versionArray": [6, 0, 0, 0]}

    def _do_listdatabases(self, database: Any, value: Any, command: Any) -> Document:
        return {"databases": [{"name": name} for name in self._client.list_database_names()]}

    # Of a database

    def _do_listcollections(self, database: Any, value: Any, command: Any) -> Document:
        wanted = command.get("filter", {}).get("name")
        names = [name for name in database.list_collection_names() if wanted in (None, name)]
        found = [{"name": name, "type": "collection", "options": {}} for name in names]
        return _cursor(database, "$cmd.listCollections", found)

    def _do_create(self, database: Any, name: str, command: Any) -> Document:
        database.create_collection(name)
        return {}

    def _do_drop(self, database: Any, name: str, command: Any) -> Document:
        if name not in database.list_collection_names():
            raise OperationFailure("ns not found", NO_SUCH_NAMESPACE)
        database.drop_collection(name)
        return {}

    def _do_dropdatabase(self, database: Any, value: Any, command: Any) -> Document:
        self._client.drop_database(database.name)
        return {"dropped": database.name}

    # Reading

    def _do_find(self, database: Any, name: str, command: Any) -> Document:
        found = database[name].find(command.get("filter") or {}, command.get("projection") or None)
        if sort := command.get("sort"):
            found = found.sort(list(sort.items()))
        found = found.skip(command.get("skip", 0)).limit(abs(command.get("limit", 0)))
        return _cursor(database, name, list(found))

    def _do_aggregate(self, database: Any, name: str, command: Any) -> Document:
        return _cursor(database, name, list(database[name].aggregate(command["pipeline"])))

    def _do_count(self, database: Any, name: str, command: Any) -> Document:
        return {"n": database[name].count_documents(command.get("query") or {})}

    def _do_distinct(self, database: Any, name: str, command: Any) -> Document:
        return {"values": database[name].distinct(command["key"], command.get("query") or {})}

    def _do_listindexes(self, database: Any, name: str, command: Any) -> Document:
        found = database[name].index_information()
        indexes = [
            {"v": 2, "name": index, "key": dict(one["key"]), "unique": one.get("unique", False)}
            for index, one in found.items()
        ]
        return _cursor(database, name, indexes)

    # Writing

    def _do_createindexes(self, database: Any, name: str, command: Any) -> Document:
        for index in command["indexes"]:
            options = {key: index[key] for key in ("name", "unique", "sparse") if key in index}
            database[name].create_index(list(index["key"].items()), **options)
        return {}

    def _do_insert(self, database: Any, name: str, command: Any) -> Document:
        documents = command["documents"]
        try:
            database[name].insert_many(documents, ordered=command.get("ordered", True))
        except BulkWriteError as error:
            details = error.details
            faults = [
                {"index": one["index"], "code": one.get("code", 2), "errmsg": str(one["errmsg"])}
                for one in details["writeErrors"]
            ]
            return {"n": details["nInserted"], "writeErrors": faults}
        return {"n": len(documents)}

    def _do_update(self, database: Any, name: str, command: Any) -> Document:
        matched, modified, upserted, faults = 0, 0, [], []
        for index, one in enumerate(command["updates"]):
            try:
                result = _update(database[name], one)
            except DuplicateKeyError as error:
                faults.append({"index": index, "code": DUPLICATE_KEY, "errmsg": str(error)})
                continue
            if result.upserted_id is not None:
                upserted.append({"index": index, "_id": result.upserted_id})
            matched += result.matched_count
            modified += result.modified_count
        answer: Document = {"n": matched + len(upserted), "nModified": modified}
        answer |= {"upserted": upserted} if upserted else {}
        return answer | ({"writeErrors": faults} if faults else {})

    def _do_delete(self, database: Any, name: str, command: Any) -> Document:
        gone = 0
        for one in command["deletes"]:
            delete = database[name].delete_one if one.get("limit") else database[name].delete_many
            gone += delete(one["q"]).deleted_count
        return {"n": gone}

    def _do_findandmodify(self, database: Any, name: str, command: Any) -> Document:
        collection, query = database[name], command.get("query") or {}
        options = {"projection": command.get("fields")}
        options |= {"sort": list(command["sort"].items())} if command.get("sort") else {}
        if command.get("remove"):
            return {"value": collection.find_one_and_delete(query, **options)}
        options |= {
            "upsert": command.get("upsert", False),
            "return_document": bool(command.get("new")),
        }
        change = command["update"]
        modify = (
            collection.find_one_and_update
            if _has_operators(change)
            else collection.find_one_and_replace
        )
        return {"value": modify(query, change, **options)}


def _update(collection: Any, one: Mapping[str, Any]) -> Any:
    change, upsert = one["u"], one.get("upsert", False)
    if not _has_operators(change):
        return collection.replace_one(one["q"], change, upsert=upsert)
    update = collection.update_many if one.get("multi") else collection.update_one
    return update(one["q"], change, upsert=upsert)


def _has_operators(change: Any) -> bool:
    return isinstance(change, list) or next(iter(change), "").startswith("$")


def _cursor(database: Any, name: str, found: list[Document]) -> Document:
    """All that was found in the first batch: nothing is left for another one."""
    return {"cursor": {"id": bson.Int64(0), "ns": f"{database.name}.{name}", "firstBatch": found}}
