// @ts-check
import { useState } from 'preact/hooks';
import { suggestion } from '../beside.js';
import { html } from '../html.js';
import { t } from '../i18n.js';
import { current } from '../store.js';
import { Icon } from './icon.js';

/** @typedef {{text: string | null, waits: boolean}} Thought */

/** What the assistant would say to the customer's last lines: read, then put into the field or not. @param {string} id */
export function useSuggestion(id) {
  const [thought, setThought] = useState(/** @type {Thought | null} */ (null));
  async function think() {
    if (thought?.waits) return;
    setThought({ text: null, waits: true });
    const text = await suggestion(id);
    setThought({ text, waits: false });
  }
  return { thought, think, drop: () => setThought(null) };
}

/** @param {{thought: Thought | null, use: (text: string) => void, drop: () => void}} props */
export function Suggestion({ thought, use, drop }) {
  if (!thought) return null;
  const { text, waits } = thought;
  return html`
    <section class="suggestion" aria-label=${t('suggest_title')}>
      <p role="status" class="by"><${Icon} name="bot" /><strong>${waits ? t('suggest_waits') : text ? t('suggest_title') : t('suggest_none')}</strong></p>
      ${text && html`<p class="text" lang=${current.value.found?.state.language}>${text}</p><p class="hint">${t('suggest_lead')}</p>`}
      ${!waits && html`<p class="deeds">
        ${text && html`<button type="button" onClick=${() => use(text)}>${t('suggest_use')}</button>`}
        <button type="button" onClick=${drop}>${text ? t('suggest_close') : t('close')}</button></p>`}
    </section>
  `;
}
