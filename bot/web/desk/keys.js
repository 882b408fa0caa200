// @ts-check
/** Single-key shortcuts. None fires while someone writes, with a modifier held, or over a dialog; all can be put off. */
import { acknowledge } from './alerts.js';
import { seen } from './cases.js';
import { remember } from './keep.js';
import { draftOf, reopen, wake } from './casework.js';
import { go } from './route.js';
import { toggleSound } from './sound.js';
import { busy, claimable, current, dialog, heads, keysOn, offeredIds, openDialog, phase, refill, route, standing } from './store.js';
import { claim, write } from './verbs.js';

/** The shortcuts as the help shows them: keys, and the word for what they do. */
export const SHORTCUTS = /** @type {const} */ ([
  ['J ↓', 'key_next'],
  ['K ↑', 'key_previous'],
  ['Enter', 'key_open'],
  ['Esc U', 'key_back'],
  ['1 2 3 4 5', 'key_views'],
  ['C', 'key_claim'],
  ['D', 'key_decline'],
  ['R', 'key_reply'],
  ['N', 'key_note'],
  ['T', 'key_transfer'],
  ['P', 'key_promise'],
  ['B', 'key_return'],
  ['A', 'key_ask'],
  ['L', 'key_later'],
  ['Z', 'key_snooze'],
  ['W', 'key_wake'],
  ['G', 'key_goodwill'],
  ['O', 'key_reopen'],
  ['/', 'key_canned'],
  ['E', 'key_resolve'],
  ['S', 'key_search'],
  ['X', 'key_ack'],
  ['M', 'key_sound'],
  ['?', 'key_help'],
]);

/** @type {Record<string, () => void>} */
const DEEDS = {
  j: () => step(1),
  k: () => step(-1),
  u: back,
  escape: back,
  c: claimHere,
  d: () => offeredIds.value.has(current.value.id) && openDialog('decline'),
  r: () => standing.value === 'mine' && write('message'),
  n: () => current.value.found && write('note'),
  t: () => standing.value === 'mine' && openDialog('transfer'),
  p: () => standing.value === 'mine' && openDialog('promise'),
  b: () => standing.value === 'mine' && openDialog('return'),
  e: () => standing.value === 'mine' && openDialog('resolve'),
  a: () => current.value.found && standing.value !== 'resolved' && openDialog('ask'),
  l: () => standing.value === 'mine' && openDialog('later'),
  z: () => standing.value === 'mine' && openDialog('snooze'),
  g: () => standing.value === 'mine' && openDialog('goodwill'),
  w: () => current.value.found?.snoozed_until && wake(current.value.id),
  '/': slash,
  o: () => standing.value === 'resolved' && current.value.found && reopen(current.value.id),
  s: search,
  x: acknowledgeHere,
  m: toggleSound,
  '?': () => openDialog('help'),
  1: () => go('now'),
  2: () => go('team'),
  3: () => go('resolved'),
  4: () => go('people'),
  5: () => heads.value && go('rooms'),
};
const WRITES = 'input, textarea, select, [contenteditable]';

/** So long after the field has gone from under somebody's hands their next letters are still meant for it. */
const REST_MS = 1500;
let restsUntil = 0;

/** The field has gone while somebody wrote in it: no letter of theirs becomes a command, and the focus is at the conversation. */
export function fieldIsGone() {
  restsUntil = Date.now() + REST_MS;
  document.getElementById('case-heading')?.focus();
}

export function listenToKeys() {
  addEventListener('keydown', (press) => {
    const at = /** @type {Element | null} */ (press.target instanceof Element ? press.target : null);
    if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return;
    if (phase.value !== 'in' || busy.value || dialog.value || document.querySelector('dialog[open]')) return;
    if (at?.closest(WRITES)) return void leaveField(press, at);
    const inList = at?.closest('.rows') && { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (inList) {
      press.preventDefault();
      return step(inList);
    }
    const deed = DEEDS[press.key.toLowerCase()];
    if (!deed || press.repeat || (!keysOn.value && press.key !== 'Escape') || Date.now() < restsUntil) return;
    press.preventDefault();
    deed();
  });
}

/** Escape in a field gives the focus back to the conversation; what was written stays. @param {KeyboardEvent} press @param {Element} at */
function leaveField(press, at) {
  if (press.key !== 'Escape' || !at.closest('.composer')) return;
  press.preventDefault();
  document.getElementById('case-heading')?.focus();
}

/** Canned replies: as if "/" were typed into the empty reply. */
function slash() {
  if (standing.value !== 'mine') return;
  write('message');
  if (!draftOf(current.value.id)) refill.value = { text: '/', kind: 'message' };
}

/** @param {number} by */
function step(by) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.rows a[data-case]')]);
  const focused = rows.findIndex((row) => row === document.activeElement);
  const open = rows.findIndex((row) => row.dataset['case'] === current.value.id);
  const from = focused >= 0 ? focused : open >= 0 ? open : by > 0 ? -1 : 0;
  rows[Math.min(rows.length - 1, Math.max(0, from + by))]?.focus();
}

/** Takes the case the focus is on in the list, else the open one. */
async function claimHere() {
  const row = /** @type {HTMLElement | null} */ (document.activeElement?.closest?.('a[data-case]'));
  const id = row?.dataset['case'] ?? (claimable.value ? current.value.id : '');
  if (!id) return;
  if (id !== current.value.id) go('now', id);
  await claim(id);
}

function back() {
  const { view, id } = route.value;
  if (!id) return;
  seen(id);
  const focusRow = () => requestAnimationFrame(() => requestAnimationFrame(() => {
    const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.rows a[data-case]')]);
    (rows.find((row) => row.dataset['case'] === id) ?? rows[0])?.focus();
  }));
  addEventListener('hashchange', focusRow, { once: true });
  go(view);
}

/** Among people in the directory, among cases elsewhere. */
function search() {
  if (route.value.id && !document.getElementById('search')?.checkVisibility()) back();
  setTimeout(() => document.getElementById(route.value.view === 'people' ? 'people-search' : 'search')?.focus(), 60);
}

/** Says that the one the focus is on has been seen. */
function acknowledgeHere() {
  const row = /** @type {HTMLElement | null} */ (document.activeElement?.closest?.('a[data-case]'));
  acknowledge(row?.dataset['case'] ?? current.value.id);
}

export function toggleKeys() {
  keysOn.value = !keysOn.value;
  remember('keys', keysOn.value);
}

export { back as backToList };
