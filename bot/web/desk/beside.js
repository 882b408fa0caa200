// @ts-check
/** What helps a person answer: canned replies, the check of a draft, a suggestion, the order and earlier cases beside it. */
import { signal } from '@preact/signals';
import { call, casePath, Problem } from './api.js';

/** @typedef {{id: string, name: string, texts: Record<string, string>, filled?: {language: string, text: string, missing: string[]}}} Canned */
/** @typedef {{what: string, value: string, event_id: string | null}} Told  what the customer has told already */
/** @typedef {{conversation: string, text: string, already: Told[], tone: string[]}} Checked */
/** @typedef {{id: string, rows: import('./types.js').Row[]}} Earlier */
/** @typedef {{id: string, number: string | null, order: Record<string, any> | null, down: boolean}} OrderBeside */

const CHECK_MS = 4000;
const SUGGEST_MS = 12_000;

/** Canned replies filled in for a case; `id`: which. @type {import('@preact/signals').Signal<{id: string, rows: Canned[]}>} */
export const canned = signal({ id: '', rows: [] });
/** @type {import('@preact/signals').Signal<Earlier | null>} */
export const earlier = signal(null);
/** @type {import('@preact/signals').Signal<OrderBeside | null>} */
export const order = signal(null);

/** @param {string} id */
export async function fetchCanned(id) {
  const got = await call('GET', `/canned?conversation=${encodeURIComponent(id)}`);
  canned.value = { id, rows: got.canned ?? [] };
}

/**
 * Those whose short name begins with what was typed, then those whose name or words hold it.
 * @param {Canned[]} rows @param {string} typed @returns {Canned[]}
 */
export function matching(rows, typed) {
  const wanted = typed.toLowerCase();
  const starts = rows.filter((one) => one.id.startsWith(wanted));
  const holds = rows.filter((one) => !starts.includes(one) && `${one.name} ${one.filled?.text ?? ''}`.toLowerCase().includes(wanted));
  return [...starts, ...holds].slice(0, 8);
}

/** @param {string} id @param {string} text @returns {Promise<Checked>} nothing to say where the server does not answer in time */
export async function check(id, text) {
  const nothing = { conversation: id, text, already: [], tone: [] };
  return call('POST', casePath(id, 'check'), { text }, { timeout: CHECK_MS }).then((got) => ({ ...nothing, ...got }), () => nothing);
}

/** @param {string} id @returns {Promise<string | null>} what the assistant would say; never sent by itself */
export async function suggestion(id) {
  const got = await call('POST', casePath(id, 'suggest'), {}, { timeout: SUGGEST_MS }).catch(() => ({}));
  return got.text ?? null;
}

/** @param {string} id @returns {Promise<string[]>} likely words for what it was about */
export async function likelyAbout(id) {
  const got = await call('GET', casePath(id, 'about')).catch(() => ({}));
  return got.suggestions ?? [];
}

/** @param {string} id */
export async function fetchEarlier(id) {
  const got = await call('GET', casePath(id, 'earlier')).catch(() => ({}));
  earlier.value = { id, rows: got.conversations ?? [] };
}

/** @param {string} id */
export async function fetchOrder(id) {
  try {
    const got = await call('GET', casePath(id, 'order'));
    order.value = { id, number: got.number ?? null, order: got.order ?? null, down: false };
  } catch (error) {
    const down = error instanceof Problem && error.code === 'orders_unavailable';
    order.value = { id, number: null, order: null, down };
  }
}
