// @ts-check
/** Putting off: a line for later, a case for later. */
import { useState } from 'preact/hooks';
import { draftOf, sendLater, snooze } from '../../casework.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { current } from '../../store.js';
import { Dialog } from './dialog.js';
import { textOf, timeToCome, When } from './fields.js';

/** @param {{id: string}} props */
export function Later({ id }) {
  const [past, setPast] = useState(false);
  /** @param {FormData} form */
  function onDo(form) {
    const at = timeToCome(form, setPast);
    if (at) sendLater(id, textOf(form, 'text'), at);
  }
  return html`
    <${Dialog} title=${t('later_title')} lead=${t('later_lead')} doWord=${t('later_do')} onDo=${onDo}>
      <label for="text">${t('reply_label')}</label>
      <textarea id="text" name="text" rows="4" required maxlength="4000" lang=${current.value.found?.state.language}>${draftOf(id)}</textarea>
      <${When} word="later_at" quick=${['in_60', 'in_180', 'today_16', 'tomorrow_9', 'monday_9']} past=${past} first />
    <//>
  `;
}

/** @param {{id: string}} props */
export function Snooze({ id }) {
  const [past, setPast] = useState(false);
  /** @param {FormData} form */
  function onDo(form) {
    const at = timeToCome(form, setPast);
    if (at) snooze(id, at);
  }
  return html`
    <${Dialog} title=${t('snooze_title')} lead=${t('snooze_lead')} doWord=${t('snooze')} onDo=${onDo}>
      <${When} word="snooze_until" quick=${['in_60', 'in_180', 'today_16', 'tomorrow_9', 'monday_9']} past=${past} first />
    <//>
  `;
}
