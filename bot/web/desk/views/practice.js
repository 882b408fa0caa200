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

/** In somebody's first days, in their list: how many cases at a time, and somebody to practise on. */
export function FirstDays() {
  const until = agent.value?.new_until;
  if (!until) return null;
  return html`<div class="practise"><p>${t('first_days', { day: dayOf(until) })}</p><${OfferPractice} /></div>`;
}

/** Until one practises. */
export const OfferPractice = () => !practice.value.rows.length && html`
  <p class="hint">${t('practice_lead')}</p><p><button onClick=${begin}>${t('practice_do')}</button></p>`;
