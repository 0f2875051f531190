/* How moves are sent, repeated and replaced: without a page, a clock or a network. */

import assert from "node:assert/strict";
import test from "node:test";

import { Line, MoveQueue } from "../../browser/script/moves.js";

/** What a queue is given: it notes what is asked for, and answers when a test says so. */
class World {
  constructor() {
    this.asked = [];
    this.told = [];
    this.shown = [];
    this.pauses = [];
    this.names = 0;
    this.queue = new MoveQueue(this, 7);
    ["ask", "pause", "name", "say", "show"].forEach((key) => { this[key] = this[key].bind(this); });
  }

  ask(message) {
    return new Promise((resolve, reject) => { this.asked.push({ message, resolve, reject }); });
  }

  pause(seconds) {
    return new Promise((resolve) => { this.pauses.push({ seconds, end: resolve }); });
  }

  name() {
    this.names += 1;
    return `m${this.names}`;
  }

  say(what) { this.told.push(what); }

  show(html, all) { this.shown.push([html, all]); }

  /** A change, or with *show* something handed in, that says *what*. */
  send(what, show = false) {
    this.queue.send({ show, write: () => ({ move: what, live: !show }) });
  }

  /** The server's answer to what was asked last. */
  async answer(answer = {}) {
    const revision = 8 + this.shown.length;
    this.asked.at(-1).resolve(answer && { status: "ok", revision, html: "new", ...answer });
    await settled();
  }

  async lose() {
    this.asked.at(-1).reject(new Error("no network"));
    await settled();
  }

  async endPause() {
    this.pauses.at(-1).end();
    await settled();
  }

  get moves() { return this.asked.map((one) => one.message.move); }

  get ids() { return this.asked.map((one) => one.message.id); }
}

const settled = () => new Promise((resolve) => { setTimeout(resolve, 0); });

test("a move is sent with a name and the revision it was made on", async () => {
  const world = new World();
  world.send("mark a");
  assert.deepEqual(world.asked[0].message, {
    id: "m1", revision: 7, after: "", move: "mark a", live: true,
  });

  await world.answer({ revision: 9 });
  world.send("mark b");
  assert.equal(world.asked[1].message.revision, 9);
  assert.deepEqual(world.told, ["saving", "saved", "saving"]);
});

test("only parts are shown after a change, the whole page after what was handed in", async () => {
  const world = new World();
  world.send("mark a");
  await world.answer({ html: "parts" });
  world.send("submit", true);
  await world.answer({ html: "page" });

  assert.deepEqual(world.shown, [["parts", false], ["page", true]]);
});

test("one move is on its way; of what waits, the newest is sent", async () => {
  const world = new World();
  ["a", "b", "c"].forEach((what) => { world.send(what); });
  assert.deepEqual(world.moves, ["a"]);

  await world.answer();
  assert.deepEqual(world.moves, ["a", "c"]);
});

test("what a move says is written when its turn has come", async () => {
  const world = new World();
  let now = "early";
  world.send("first");
  world.queue.send({ show: false, write: () => ({ move: now }) });
  now = "late";
  await world.answer();

  assert.equal(world.moves[1], "late");
});

test("what is handed in takes the place of a change, and no change takes its own", async () => {
  const world = new World();
  world.send("a");
  world.send("b");
  world.send("submit", true);
  world.send("c");
  await world.answer();

  assert.deepEqual(world.moves, ["a", "submit"]);
});

test("fields are locked from handing in until the answer is there", async () => {
  const world = new World();
  world.send("a");
  assert.equal(world.queue.isLocked, false);
  world.send("submit", true);
  assert.equal(world.queue.isLocked, true);
  await world.answer();
  assert.equal(world.queue.isLocked, true);
  await world.answer();
  assert.equal(world.queue.isLocked, false);
});

test("a change that waits is forgotten when the page is shown anew", async () => {
  const world = new World();
  world.send("submit", true);
  world.send("late change");
  await world.answer();

  assert.deepEqual(world.moves, ["submit"]);
});

for (const status of ["stale", "closed"]) {
  test(`${status}: the page is shown anew, and what waits is forgotten`, async () => {
    const world = new World();
    world.send("a");
    world.send("b");
    await world.answer({ status });

    assert.deepEqual(world.shown, [["new", true]]);
    assert.equal(world.told.at(-1), status);
    assert.deepEqual(world.moves, ["a"]);
  });
}

test("too long: nothing is shown, and the next is sent", async () => {
  const world = new World();
  world.send("a");
  world.send("b");
  await world.answer({ status: "too-long", revision: 7 });

  assert.deepEqual(world.shown, []);
  assert.deepEqual(world.moves, ["a", "b"]);
  assert.deepEqual(world.told, ["saving", "toolong", "saving"]);
});

