// @ts-check
import { useEffect, useRef, useState } from 'preact/hooks';
import { check } from '../beside.js';
import { html } from '../html.js';
import { t, tKey } from '../i18n.js';
import { link } from '../store.js';

/** @typedef {import('../beside.js').Checked} Checked */

const PAUSE_MS = 600;
const WAIT_MS = 700;

/** Rules of the tone guide worth a word while writing; lengths are not. @type {[string, import('../i18n.js').Word][]} */
const TONE = [
  ['no blame', 'tone_blame'], ['a hollow phrase', 'tone_hollow'], ['form-speak', 'tone_form'], ['an inside word', 'tone_inside'],
  ['performed feeling', 'tone_feeling'], ['rephrase yourself', 'tone_rephrase'], ['try again later', 'tone_later'], ['more than one question', 'tone_questions'],
];

/** @param {string} why a rule of the tone guide as the server names it @returns {string} in the agent's language, with the words that broke it */
export function toneWords(why) {
  const [rule] = why.split(':');
  const word = [...TONE, /** @type {const} */ (['an exclamation mark', 'tone_mark'])].find(([key]) => key === rule)?.[1];
  if (!word) return t('tone_long');
  return t(word) + why.slice(rule?.length ?? 0);
}

/**
 * Looks at a reply while it is written and once more before it goes, where it asks something.
 * @param {string} id @param {string} text @param {boolean} wanted only replies are looked at
 */
export function useCheck(id, text, wanted) {
  const [checked, setChecked] = useState(/** @type {Checked | null} */ (null));
  const latest = useRef('');
  latest.current = text;
  const shown = wanted && checked?.conversation === id && text.trim() && !text.startsWith('/') ? checked : null;

  /** @param {string} draft */
  async function look(draft) {
    const found = await check(id, draft);
    if (latest.current.trim() === draft) setChecked(found);
    return found;
  }
  useEffect(() => {
    const draft = text.trim();
    if (!wanted || draft.length < 8 || draft.startsWith('/') || link.value.phase === 'reconnecting') return;
    const timer = setTimeout(() => look(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [id, text, wanted]);

  /** @param {string} draft @returns {Promise<boolean>} whether it may go: it asks nothing that was told, or the agent has seen the warning */
  async function mayGo(draft) {
    if (!wanted || !draft.includes('?') || link.value.phase === 'reconnecting') return true;
    if (shown?.already.length) return true;
    if (shown?.text === draft) return true;
    const found = await Promise.race([look(draft), new Promise((done) => setTimeout(done, WAIT_MS, null))]);
    return !found?.already.length;
  }
  return { shown, mayGo };
}

/** @param {{shown: Checked | null}} props */
export function Warning({ shown }) {
  const told = shown?.already ?? [];
  const tone = TONE.filter(([why]) => shown?.tone.some((one) => one.startsWith(why))).map(([, word]) => t(word));
  return html`
    <div role="status" class="warning" hidden=${!told.length && !tone.length}>
      ${told.length > 0 && html`<p><strong>${t('already')}:</strong> ${told.map((one) => `${tKey('already', one.what, one.what)} ${one.value}`).join(', ')}. <span class="keys">${t('already_again')}</span></p>`}
      ${tone.length > 0 && html`<p><strong>${t('tone_mind')}:</strong> ${tone.join(', ')}.</p>`}
    </div>
  `;
}
