// @ts-check
/** Lines on their way: kept in the browser until stored, sent in order, each with the same `client_id` every time. */
import { call, casePath, newId, Problem } from './api.js';
import { giveBackFiles } from './files.js';
import { problemWords, t } from './i18n.js';
import { keepOutbox, recallOutbox } from './keep.js';
import { arrived, changeLine, nextToSend } from './reduce.js';
import { agent, current, outbox, refill } from './store.js';

/** @typedef {import('./types.js').LineKind} LineKind */
/** @typedef {import('./types.js').Outgoing} Outgoing */
/** @typedef {import('./types.js').Event} Event */

const BACKOFF_MS = [500, 1000, 2000, 4000, 8000];

/** @type {Set<string>} */
const flying = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let failures = 0;

/** @param {Outgoing[]} lines */
function set(lines) {
  if (lines === outbox.value) return;
  outbox.value = lines;
  if (agent.value) keepOutbox(agent.value.id, lines.filter((line) => line.status !== 'sent'));
}

/** @param {boolean} signedInAnew lines from before a sign-out wait for the agent's word */
export function restoreOutbox(signedInAnew) {
  const lines = agent.value ? recallOutbox(agent.value.id) : [];
  set(lines.map((line) => (signedInAnew ? { ...line, status: 'held', why: t('held_old') } : line)));
  flush();
}

/** @param {string} conversation @param {LineKind} kind @param {string} text @param {import('./types.js').StoredFile[]} [files] */
export function post(conversation, kind, text, files) {
  const line = { client_id: newId(), conversation, kind, text, at: Date.now(), ...(files?.length ? { files } : {}) };
  set([...outbox.value, { ...line, status: 'waiting' }]);
  flush();
}

/** Sends what waits; safe to call at any time. */
export function flush() {
  clearTimeout(timer);
  for (const line of nextToSend(outbox.value)) if (!flying.has(line.client_id)) sendLine(line);
}

/** @param {Outgoing} line */
async function sendLine(line) {
  flying.add(line.client_id);
  try {
    const path = casePath(line.conversation, line.kind === 'note' ? 'notes' : 'messages');
    const files = line.files ? { files: line.files.map((file) => file.id) } : {};
    const got = await call('POST', path, { client_id: line.client_id, text: line.text, ...files });
    failures = 0;
    stored(line, got.event_id);
  } catch (error) {
    if (error instanceof Problem && !error.passing && error.status !== 401) hold(line, error);
    else later();
  } finally {
    flying.delete(line.client_id);
  }
  if (!failures) flush();
}

/** @param {Outgoing} line @param {string} eventId */
function stored(line, eventId) {
  const { id, found } = current.value;
  const shown = id !== line.conversation || found?.events.some((event) => event.id === eventId);
  if (shown) set(outbox.value.filter((one) => one.client_id !== line.client_id));
  else set(changeLine(outbox.value, line.client_id, { status: 'sent', event_id: eventId }));
}

/** @param {Outgoing} line @param {Problem} problem */
function hold(line, problem) {
  const name = problem.holder?.name;
  const why = problem.status === 409 && name ? t('held_not_yours', { name }) : problemWords(problem);
  set(changeLine(outbox.value, line.client_id, { status: 'held', why }));
}

function later() {
  failures += 1;
  timer = setTimeout(flush, BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1]);
}

/** @param {Event} event of the feed, or of a fetched case */
export const seenInFeed = (event) => set(arrived(outbox.value, event));

/** @param {Outgoing} line the agent says: send it after all */
export function release(line) {
  set(changeLine(outbox.value, line.client_id, { status: 'waiting', why: undefined }));
  flush();
}

/** @param {Outgoing} line */
export const discard = (line) => set(outbox.value.filter((one) => one.client_id !== line.client_id));

/** @param {Outgoing} line back into the field, to be changed */
export function takeBack(line) {
  discard(line);
  giveBackFiles(line.conversation, line.files ?? []);
  refill.value = { text: line.text, kind: line.kind };
}
