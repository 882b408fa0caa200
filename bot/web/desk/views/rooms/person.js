// @ts-check
/** The fields of an account, those that one may change. */
import { useState } from 'preact/hooks';
import { teamName } from '../../directory.js';
import { html } from '../../html.js';
import { dayOf, t, tKey } from '../../i18n.js';
import { directory } from '../../store.js';
import { weekOf, weekWords } from '../../week.js';
import { LANGUAGES, valueOf } from './form.js';

/** @typedef {{id: string, email: string, name: string, surname?: string, role_line?: string, team: string, roles: string[], languages: string[],
 *   skills: string[], capacity: number, on_call: boolean, hours?: Record<string, string>, new_until?: string | null, photo?: string | null, status?: import('../../types.js').Presence}} Account */

export const ROLES = ['agent', 'lead', 'admin'];

/**
 * @param {{who: Partial<Account>, set: (change: Partial<Account>) => void, own?: boolean, roles: string[]}} props
 *   `own`: only what everybody may say of themselves; `roles`: those that may be given here
 */
export function Fields({ who, set, own, roles }) {
  /** @param {'name' | 'surname' | 'role_line'} key @param {boolean} [required] */
  const line = (key, required) => html`
    <label for="account-${key}">${t(`account_${key}`)}</label>
    <input id="account-${key}" required=${required} maxlength="80" value=${who[key] ?? ''} autocomplete="off" onInput=${(/** @type {any} */ e) => set({ [key]: valueOf(e) })} />`;
  return html`
    ${line('name', true)} ${!own && line('surname')} ${line('role_line')}
    ${!own && html`
      <label for="account-team">${t('account_team')}</label>
      <select id="account-team" value=${who.team} onChange=${(/** @type {any} */ e) => set({ team: valueOf(e) })}>
        ${directory.value.teams.map((team) => html`<option key=${team.id} value=${team.id}>${teamName(team)}</option>`)}
      </select>`}
    <label for="account-skills">${t('account_skills')}</label>
    <input id="account-skills" value=${(who.skills ?? []).join(', ')} autocomplete="off" onChange=${(/** @type {any} */ e) => set({ skills: valueOf(e).split(',').map((one) => one.trim()).filter(Boolean) })} />
    <${Week} hours=${who.hours} set=${(/** @type {Record<string, string>} */ hours) => set({ hours })} own=${own} />
    <${Some} word="account_languages" keys=${LANGUAGES} prefix="lang" chosen=${who.languages ?? []} set=${(/** @type {string[]} */ languages) => set({ languages })} />
    ${!own && html`
      ${who.new_until && html`<p class="hint">${t('first_days', { day: dayOf(who.new_until) })}</p>`}
      <label for="account-capacity">${t('account_capacity')}</label>
      <input id="account-capacity" type="number" min="1" max="50" required value=${who.capacity ?? 4} onInput=${(/** @type {any} */ e) => set({ capacity: Number(valueOf(e)) })} />
      <label class="switch"><input type="checkbox" checked=${who.on_call} onChange=${() => set({ on_call: !who.on_call })} /> ${t('account_on_call')}</label>`}
    ${!own && roles.length > 0 && html`<${Some} word="account_roles" keys=${roles} prefix="role" chosen=${who.roles ?? []} set=${(/** @type {string[]} */ some) => set({ roles: some })} />`}
  `;
}

/** @param {{hours?: Record<string, string>, set: (hours: Record<string, string>) => void, own?: boolean}} props */
function Week({ hours, set, own }) {
  const [wrong, setWrong] = useState(false);
  /** @param {any} e */
  function change(e) {
    const week = weekOf(valueOf(e));
    e.currentTarget.setCustomValidity(week ? '' : t('hours_problem'));
    setWrong(!week);
    if (week) set(week);
  }
  return html`
    <label for="account-hours">${t(own ? 'hours' : 'hours_of')}</label>
    <textarea id="account-hours" rows="2" aria-describedby="account-hours-hint" aria-invalid=${wrong} value=${weekWords(hours)} onChange=${change}></textarea>
    <p class=${wrong ? 'trouble' : 'hint'} id="account-hours-hint" aria-live="polite">${t(wrong ? 'hours_problem' : 'hours_hint')}</p>
  `;
}

/** @param {{word: import('../../i18n.js').Word, keys: readonly string[], prefix: string, chosen: string[], set: (keys: string[]) => void}} props */
const Some = ({ word, keys, prefix, chosen, set }) => html`
  <fieldset class="radios">
    <legend>${t(word)}</legend>
    ${keys.map((key) => html`<label key=${key}><input type="checkbox" checked=${chosen.includes(key)}
      onChange=${() => set(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key])} /> <span>${tKey(prefix, key, key)}</span></label>`)}
  </fieldset>
`;
