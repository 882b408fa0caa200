// @ts-check
/** Saying no to an offer, handing on to a colleague or team, giving back to the bot. */
import { useEffect, useRef } from 'preact/hooks';
import { teamName, whose } from '../../directory.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { fetchDirectory } from '../../lists.js';
import { current, directory } from '../../store.js';
import { decline, giveBack, transfer } from '../../verbs.js';
import { Dialog } from './dialog.js';
import { colleagues, PersonOption, textOf } from './fields.js';

/** @param {{id: string}} props */
export function Decline({ id }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const reasons = /** @type {const} */ (['decline_busy', 'decline_skill', 'decline_language']);
  /** @param {string} words */
  function fill(words) {
    if (field.current) field.current.value = words;
    field.current?.focus();
  }
  return html`
    <${Dialog} title=${t('decline_title')} lead=${t('decline_lead')} doWord=${t('decline')} onDo=${(/** @type {FormData} */ form) => decline(id, textOf(form, 'reason'))}>
      <label for="reason">${t('decline_reason')}</label>
      <input id="reason" name="reason" required maxlength="300" ref=${field} data-first autocomplete="off" />
      <p class="quick">${reasons.map((one) => html`<button type="button" onClick=${() => fill(t(one))}>${t(one)}</button>`)}</p>
    <//>
  `;
}

/** @param {{id: string}} props */
export function Transfer({ id }) {
  useEffect(() => void fetchDirectory().catch(() => {}), []);
  const people = colleagues();
  const { practice } = current.value.found ?? {};
  const teams = practice ? [] : directory.value.teams;
  /** @param {FormData} form */
  function onDo(form) {
    const to = textOf(form, 'to');
    transfer(id, to, textOf(form, 'reason'), whose(to));
  }
  return html`
    <${Dialog} title=${t('transfer_title')} lead=${t('transfer_lead')} doWord=${t('transfer_do')} onDo=${onDo}>
      <fieldset class="options">
        <legend>${t('transfer_to')}</legend>
        ${people.length > 0 && html`<p class="kind">${t('transfer_people')}</p>`}
        ${people.map((one, at) => html`<${PersonOption} key=${one.id} person=${one} value=${one.email || one.id} first=${at === 0} />`)}
        ${teams.length > 0 && html`<p class="kind">${t('transfer_teams')}</p>`}
        ${teams.map((one) => html`
          <label key=${one.id}><input type="radio" name="to" value=${one.id} required /><span>${teamName(one)}</span></label>`)}
      </fieldset>
      ${!practice && html`<p class="hint">${t('transfer_absent')}</p>`}
      <label for="reason">${t('transfer_reason')}</label>
      <input id="reason" name="reason" required maxlength="300" autocomplete="off" />
    <//>
  `;
}

/** @param {{id: string}} props */
export const Return = ({ id }) => html`
  <${Dialog} title=${t('return_title')} lead=${t('return_lead')} doWord=${t('return_bot')} onDo=${(/** @type {FormData} */ form) => giveBack(id, textOf(form, 'reason'))}>
    <label for="reason">${t('return_reason')}</label>
    <input id="reason" name="reason" maxlength="300" data-first autocomplete="off" />
  <//>
`;
