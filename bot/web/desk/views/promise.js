// @ts-check
import { useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { t, tKey } from '../i18n.js';
import { current } from '../store.js';
import { promise } from '../verbs.js';
import { Dialog } from './dialog.js';

/** @param {Date} at @returns {string} as a `datetime-local` field holds it */
function local(at) {
  const pad = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** @param {number} days @param {number} hour */
function dayAt(days, hour) {
  const at = new Date();
  at.setDate(at.getDate() + days);
  at.setHours(hour, 0, 0, 0);
  return at;
}

/** Times one click away; those already past are left out. */
const quick = () =>
  (/** @type {const} */ ([
    ['in_30', new Date(Date.now() + 30 * 60_000)],
    ['in_60', new Date(Date.now() + 60 * 60_000)],
    ['today_16', dayAt(0, 16)],
    ['tomorrow_9', dayAt(1, 9)],
  ])).filter(([, at]) => at.getTime() > Date.now());

/** Who does what, by when, where. @param {{id: string}} props */
export function PromiseDialog({ id }) {
  const telegram = current.value.found?.channel === 'telegram';
  const [what, setWhat] = useState('answer');
  const [where, setWhere] = useState(telegram ? 'telegram' : 'web');
  const [past, setPast] = useState(false);
  const due = useRef(/** @type {HTMLInputElement | null} */ (null));

  /** @param {string} next a call is made by phone, an answer written where the customer is */
  function chooseWhat(next) {
    setWhat(next);
    setWhere(next === 'call' ? 'phone' : telegram ? 'telegram' : 'web');
  }
  /** @param {FormData} form */
  function onDo(form) {
    const at = new Date(String(form.get('due')));
    const late = !(at.getTime() > Date.now());
    setPast(late);
    if (late) return due.current?.focus();
    const phone = String(form.get('phone') ?? '').trim();
    promise(id, { what, due_at: at.toISOString(), where, text: String(form.get('text')).trim(), ...(phone ? { phone } : {}) });
  }
  return html`
    <${Dialog} title=${t('promise_title')} lead=${t('promise_lead')} doWord=${t('promise_do')} onDo=${onDo}>
      <${Radios} name="what" word="promise_what" prefix="what" keys=${['call', 'answer', 'action']} value=${what} onPick=${chooseWhat} first />
      <label for="due">${t('promise_due')}</label>
      <input id="due" name="due" type="datetime-local" required ref=${due} min=${local(new Date())} aria-describedby="due-zone due-past" />
      <p class="quick">${quick().map(([word, at]) => html`<button type="button" onClick=${() => due.current && (due.current.value = local(at))}>${t(word)}</button>`)}</p>
      <p class="hint" id="due-zone">${t('promise_zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
      <p class="trouble" id="due-past" role="alert">${past ? t('past_due') : ''}</p>
      <${Radios} name="where" word="promise_where" prefix="where" keys=${['phone', 'web', 'telegram']} value=${where} onPick=${setWhere} />
      ${where === 'phone' && html`
        <label for="phone">${t('promise_phone')}</label>
        <input id="phone" name="phone" type="tel" required autocomplete="off" />`}
      <label for="text">${t('promise_text')}</label>
      <textarea id="text" name="text" rows="2" required maxlength="1000" lang=${current.value.found?.state.language}></textarea>
    <//>
  `;
}

/** @param {{name: string, word: import('../i18n.js').Word, prefix: string, keys: string[], value: string, onPick: (key: string) => void, first?: boolean}} props */
function Radios({ name, word, prefix, keys, value, onPick, first }) {
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
