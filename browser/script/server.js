// @ts-check
/* The way to the server, and the page's goings: there is one line for all blocks of a page. */

import { Line } from "./moves.js";

const LARGEST_KEPT_ALIVE = 20000; // characters; browsers refuse more than 64 kB

const line = new Line((end, seconds) => {
  const timer = window.setTimeout(end, seconds * 1000);
  return () => { window.clearTimeout(timer); };
});

let isLeaving = false;

function serve() {
  line.hurry(isLeaving || document.hidden);
}

serve();
document.addEventListener("visibilitychange", serve);
window.addEventListener("pageshow", () => {
  isLeaving = false;
  serve();
});
window.addEventListener("pagehide", () => {
  isLeaving = true;
  serve();
});

/**
 * Sends a message at once, whether or not there will be somebody to hear the answer.
 * @param {string} url
 * @param {object} message
 */
export function post(url, message) {
  const body = JSON.stringify(message);
  return window.fetch(url, {
    method: "POST",
    credentials: "same-origin",
    keepalive: body.length < LARGEST_KEPT_ALIVE,
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
    body,
  });
}

/**
 * What the server answers to a message that waits for its turn; null if it will never say anything
 * else than no. Rejected where it may be worth a try again.
 * @param {string} url
 * @param {object} message
 */
export async function ask(url, message) {
  const response = await line.inTurn(() => post(url, message));
  if (response.ok) { return response.json(); }
  if (response.status < 500 && response.status !== 429) { return null; }
  throw new Error(String(response.status));
}

/**
 * Some seconds, or until the network is there again.
 * @param {number} seconds
 * @returns {Promise<void>}
 */
export function pause(seconds) {
  return new Promise((resolve) => {
    const end = () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = window.setTimeout(end, seconds * 1000);
    window.addEventListener("online", end);
  });
}

/** A name that no other move has. */
export function newName() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(8));
  return "m" + Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
}

/** @param {string} key */
function cookie(key) {
  const found = document.cookie.match(`(?:^|; )${key}=([^;]*)`);
  return found ? decodeURIComponent(found[1]) : "";
}
