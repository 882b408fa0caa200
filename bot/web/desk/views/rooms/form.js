// @ts-check
/** What the rooms' forms share: what is on its way, what was refused, and lists fetched once. */
import { useEffect, useState } from 'preact/hooks';
import { call, Problem } from '../../api.js';
import { html } from '../../html.js';
import { problemWords, t, tKey } from '../../i18n.js';
import { tell } from '../../store.js';
import { toneWords } from '../warning.js';

export const LANGUAGES = /** @type {const} */ (['fi', 'en', 'sv']);

/** @param {any} field */
export const valueOf = (field) => String(field.currentTarget.value);

/**
 * @template T @param {string} path @param {T} nothing
 * @returns {{found: T, failed: boolean, again: () => Promise<void>}}
 */
export function useFetched(path, nothing) {
  const [found, setFound] = useState(nothing);
  const [failed, setFailed] = useState(false);
  async function again() {
    try {
      setFound(await call('GET', path));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }
  useEffect(() => void again(), [path]);
  return { found, failed, again };
}

/** One deed at a time, with what was refused in the agent's words; the problem itself for those who can say more. */
export function useDeed() {
  const [waits, setWaits] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [trouble, setTrouble] = useState('');
  /** @template T @param {() => Promise<T>} work @param {string} [good] @returns {Promise<T | null>} null: refused */
  async function run(work, good) {
    if (waits) return null;
    setWaits(true);
    setTrouble('');
    setProblem(null);
    try {
      const got = await work();
      if (good) tell('good', good);
      return got;
    } catch (error) {
      setProblem(error instanceof Problem ? error : null);
      setTrouble(error instanceof Problem ? problemWords(error) : t('sign_in_unreachable'));
      return null;
    } finally {
      setWaits(false);
    }
  }
  return { waits, trouble, problem, run };
}

/** @param {{trouble: string, children?: any}} props */
export const Trouble = ({ trouble, children }) => html`<div class="trouble-box" role="alert">${trouble && html`<p class="trouble">${trouble}</p>${children}`}</div>`;

/** @param {{trouble: string, problem: Problem | null}} props what was refused: rules of the tone guide one by one, by language */
export function Refused({ trouble, problem }) {
  const broken = /** @type {{language: string, why: string}[]} */ (problem?.body['broken'] ?? []);
  return html`
    <${Trouble} trouble=${broken.length ? t('tone_broken') : trouble}>
      <ul>${broken.map((one) => html`<li>${tKey('lang', one.language, one.language)}: ${toneWords(one.why)}</li>`)}</ul>
    <//>`;
}

/** @param {{texts: Record<string, string>, set: (texts: Record<string, string>) => void, name: string}} props one field per language */
export const Texts = ({ texts, set, name }) => LANGUAGES.map((key) => html`
  <label key=${key} for="${name}-${key}">${t(`text_${key}`)}</label>
  <textarea id="${name}-${key}" rows="2" lang=${key} value=${texts[key] ?? ''} onInput=${(/** @type {any} */ e) => set({ ...texts, [key]: valueOf(e) })}></textarea>`);

/** @param {Record<string, string>} texts without those left empty */
export const written = (texts) => Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.trim()]).filter(([, text]) => text));
