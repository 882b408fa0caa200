// @ts-check
/** The lists and the directory: fetched when the server says that something changed, never more often than needed. */
import { batch } from '@preact/signals';
import { call, Problem } from './api.js';
import { tellWhatCame } from './arrivals.js';
import { filterQuery } from './find.js';
import { peopleAfter, rowsAfter } from './reduce.js';
import { agent, asked, directory, mine, offered, practice, resolved, route, snoozed, team, unread, waiting } from './store.js';

/** @typedef {import('./store.js').List} List */
/** @typedef {import('./types.js').Event} Event */
/** @typedef {import('./types.js').Row} Row */

const PAGE = 100;
const QUEUE_LIMIT = 500;
const PAUSE_MS = 250;
const AGAIN_MS = 3000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let running = false;
let again = false;
/** Also what no change of the queue can have changed: put off, asked of me. */
let wantsAll = true;

/** Fetch the lists: at once, then at most every 250 ms however often it is asked for. @param {{queueOnly?: boolean}} [what] */
export async function refreshLists({ queueOnly = false } = {}) {
  again = true;
  wantsAll ||= !queueOnly;
  if (running) return;
  running = true;
  clearTimeout(timer);
  again = false;
  const good = await fetchShown().catch(() => false);
  timer = setTimeout(() => {
    running = false;
    if (again || !good) refreshLists({ queueOnly: good && !wantsAll });
  }, good ? PAUSE_MS : AGAIN_MS);
}

/** @returns {Promise<boolean>} whether every list came */
async function fetchShown() {
  const { view } = route.value;
  const all = wantsAll;
  wantsAll = false;
  const wanted = [
    [waiting, `/queue?limit=${QUEUE_LIMIT}`],
    [offered, `/conversations?view=offered&limit=${PAGE}`],
    [mine, `/conversations?view=mine&limit=${PAGE}`],
    ...(all ? [[snoozed, `/conversations?view=snoozed&limit=${PAGE}`], [asked, `/conversations?view=asked&limit=${PAGE}`], [practice, `/conversations?view=practice&limit=${PAGE}`]] : []),
    ...(view === 'team' ? [[team, `/conversations?view=team&limit=${PAGE}${filterQuery.value}`]] : []),
    ...(view === 'resolved' ? [[resolved, `/conversations?view=resolved&limit=${PAGE}${filterQuery.value}`]] : []),
  ];
  const got = await Promise.allSettled(wanted.map(([, path]) => call('GET', String(path))));
  const before = { waiting: waiting.value, offered: offered.value };
  batch(() => {
    got.forEach((answer, index) => {
      const list = /** @type {import('@preact/signals').Signal<List>} */ (wanted[index]?.[0]);
      if (answer.status === 'rejected') list.value = { ...list.value, stale: true };
      else list.value = { ...paged(answer.value.conversations ?? []), known: true, stale: false };
    });
    const held = new Set(mine.value.rows.map((row) => row.id));
    if ([...unread.value].some((id) => !held.has(id))) {
      unread.value = new Set([...unread.value].filter((id) => held.has(id)));
    }
  });
  tellWhatCame(before.offered, before.waiting);
  return got.every((answer) => answer.status === 'fulfilled');
}

/** A page goes on after its last row. @param {Row[]} rows @returns {{rows: Row[], next?: string}} */
const paged = (rows) => ({ rows, next: rows.length >= PAGE ? rows.at(-1)?.id : undefined });

/** @param {import('@preact/signals').Signal<List>} list @param {'team' | 'resolved'} view */
export async function fetchMore(list, view) {
  const after = list.value.next;
  if (!after) return;
  const got = await call('GET', `/conversations?view=${view}&limit=${PAGE}&after=${encodeURIComponent(after)}${filterQuery.value}`).catch(startOver);
  if (!got) return;
  const { rows, next } = paged(got.conversations ?? []);
  list.value = { ...list.value, rows: [...list.value.rows, ...rows], next };
}

/** The row that a page ended with has left the list. @param {unknown} error @returns {void} */
function startOver(error) {
  if (!(error instanceof Problem && error.code === 'cursor_unknown')) throw error;
  refreshLists();
}

/** Last words in the rows, without fetching. @param {Event} event */
export function showInRows(event) {
  for (const list of [waiting, offered, mine, snoozed, asked, practice, team]) {
    const rows = rowsAfter(list.value.rows, event);
    if (rows !== list.value.rows) list.value = { ...list.value, rows };
  }
}

export async function fetchDirectory() {
  const got = await call('GET', '/people');
  directory.value = { people: got.people ?? [], teams: got.teams ?? [], known: true };
}

/** @param {import('./types.js').Person[]} news */
export function showPeople(news) {
  directory.value = { ...directory.value, people: peopleAfter(directory.value.people, news) };
  const me = news.find((one) => one.id === agent.value?.id);
  if (agent.value && me?.status && me.status !== agent.value.status) agent.value = { ...agent.value, status: me.status };
}
