// @ts-check
/** A lead's verbs: a word to whoever has the case, and taking it over. */
import { helpIn, takeOver } from '../../casework.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { Dialog } from './dialog.js';
import { textOf } from './fields.js';

/** @param {{id: string}} props */
export const HelpIn = ({ id }) => html`
  <${Dialog} title=${t('help_in')} lead=${t('help_in_lead')} doWord=${t('send')} onDo=${(/** @type {FormData} */ form) => helpIn(id, textOf(form, 'text'))}>
    <label for="text">${t('help_in_text')}</label>
    <textarea id="text" name="text" rows="3" required maxlength="4000" data-first></textarea>
  <//>
`;

/** @param {{id: string}} props */
export const TakeOver = ({ id }) => html`
  <${Dialog} title=${t('take_over')} lead=${t('take_over_lead')} doWord=${t('take_over')} onDo=${(/** @type {FormData} */ form) => takeOver(id, textOf(form, 'reason'))}>
    <label for="reason">${t('decline_reason')}</label>
    <input id="reason" name="reason" required maxlength="500" data-first autocomplete="off" />
  <//>
`;
