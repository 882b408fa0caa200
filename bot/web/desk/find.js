// @ts-check
/** Finding cases: filters over the lists, and the search over everything said. */
import { computed, signal } from '@preact/signals';
import { call } from './api.js';
import { calm, directory, phase } from './store.js';

/** @typedef {import('./types.js').Row} Row */
/** @typedef {'team' | 'language' | 'channel' | 'urgency'} Field */

export const FIELDS = /** @type {const} */ (['team', 'language', 'channel', 'urgency']);

/** What the lists are narrowed to; empty: nothing. @type {import('@preact/signals').Signal<Partial<Record<Field, string>>>} */
export const filters = signal({});
/** @type {import('@preact/signals').Signal<{words: string, rows: Row[], known: boolean, failed: boolean}>} */
export const found = signal({ words: '', rows: [], known: false, failed: false });

export const filtered = computed(() => Object.values(filters.value).some(Boolean));
export const filterQuery = computed(() =>
  FIELDS.filter((field) => filters.value[field]).map((field) => `&${field}=${encodeURIComponent(filters.value[field] ?? '')}`).join(''),
);

/** Who waits and is not in danger, as narrowed. Alarms and offers are never filtered away. */
export const shownCalm = computed(() => (filtered.value ? calm.value.filter(fits) : calm.value));

/** @param {Row} row */
function fits(row) {
  const { team, language, channel, urgency } = filters.value;
  const topics = directory.value.teams.find((one) => one.id === team)?.topics;
  if (team && row.topic && !topics?.includes(row.topic)) return false;
  return (!language || row.language === language) && (!channel || row.channel === channel) && (!urgency || row.urgency === urgency);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {AbortController | null} */
let flying = null;
const PAUSE_MS = 200;

/** @param {string} words looks as soon as nobody types; empty: no search */
export function look(words) {
  clearTimeout(timer);
  flying?.abort();
  found.value = { ...found.value, words, known: found.value.known && Boolean(words.trim()) };
  if (words.trim()) timer = setTimeout(() => fetchFound(words), PAUSE_MS);
}

/** @param {string} words */
async function fetchFound(words) {
  const breaker = new AbortController();
  flying = breaker;
  try {
    const got = await call('GET', `/search?q=${encodeURIComponent(words.trim())}&limit=50`, undefined, { signal: breaker.signal });
    if (found.value.words === words && phase.value === 'in') found.value = { words, rows: got.conversations ?? [], known: true, failed: false };
  } catch {
    if (found.value.words === words) found.value = { words, rows: [], known: true, failed: true };
  }
}
