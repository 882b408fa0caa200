// @ts-check
/** A week as people write it, a line for some days, and as the server keeps it: `{"mon-thu": "8-16"}`. */
import { language } from './i18n.js';

const DAYS = /** @type {const} */ (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
/** @type {Record<string, readonly string[]>} */
const NAMES = {
  fi: ['ma', 'ti', 'ke', 'to', 'pe', 'la', 'su'],
  en: DAYS,
  sv: ['mån', 'tis', 'ons', 'tor', 'fre', 'lör', 'sön'],
};
const LINE = /^([\p{L}]+)(?:\s*[-–]\s*([\p{L}]+))?\s+(\d.*)$/u;

/** @param {string} name in any of our languages @returns {string} `mon`, or '' */
function keyOf(name) {
  const at = Object.values(NAMES).map((names) => names.indexOf(name.toLowerCase())).find((index) => index >= 0) ?? -1;
  return DAYS[at] ?? '';
}

/** @param {string} text @returns {Record<string, string> | null} null: a line that is none */
export function weekOf(text) {
  /** @type {Record<string, string>} */
  const week = {};
  for (const line of text.split(/[\n,;]/).map((one) => one.trim()).filter(Boolean)) {
    const [, first = '', last = '', span = ''] = LINE.exec(line) ?? [];
    const days = [keyOf(first), last && keyOf(last)];
    if (!days[0] || (last && !days[1])) return null;
    week[days.filter(Boolean).join('-')] = span.trim();
  }
  return week;
}

/** @param {Record<string, string> | undefined} week @param {string} [between] @returns {string} in the agent's language */
export function weekWords(week, between = '\n') {
  const names = NAMES[language.value] ?? DAYS;
  const day = (/** @type {string} */ key) => names[DAYS.indexOf(/** @type {any} */ (key))] ?? key;
  return Object.entries(week ?? {}).map(([days, span]) => `${days.split('-').map(day).join('-')} ${span}`).join(between);
}
