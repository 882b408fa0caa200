// @ts-check
import { useRef } from 'preact/hooks';
import { html } from '../html.js';
import { chooseLanguage, language, t, WORDS } from '../i18n.js';
import { setPresence, signOut } from '../session.js';
import { toggleSound } from '../sound.js';
import { agent, dialog, soundOn } from '../store.js';
import { Face } from './face.js';
import { Icon } from './icon.js';

/** Presence, sound, help, and the agent's own menu. */
export function Tools() {
  const who = agent.value;
  return html`
    <div class="tools">
      <label class="presence ${who?.status ?? 'offline'}">
        <span class="hidden">${t('presence')}</span>
        <span class="dot" aria-hidden="true"></span>
        <select value=${who?.status ?? 'offline'} onChange=${(/** @type {any} */ e) => setPresence(e.currentTarget.value)}>
          ${(/** @type {const} */ (['online', 'away', 'offline'])).map((one) => html`<option value=${one}>${t(one)}</option>`)}
        </select>
      </label>
      <button class="tool" aria-pressed=${soundOn.value} aria-label=${t('sound')} title=${t(soundOn.value ? 'sound_on' : 'sound_off')}
        onClick=${toggleSound}><${Icon} name=${soundOn.value ? 'sound' : 'mute'} /></button>
      <button class="tool wide" aria-label=${t('help')} title=${t('help')} aria-keyshortcuts="?"
        onClick=${() => (dialog.value = 'help')}><${Icon} name="help" /></button>
      <${Menu} />
    </div>
  `;
}

function Menu() {
  const box = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  /** @param {KeyboardEvent} press */
  function onKeyDown(press) {
    if (press.key !== 'Escape' || !box.current?.open) return;
    press.preventDefault();
    box.current.open = false;
    box.current.querySelector('summary')?.focus();
  }
  /** @param {FocusEvent} out */
  function onFocusOut(out) {
    if (box.current && out.relatedTarget instanceof Node && !box.current.contains(out.relatedTarget)) box.current.open = false;
  }
  const who = agent.value;
  return html`
    <details class="menu" ref=${box} onKeyDown=${onKeyDown} onFocusOut=${onFocusOut}>
      <summary aria-label="${t('settings')}: ${who?.name ?? ''}"><${Face} name=${who?.name ?? ''} kind="agent" /></summary>
      <div class="sheet">
        <p><strong>${who?.name}</strong><br />${who?.role}</p>
        <${LanguageChoice} />
        <button onClick=${() => (dialog.value = 'help')}>${t('help')}</button>
        <button onClick=${signOut}>${t('sign_out')}</button>
      </div>
    </details>
  `;
}

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
