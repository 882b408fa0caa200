// @ts-check
/**
 * The desk's ear: a socket resumed by cursor, and the long poll where sockets are blocked.
 *
 * connecting → connected ⇄ reconnecting; two sockets in a row that never welcomed us → polling, with a socket
 * tried again after 4 s, 15 s, then every minute. The cursor moves only with events we have handed on, so nothing is missed or doubled.
 */
import { call, csrf, Problem } from './api.js';

/** @typedef {import('./types.js').LinkPhase} LinkPhase */
/** @typedef {{onFrame: (frame: any) => void, onPhase: (phase: LinkPhase) => void, onStartOver: () => void,
 *   onForbidden: () => Promise<boolean>}} Ears */

const BACKOFF_MS = [300, 1000, 2000, 4000, 8000];
const PING_MS = 25_000;
const SILENCE_MS = 10_000;
const POLL_MS = [4000, 15_000, 60_000];
const HOLD_S = 25;

/**
 * @param {Ears} ears
 * @param {string} [cursor] where to go on from; absent: from what the server keeps
 */
export function listen(ears, cursor) {
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {AbortController | null} */
  let poll = null;
  let ended = false;
  let failures = 0;
  /** Sockets in a row that were never welcomed. */
  let unheard = 0;
  let pollUntil = 0;
  let after = cursor;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let wait;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let heartbeat;

  function open() {
    if (ended || socket) return;
    clearTimeout(wait);
    const mine = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/v1/desk/socket`);
    socket = mine;
    let welcomed = false;
    mine.onopen = () => {
      mine.send(JSON.stringify({ type: 'hello', csrf: csrf(), ...(after ? { after } : {}) }));
      expect(SILENCE_MS);
    };
    mine.onmessage = (message) => {
      if (mine !== socket) return;
      rest();
      const frame = parse(message.data);
      if (frame.type === 'welcome') {
        welcomed = true;
        failures = 0;
        unheard = 0;
        const fresh = !after;
        if (fresh) after = frame.cursor;
        ears.onPhase('connected');
        ears.onFrame({ ...frame, fresh });
      } else take(frame);
    };
    mine.onclose = ({ code }) => {
      if (mine === socket) lost(code, welcomed);
    };
  }

  /** @param {any} frame */
  function take(frame) {
    if (frame.type === 'ping') return send({ type: 'pong' });
    if (frame.type === 'error' && frame.code === 'cursor_unknown') return startOver();
    ears.onFrame(frame);
    if (frame.type === 'events' && frame.cursor) after = frame.cursor;
  }

  function startOver() {
    after = undefined;
    ears.onStartOver();
  }

  /** @param {number} code @param {boolean} welcomed */
  async function lost(code, welcomed) {
    drop();
    if (ended) return;
    ears.onPhase('reconnecting');
    if (code === 4400) after = undefined;
    if (code === 4403 && !(await ears.onForbidden())) return;
    failures += 1;
    if (!welcomed && code !== 4400 && code !== 4403) unheard += 1;
    if (unheard >= 2 && navigator.onLine) return longPoll();
    again();
  }

  function again() {
    if (ended) return;
    clearTimeout(wait);
    const base = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? BACKOFF_MS[0] ?? 300;
    wait = setTimeout(open, base * (0.7 + Math.random() * 0.6));
  }

  async function longPoll() {
    pollUntil = Date.now() + (POLL_MS[Math.min(unheard - 2, POLL_MS.length - 1)] ?? 0);
    let heard = false;
    while (!ended && Date.now() < pollUntil) {
      poll = new AbortController();
      try {
        if (!after) after = await endOfFeed(poll.signal, ears);
        // The first is answered at once: only an answer shows that there is a connection.
        const hold = heard ? Math.max(1, Math.min(HOLD_S, Math.round((pollUntil - Date.now()) / 1000))) : 0;
        const query = `?wait=${hold}&after=${encodeURIComponent(after)}`;
        const got = await call('GET', `/events${query}`, undefined, { timeout: 40_000, signal: poll.signal });
        heard = true;
        ears.onPhase('polling');
        ears.onFrame({ type: 'events', events: got.events ?? [], cursor: got.cursor });
        after = got.cursor ?? after;
        ears.onFrame({ type: 'polled' });
      } catch (error) {
        if (ended) return;
        if (error instanceof Problem && error.code === 'cursor_unknown') {
          startOver();
          continue;
        }
        unheard = 1; // Nothing answers at all: it is not only sockets that are blocked.
        break;
      }
    }
    poll = null;
    if (!ended && Date.now() < pollUntil) ears.onPhase('reconnecting');
    failures = Math.max(1, failures - 1);
    again();
  }

  /** @param {number} ms close the socket unless something is heard within */
  function expect(ms) {
    clearTimeout(heartbeat);
    const mine = socket;
    heartbeat = setTimeout(() => {
      if (mine && mine === socket) lost(1006, false);
    }, ms);
  }

  function rest() {
    clearTimeout(heartbeat);
    heartbeat = setTimeout(() => {
      send({ type: 'ping' });
      expect(SILENCE_MS);
    }, PING_MS);
  }

  function drop() {
    clearTimeout(heartbeat);
    const old = socket;
    socket = null;
    if (old) {
      old.onclose = old.onmessage = old.onopen = null;
      old.close();
    }
  }

  /** @param {Record<string, unknown>} frame @returns {boolean} */
  function send(frame) {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  /** The machine has lost its network: say so now instead of after the next ping. */
  function offline() {
    if (ended) return;
    poll?.abort();
    drop();
    ears.onPhase('reconnecting');
    failures = 1;
    again();
  }

  /** The network or the agent is back: try at once. */
  function poke() {
    if (ended) return;
    if (socket?.readyState === WebSocket.OPEN) return void send({ type: 'ping' });
    if (!poll) open();
  }

  function close() {
    ended = true;
    clearTimeout(wait);
    poll?.abort();
    drop();
  }

  ears.onPhase('connecting');
  open();
  return { send, offline, poke, close };
}

/**
 * Where the feed ends, for one who polls without a cursor: what lies before is fetched as lists and cases instead.
 * @param {AbortSignal} signal
 * @param {Ears} ears
 * @returns {Promise<string>}
 */
async function endOfFeed(signal, ears) {
  let cursor = '0';
  for (;;) {
    const got = await call('GET', `/events?wait=0&after=${encodeURIComponent(cursor)}`, undefined, { signal });
    cursor = got.cursor ?? cursor;
    if (!got.events?.length) break;
  }
  ears.onFrame({ type: 'welcome', fresh: true });
  return cursor;
}

/** @param {unknown} data @returns {any} */
function parse(data) {
  try {
    return JSON.parse(String(data)) ?? {};
  } catch {
    return {};
  }
}
