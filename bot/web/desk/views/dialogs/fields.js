// @ts-check
/** Parts that several dialogs have: a choice of a few, a time to come, people. */
import { useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { t, tKey } from '../../i18n.js';
import { agent, current, directory } from '../../store.js';
import { Status } from '../people.js';

/** @param {FormData} form @param {string} name @returns {string} */
export const textOf = (form, name) => String(form.get(name) ?? '').trim();

/** @param {FormData} form @returns {Date} what a `When` holds */
export const timeOf = (form) => new Date(String(form.get('due')));

/** @param {{name: string, word: import('../../i18n.js').Word, prefix: string, keys: string[], value: string, onPick: (key: string) => void, first?: boolean}} props */
export function Radios({ name, word, prefix, keys, value, onPick, first }) {
  return html`
    <fieldset class="radios">
      <legend>${t(word)}</legend>
      ${keys.map((key) => html`
        <label key=${key}>
          <input type="radio" name=${name} value=${key} checked=${key === value} onChange=${() => onPick(key)} data-first=${first && key === value ? true : undefined} />
          <span>${tKey(prefix, key, key)}</span>
        </label>`)}
    </fieldset>
  `;
}

/** @param {Date} at @returns {string} as a `datetime-local` field holds it */
function local(at) {
  const pad = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** @param {number} minutes */
const after = (minutes) => new Date(Date.now() + minutes * 60_000);

/** @param {number} days @param {number} hour */
function dayAt(days, hour) {
  const at = new Date();
  at.setDate(at.getDate() + days);
  at.setHours(hour, 0, 0, 0);
  return at;
}

/** Times one click away. */
const TIMES = /** @type {const} */ ({
  in_30: () => after(30),
  in_60: () => after(60),
  in_180: () => after(180),
  today_16: () => dayAt(0, 16),
  tomorrow_9: () => dayAt(1, 9),
  monday_9: () => dayAt(((8 - new Date().getDay()) % 7) || 7, 9),
});

/**
 * A time to come: a field, and times one click away; those already past are left out.
 * @param {{word: import('../../i18n.js').Word, quick: (keyof typeof TIMES)[], past: boolean, first?: boolean}} props
 */
export function When({ word, quick, past, first }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const times = quick.map((key) => /** @type {const} */ ([key, TIMES[key]()])).filter(([, at]) => at.getTime() > Date.now());
  return html`
    <label for="due">${t(word)}</label>
    <input id="due" name="due" type="datetime-local" required ref=${field} min=${local(new Date())} aria-describedby="due-zone due-past" data-first=${first} />
    <p class="quick">${times.map(([key, at]) => html`<button key=${key} type="button" onClick=${() => field.current && (field.current.value = local(at))}>${t(key)}</button>`)}</p>
    <p class="hint" id="due-zone">${t('promise_zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
    <p class="trouble" id="due-past" role="alert">${past ? t('past_due') : ''}</p>
  `;
}

/** @param {FormData} form @param {(late: boolean) => void} tell @returns {string | null} the instant, or null where it has passed */
export function timeToCome(form, tell) {
  const at = timeOf(form);
  const late = !(at.getTime() > Date.now());
  tell(late);
  if (late) document.getElementById('due')?.focus();
  return late ? null : at.toISOString();
}

const RANK = { online: 0, away: 1, offline: 2 };

/** @param {import('../../types.js').Person} a @param {import('../../types.js').Person} b */
const byPresence = (a, b) => RANK[a.status ?? 'offline'] - RANK[b.status ?? 'offline'] || a.name.localeCompare(b.name);

/** Everyone else at the desk, those present first; in a practice case nobody but who plays them. */
export function colleagues() {
  const playing = current.value.found?.practice_colleague;
  return playing ? [playing] : directory.value.people.filter((one) => one.id !== agent.value?.id).sort(byPresence);
}

/** @param {{key?: string, person: import('../../types.js').Person, value: string, first: boolean}} props */
export function PersonOption({ person, value, first }) {
  return html`
    <label>
      <input type="radio" name="to" value=${value} required data-first=${first ? true : undefined} />
      <span><strong>${person.name}</strong>, ${person.role} <${Status} status=${person.status} /><br />
        <small>${(person.languages ?? []).map((key) => tKey('lang', key, key)).join(', ')}</small></span>
    </label>
  `;
}
