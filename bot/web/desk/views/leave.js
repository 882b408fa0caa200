// @ts-check
import { askLeave, leaveAlone, mayAsk } from '../alerts.js';
import { html } from '../html.js';
import { t } from '../i18n.js';

/** Asked once, in words, before the browser asks: whether it may tell of those who wait while the page is out of sight. */
export function AskLeave() {
  if (!mayAsk.value) return null;
  return html`
    <div class="leave" role="group" aria-label=${t('notify_title')}>
      <p>${t('notify_lead')}</p>
      <p class="deeds"><button onClick=${askLeave}>${t('notify_yes')}</button> <button onClick=${leaveAlone}>${t('notify_no')}</button></p>
    </div>
  `;
}
