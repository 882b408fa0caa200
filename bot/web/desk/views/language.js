// @ts-check
import { html } from '../html.js';
import { chooseLanguage, language, t, WORDS } from '../i18n.js';

/** Each language in its own words. */
export function LanguageChoice() {
  return html`
    <label class="language">
      <span>${t('ui_language')}</span>
      <select value=${language.value} onChange=${(/** @type {any} */ e) => chooseLanguage(e.currentTarget.value)}>
        ${Object.entries(WORDS).map(([key, words]) => html`<option value=${key} lang=${key}>${words.language_name}</option>`)}
      </select>
    </label>
  `;
}
