// @ts-check
/* Moves on their way to the server. Nothing here knows of a page, a clock or a network. */

/**
 * What the server says to a move.
 * @typedef {object} Answer
 * @property {string} status "ok", or why not: "stale", "closed", "too-long", "other", "again"
 * @property {number} revision of the learner's work, after the move
 * @property {string} html the page as it is now
 */

/**
 * Something to send. What it says is written when its turn has come, so that it is the newest.
 * @typedef {object} Job
 * @property {boolean} show whether the whole page is to be shown anew, and nothing changed before
 * @property {() => object} write what the move says
 */

/**
 * What a queue needs of the world.
 * @typedef {object} World
 * @property {(message: object) => Promise<Answer | null>} ask what the server says; null if it
 *   never will say anything else than no; rejected where nothing came back
 * @property {(seconds: number) => Promise<void>} pause until then, or until it may be worth a try
 * @property {() => string} name a new name for a move
 * @property {(what: string) => void} say tells the learner what becomes of a change
 * @property {(html: string, all: boolean) => void} show the page as it is now, or parts of it
 */

const LONGEST_PAUSE = 30;

/** The moves of one block: one is on its way, and at most one waits. */
export class MoveQueue {
  /**
   * @param {World} world
   * @param {number} revision of the learner's work as the page shows it
   */
  constructor(world, revision) {
    this.world = world;
    this.revision = revision;
    /** @type {Job | null} */
    this.waiting = null;
    /** @type {Job | null} */
    this.sending = null;
    this.sentAs = "";
  }

  /** Whether something was handed in that the server has not answered. */
  get isLocked() {
    return Boolean((this.sending && this.sending.show) || (this.waiting && this.waiting.show));
  }

  /**
   * Sends *job* when its turn has come, in place of what waits: it says all that the earlier did.
   * What has been handed in is not replaced by a change.
   * @param {Job} job
   */
  send(job) {
    if (this.waiting && this.waiting.show && !job.show) { return; }
    this.waiting = job;
    if (!this.sending) { this.next(); }
  }

  /**
   * The message that waits, for a page that is being left. There is no time for the answer to the
   * one on its way: the message says which it is, and the server takes it to come after that.
   * @returns {object | null}
   */
  last() {
    return this.waiting && this.message(this.waiting, this.world.name(), this.sentAs);
  }

  next() {
    const job = this.sending = this.waiting;
    this.waiting = null;
    if (!job) { return; }
    this.world.say("saving");
    this.sentAs = this.world.name();
    this.deliver(this.message(job, this.sentAs, "")).then((answer) => this.settle(job, answer));
  }

  /**
   * @param {Job} job
   * @param {string} id
   * @param {string} after the id of the move that has to be there before it
   */
  message(job, id, after) {
    return { id, revision: this.revision, after, ...job.write() };
  }

  /**
   * What the server says in the end. A lost answer is asked for again under the same name: the
   * server does nothing twice.
   * @param {object} message
   */
  async deliver(message) {
    let seconds = 1, isRepeated = false;
    for (;;) {
      const answer = await this.world.ask(message).catch(() => undefined);
      if (answer && answer.status === "again" && !isRepeated) {
        isRepeated = true; // another request came between: once more at once, and then later
        continue;
      }
      if (answer !== undefined && !(answer && answer.status === "again")) { return answer; }
      const pause = this.world.pause(seconds);
      this.world.say("retry");
      await pause;
      seconds = Math.min(seconds * 2, LONGEST_PAUSE);
    }
  }

  /**
   * @param {Job} job
   * @param {Answer | null} answer
   */
  settle(job, answer) {
    this.sending = null;
    // What was typed stays on the page, and is sent with the next change.
    if (!answer || answer.status === "other") {
      this.waiting = null;
      this.world.say(answer ? "other" : "failed");
      return;
    }
    this.revision = answer.revision;
    if (answer.status === "too-long") {
      this.world.say("toolong");
    } else {
      const isRefused = answer.status === "stale" || answer.status === "closed";
      const all = job.show || isRefused;
      if (all) { this.waiting = null; }
      this.world.show(answer.html, all);
      this.world.say(isRefused ? answer.status : "saved");
    }
    this.next();
  }
}

const PATIENCE = 10; // seconds: an answer that does not come holds up nobody

/** Requests of a page's blocks, one after the other: all of them write what is the learner's. */
export class Line {
  /**
   * @param {(end: () => void, seconds: number) => (() => void)} later calls *end* after a while,
   *   and gives what calls that off
   */
  constructor(later) {
    this.later = later;
    /** @type {(() => void)[]} */
    this.line = [];
    this.busy = 0;
    this.isHurried = false;
  }

  /**
   * What *ask* resolves to, called when its turn has come.
   * @template T
   * @param {() => Promise<T>} ask
   * @returns {Promise<T>}
   */
  inTurn(ask) {
    return new Promise((resolve) => {
      this.line.push(() => resolve(this.begin(ask)));
      this.serve();
    });
  }

  /**
   * Sends all at once from now on, or no longer: who leaves the page waits for nothing, and the
   * server keeps requests apart, too.
   * @param {boolean} isHurried
   */
  hurry(isHurried) {
    this.isHurried = isHurried;
    this.serve();
  }

  serve() {
    while (this.line.length && (!this.busy || this.isHurried)) {
      const first = this.line.shift();
      if (first) { first(); }
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} ask
   */
  begin(ask) {
    let isOver = false;
    const end = () => {
      if (isOver) { return; }
      isOver = true;
      callOff();
      this.busy -= 1;
      this.serve();
    };
    const callOff = this.later(end, PATIENCE);
    this.busy += 1;
    const asked = ask();
    asked.then(end, end);
    return asked;
  }
}
