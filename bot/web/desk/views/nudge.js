// @ts-check
import { html } from '../html.js';
import { t } from '../i18n.js';
import { post } from '../outbox.js';
import { agent, current } from '../store.js';

/** The customer has waited a while for my word: one tap sends one, as mine. Gone as soon as I have written. */
export function Nudge() {
  const { id, found } = current.value;
  const events = found?.events ?? [];
  const at = events.findLastIndex((event) => event.type === 'nudge.raised' && event.data?.to === agent.value?.id);
  const words = events[at]?.data?.suggested;
  if (!words || events.slice(at).some((event) => event.type === 'message' && event.by.kind === 'agent')) return null;
  return html`
    <div class="nudge" role="status">
      <p>${t('nudge_lead')}</p>
      <p class="deeds"><button type="button" onClick=${() => post(id, 'message', words)}>${t('nudge_do', { text: words })}</button></p>
    </div>
  `;
}
