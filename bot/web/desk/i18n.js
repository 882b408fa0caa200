// @ts-check
/** The desk's own words in the agent's language, and times as that language writes them. */
import { signal } from '@preact/signals';
import { recall, remember } from './keep.js';
import { en, fi, sv } from './words/words.js';

/** @typedef {keyof typeof en} Word */
/** @typedef {'fi' | 'en' | 'sv'} Language */

export const WORDS = { fi, en, sv };
const LOCALES = { fi: 'fi-FI', en: 'en-GB', sv: 'sv-FI' };

/** @param {unknown} text @returns {text is Language} */
const known = (text) => typeof text === 'string' && text in WORDS;

/** @returns {Language} the browser's first language that we have; Finnish where it has none */
function fromBrowser() {
  for (const tag of navigator.languages) {
    const short = tag.slice(0, 2).toLowerCase();
    if (known(short)) return short;
  }
  return 'fi';
}

const chosen = recall('language', '');
/** @type {import('@preact/signals').Signal<Language>} */
export const language = signal(known(chosen) ? chosen : fromBrowser());

/** @param {string} next the agent's own choice: remembered */
export function chooseLanguage(next) {
  if (!known(next)) return;
  language.value = next;
  remember('language', next);
}

/** @param {unknown} setting the account's language: holds until the agent chooses another here */
export function preferLanguage(setting) {
  if (known(setting) && !known(recall('language', ''))) language.value = setting;
}

/**
 * @param {Word} word
 * @param {Record<string, string | number>} [gaps]
 * @returns {string}
 */
export function t(word, gaps = {}) {
  return WORDS[language.value][word].replace(/\{(\w+)\}/g, (whole, gap) => String(gaps[gap] ?? whole));
}

/**
 * A word made from a key of the wire, or what to say where we have none.
 * @param {string} prefix
 * @param {string | undefined} key
 * @param {string} otherwise
 * @param {Record<string, string | number>} [gaps]
 */
export function tKey(prefix, key, otherwise, gaps = {}) {
  const word = `${prefix}_${(key ?? '').replaceAll('.', '_')}`;
  return word in en ? t(/** @type {Word} */ (word), gaps) : otherwise;
}

/** What the server refused, in the agent's language where we have words for it. @param {{code: string, message: string}} problem */
export const problemWords = (problem) => tKey('problem', problem.code, problem.message);

/** @param {string} key of a reason or signal @returns {string} */
export const reasonWords = (key) => tKey('reason', key, tKey('signal', key, key.replaceAll('_', ' ')));

/** @param {string | number | Date} at @returns {string} "14.32" in Finnish, "14:32" in English */
export const clock = (at) =>
  new Intl.DateTimeFormat(LOCALES[language.value], { hour: 'numeric', minute: '2-digit' }).format(new Date(at));

/** @param {Date} at @param {Date} now @returns {string} "Tänään", "Eilen", "perjantai 20. marraskuuta" */
export function day(at, now) {
  const apart = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (apart === 0) return t('today');
  if (apart === 1) return t('yesterday');
  const words = { weekday: 'long', day: 'numeric', month: 'long' };
  return new Intl.DateTimeFormat(LOCALES[language.value], /** @type {any} */ (words)).format(at);
}

/** @param {Date} at */
const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** @param {string} at @returns {string} day and clock, for promises */
export const dayAndClock = (at) =>
  new Intl.DateTimeFormat(LOCALES[language.value], {
    weekday: 'short', day: 'numeric', month: 'numeric', hour: 'numeric', minute: '2-digit',
  }).format(new Date(at));

/** @param {string} iso a day such as 2026-12-01 @returns {string} "ti 1.12." */
export const dayOf = (iso) =>
  new Intl.DateTimeFormat(LOCALES[language.value], { weekday: 'short', day: 'numeric', month: 'numeric', timeZone: 'UTC' }).format(new Date(iso));

/** @param {number} bytes @returns {string} "1,2 Mt" in Finnish, "340 kB" in English */
export function size(bytes) {
  const unit = bytes >= 1_000_000 ? 'megabyte' : 'kilobyte';
  const n = bytes / (unit === 'megabyte' ? 1_000_000 : 1000);
  return new Intl.NumberFormat(LOCALES[language.value], { style: 'unit', unit, maximumFractionDigits: n < 10 ? 1 : 0 }).format(n);
}

/** @param {number} euros @returns {string} "10 €", "12,50 €" */
export const money = (euros) =>
  new Intl.NumberFormat(LOCALES[language.value], { style: 'currency', currency: 'EUR', minimumFractionDigits: Number.isInteger(euros) ? 0 : 2 }).format(euros);

/**
 * @param {number} ms
 * @returns {string} "45 s", "3 min 20 s", "14 min", "2 h 5 min", "3 d": seconds only while they matter
 */
export function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(s / 60);
  const hours = Math.floor(minutes / 60);
  if (s < 60) return t('unit_s', { n: s });
  if (minutes < 10) return `${t('unit_min', { n: minutes })} ${t('unit_s', { n: s % 60 })}`;
  if (hours < 1) return t('unit_min', { n: minutes });
  if (hours < 24) return `${t('unit_h', { n: hours })} ${t('unit_min', { n: minutes % 60 })}`;
  return t('unit_d', { n: Math.floor(hours / 24) });
}