test("refused for good: nothing waits any more, and the next change is tried anew", async () => {
  const world = new World();
  world.send("a");
  world.send("b");
  await world.answer(null);
  assert.equal(world.told.at(-1), "failed");
  assert.deepEqual(world.moves, ["a"]);

  world.send("c");
  assert.deepEqual(world.moves, ["a", "c"]);
});

test("somebody else has signed in: nothing of theirs is shown, and nothing waits", async () => {
  const world = new World();
  world.send("a");
  world.send("b");
  await world.answer({ status: "other", revision: 0, html: "" });
  assert.equal(world.told.at(-1), "other");
  assert.deepEqual(world.shown, []);
  assert.deepEqual(world.moves, ["a"]);
});

test("a lost answer is asked for again under the same name, later and later", async () => {
  const world = new World();
  world.send("a");
  for (let turn = 0; turn < 7; turn += 1) {
    await world.lose();
    await world.endPause();
  }
  await world.answer();

  assert.deepEqual(world.pauses.map((one) => one.seconds), [1, 2, 4, 8, 16, 30, 30]);
  assert.deepEqual(new Set(world.ids), new Set(["m1"]));
  assert.deepEqual(new Set(world.asked.map((one) => one.message.revision)), new Set([7]));
  assert.equal(world.told.at(-1), "saved");
});

test("while it is tried again, a change replaces what waits", async () => {
  const world = new World();
  world.send("a");
  await world.lose();
  world.send("b");
  world.send("c");
  await world.endPause();
  await world.answer();

  assert.deepEqual(world.moves, ["a", "a", "c"]);
});

test("`again` is followed at once, and a second time after a while", async () => {
  const world = new World();
  world.send("a");
  await world.answer({ status: "again" });
  assert.deepEqual(world.ids, ["m1", "m1"]);
  assert.deepEqual(world.told, ["saving"]);

  await world.answer({ status: "again" });
  assert.equal(world.asked.length, 2);
  assert.deepEqual(world.pauses.map((one) => one.seconds), [1]);
  assert.equal(world.told.at(-1), "retry");

  await world.endPause();
  await world.answer();
  assert.deepEqual(world.ids, ["m1", "m1", "m1"]);
  assert.equal(world.told.at(-1), "saved");
});

test("whoever leaves sends what waits, to come after what is on its way", async () => {
  const world = new World();
  assert.equal(world.queue.last(), null);
  world.send("a");
  assert.equal(world.queue.last(), null);
  world.send("b");

  assert.deepEqual(world.queue.last(), {
    id: "m2", revision: 7, after: "m1", move: "b", live: true,
  });
});

/** A line whose patience ends when a test says so; what each request in it did, in order. */
function aLine() {
  const ends = [], done = [];
  const line = new Line((end) => {
    ends.push(end);
    return () => { done.push("called off"); };
  });
  const asked = {};
  const ask = (name) => line.inTurn(() => {
    done.push(name);
    return new Promise((resolve, reject) => { asked[name] = { resolve, reject }; });
  });
  return { line, ends, done, asked, ask };
}

test("requests of a page go one after the other, whatever becomes of them", async () => {
  const { done, asked, ask } = aLine();
  const answers = ["a", "b", "c"].map(ask);
  assert.deepEqual(done, ["a"]);

  asked.a.resolve("answer");
  assert.equal(await answers[0], "answer");
  await settled();
  assert.deepEqual(done, ["a", "called off", "b"]);

  asked.b.reject(new Error("lost"));
  await assert.rejects(answers[1], /lost/);
  await settled();
  assert.deepEqual(done.at(-1), "c");
});

test("an answer that does not come holds up nobody for long", async () => {
  const { done, ends, asked, ask } = aLine();
  const late = ask("a");
  ask("b");
  ask("c");
  ends[0]();
  assert.deepEqual(done.filter((one) => one !== "called off"), ["a", "b"]);

  asked.a.resolve("late, but there");
  assert.equal(await late, "late, but there");
  await settled();
  assert.deepEqual(done.filter((one) => one !== "called off"), ["a", "b"]);
});

test("whoever leaves the page sends all at once, and later waits again", async () => {
  const { line, done, asked, ask } = aLine();
  ["a", "b", "c"].forEach(ask);
  line.hurry(true);
  assert.deepEqual(done, ["a", "b", "c"]);

  line.hurry(false);
  ask("d");
  assert.deepEqual(done, ["a", "b", "c"]);
  Object.values(asked).forEach((one) => { one.resolve("answer"); });
  await settled();
  assert.equal(done.at(-1), "d");
});
