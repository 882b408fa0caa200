// @ts-check
/** A promise: made, kept, tried, moved, taken back. */
import { useState } from 'preact/hooks';
import { endPromise } from '../../casework.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { current, subject } from '../../store.js';
import { promise } from '../../verbs.js';
import { Dialog } from './dialog.js';
import { Radios, textOf, timeToCome, When } from './fields.js';

/** Who does what, by when, where. @param {{id: string}} props */
export function PromiseDialog({ id }) {
  const telegram = current.value.found?.channel === 'telegram';
  const [what, setWhat] = useState('answer');
  const [where, setWhere] = useState(telegram ? 'telegram' : 'web');
  const [past, setPast] = useState(false);

  /** @param {string} next a call is made by phone, an answer written where the customer is */
  function chooseWhat(next) {
    setWhat(next);
    setWhere(next === 'call' ? 'phone' : telegram ? 'telegram' : 'web');
  }
  /** @param {FormData} form */
  function onDo(form) {
    const at = timeToCome(form, setPast);
    const phone = textOf(form, 'phone');
    if (at) promise(id, { what, due_at: at, where, text: textOf(form, 'text'), ...(phone ? { phone } : {}) });
  }
  return html`
    <${Dialog} title=${t('promise_title')} lead=${t('promise_lead')} doWord=${t('promise_do')} onDo=${onDo}>
      <${Radios} name="what" word="promise_what" prefix="what" keys=${['call', 'answer', 'action']} value=${what} onPick=${chooseWhat} first />
      <${When} word="promise_due" quick=${['in_30', 'in_60', 'today_16', 'tomorrow_9']} past=${past} />
      <${Radios} name="where" word="promise_where" prefix="where" keys=${['phone', 'web', 'telegram']} value=${where} onPick=${setWhere} />
      ${where === 'phone' && html`
        <label for="phone">${t('promise_phone')}</label>
        <input id="phone" name="phone" type="tel" required autocomplete="off" />`}
      <label for="text">${t('promise_text')}</label>
      <textarea id="text" name="text" rows="2" required maxlength="500" lang=${current.value.found?.state.language}></textarea>
    <//>
  `;
}

/** @param {{id: string}} props */
export const Kept = ({ id }) => html`
  <${Dialog} title=${t('kept_title')} lead=${t('kept_lead')} doWord=${t('kept_do')}
    onDo=${(/** @type {FormData} */ form) => endPromise(id, subject.value, 'kept', { text: textOf(form, 'text') })}>
    <label for="text">${t('kept_text')}</label>
    <textarea id="text" name="text" rows="3" required maxlength="500" data-first lang=${current.value.found?.state.language}></textarea>
  <//>
`;

/** @param {{id: string}} props */
export const Tried = ({ id }) => html`
  <${Dialog} title=${t('tried_title')} lead=${t('tried_lead')} doWord=${t('tried_do')} onDo=${() => endPromise(id, subject.value, 'tried')} />
`;

/** @param {{id: string}} props */
export const Withdraw = ({ id }) => html`
  <${Dialog} title=${t('withdraw_title')} lead=${t('withdraw_lead')} doWord=${t('withdraw_do')}
    onDo=${(/** @type {FormData} */ form) => endPromise(id, subject.value, 'withdraw', { text: textOf(form, 'text'), asked: form.has('asked') })}>
    <label for="text">${t('withdraw_text')}</label>
    <textarea id="text" name="text" rows="2" required maxlength="500" data-first lang=${current.value.found?.state.language}></textarea>
    <label><input type="checkbox" name="asked" /> <span>${t('withdraw_asked')}</span></label>
  <//>
`;

/** @param {{id: string}} props */
export function Move({ id }) {
  const [past, setPast] = useState(false);
  /** @param {FormData} form */
  function onDo(form) {
    const at = timeToCome(form, setPast);
    if (at) endPromise(id, subject.value, 'move', { due_at: at });
  }
  return html`
    <${Dialog} title=${t('move_title')} lead=${t('move_lead')} doWord=${t('move_do')} onDo=${onDo}>
      <${When} word="promise_due" quick=${['in_60', 'today_16', 'tomorrow_9', 'monday_9']} past=${past} first />
    <//>
  `;
}
