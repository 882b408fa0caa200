// @ts-check
/** Practising: a customer of one's own, for somebody's first days. */
import { call } from '../api.js';
import { html } from '../html.js';
import { dayOf, language, t } from '../i18n.js';
import { refreshLists } from '../lists.js';
import { go } from '../route.js';
import { agent, practice } from '../store.js';
import { refused } from '../verbs.js';

async function begin() {
  try {
    const { conversation } = await call('POST', '/practice', { language: language.value });
    refreshLists();
    go('now', conversation.id);
  } catch (error) {
    refused(error);
  }
}

/** Offered where no case is open, until one practises. */
export function OfferPractice() {
  const until = agent.value?.new_until;
  return html`
    <div class="practise">
      ${until && html`<p>${t('first_days', { day: dayOf(until) })}</p>`}
      ${!practice.value.rows.length && html`<p class="hint">${t('practice_lead')}</p><p><button onClick=${begin}>${t('practice_do')}</button></p>`}
    </div>
  `;
}
