// @ts-check
/** Where I am, kept in the address: `#/now`, `#/now/<id>`, `#/people`. Back and forward work as everywhere. */
import { route } from './store.js';

/** @typedef {import('./store.js').View} View */

/** @type {View[]} */
export const VIEWS = ['now', 'team', 'resolved', 'people', 'rooms'];

/** @param {View} view @param {string | null} [id] */
export const href = (view, id) => `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}`;

/** @param {View} view @param {string | null} [id] */
export function go(view, id) {
  location.hash = href(view, id);
}

/** The case that an address opens; in the rooms it names a room instead. */
export const caseOf = () => (route.value.view === 'rooms' ? null : route.value.id);

export const backToRooms = () => go('rooms');

function read() {
  const [, view, id] = location.hash.split('/');
  const known = VIEWS.find((one) => one === view) ?? 'now';
  route.value = { view: known, id: id ? decode(id) : null };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function followAddress() {
  addEventListener('hashchange', read);
  read();
}
