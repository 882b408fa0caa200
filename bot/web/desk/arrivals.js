// @ts-check
/** Who came into the lists since they were last fetched: one sound, and one sentence. */
import { tellOf } from './alerts.js';
import { t } from './i18n.js';
import { nameOf } from './reduce.js';
import { chime } from './sound.js';
import { offered, say, waiting } from './store.js';

/** @typedef {import('./store.js').List} List */
/** @typedef {import('./types.js').Row} Row */

/** As many are named in one sentence; more are counted. */
const NAMED = 3;

/** @param {List} offeredBefore @param {List} waitingBefore */
export function tellWhatCame(offeredBefore, waitingBefore) {
  const offers = fresh(offeredBefore, offered.value);
  const waits = fresh(waitingBefore, waiting.value).filter((row) => !offered.value.rows.some((one) => one.id === row.id));
  const alarms = [...offers, ...waits].filter((row) => row.alarm);
  const [first] = [...alarms, ...offers, ...waits];
  if (!first) return;
  chime(alarms.length ? 'alarm' : offers.length ? 'offer' : 'waiting');
  if (alarms.length) return tellOf(first.id, t('new_alarm', { name: names(alarms) }));
  if (!waitingBefore.known) return say([counted('offered_group', offers), counted('waiting_group', waits)].filter(Boolean).join('. '));
  tellOf(first.id, offers.length ? t('new_offer', { name: names(offers) }) : t('new_waiting', { name: names(waits) }));
}

/** @param {List} before @param {List} after @returns {Row[]} */
function fresh(before, after) {
  const had = new Set(before.rows.map((row) => row.id));
  return after.rows.filter((row) => !had.has(row.id));
}

/** Who is there already when the desk opens is not new. @param {'offered_group' | 'waiting_group'} group @param {Row[]} rows */
const counted = (group, rows) => rows.length && t('list_count', { label: t(group), n: rows.length });

/** @param {Row[]} rows @returns {string} */
const names = (rows) =>
  rows.length > NAMED ? String(rows.length) : rows.map((row) => nameOf(row) || t('customer')).join(', ');
