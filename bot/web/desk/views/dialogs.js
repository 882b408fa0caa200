// @ts-check
import { useEffect, useRef } from 'preact/hooks';
import { teamName, whose } from '../directory.js';
import { html } from '../html.js';
import { t, tKey } from '../i18n.js';
import { recallDraft } from '../keep.js';
import { SHORTCUTS, toggleKeys } from '../keys.js';
import { fetchDirectory } from '../lists.js';
import { agent, current, dialog, directory, keysOn } from '../store.js';
import { decline, giveBack, resolve, transfer } from '../verbs.js';
import { Dialog } from './dialog.js';
import { Status } from './people.js';
import { PromiseDialog } from './promise.js';

/** The dialog that is open, if one is. */
export function Dialogs() {
  const which = dialog.value;
  if (!which) return null;
  const parts = { decline: Decline, transfer: Transfer, return: Return, resolve: Resolve, promise: PromiseDialog, help: Help };
  return html`<${parts[which]} key=${which} id=${current.value.id} />`;
}

/** @param {{id: string}} props */
function Decline({ id }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const reasons = /** @type {const} */ (['decline_busy', 'decline_skill', 'decline_language']);
  /** @param {string} words */
  function fill(words) {
    if (field.current) field.current.value = words;
    field.current?.focus();
  }
  return html`
    <${Dialog} title=${t('decline_title')} lead=${t('decline_lead')} doWord=${t('decline')} onDo=${(/** @type {FormData} */ form) => decline(id, text(form, 'reason'))}>
      <label for="reason">${t('decline_reason')}</label>
      <input id="reason" name="reason" required maxlength="300" ref=${field} data-first autocomplete="off" />
      <p class="quick">${reasons.map((one) => html`<button type="button" onClick=${() => fill(t(one))}>${t(one)}</button>`)}</p>
    <//>
  `;
}

/** @param {{id: string}} props */
function Transfer({ id }) {
  useEffect(() => void fetchDirectory().catch(() => {}), []);
  const people = directory.value.people.filter((one) => one.id !== agent.value?.id).sort(byPresence);
  const { teams } = directory.value;
  /** @param {FormData} form */
  function onDo(form) {
    const to = text(form, 'to');
    transfer(id, to, text(form, 'reason'), whose(to));
  }
  return html`
    <${Dialog} title=${t('transfer_title')} lead=${t('transfer_lead')} doWord=${t('transfer_do')} onDo=${onDo}>
      <fieldset class="options">
        <legend>${t('transfer_to')}</legend>
        ${people.length > 0 && html`<p class="kind">${t('transfer_people')}</p>`}
        ${people.map((one, at) => html`
          <label key=${one.id}>
            <input type="radio" name="to" value=${one.email ?? one.id} required data-first=${at === 0 ? true : undefined} />
            <span><strong>${one.name}</strong>, ${one.role} <${Status} status=${one.status} /><br />
              <small>${(one.languages ?? []).map((key) => tKey('lang', key, key)).join(', ')}</small></span>
          </label>`)}
        ${teams.length > 0 && html`<p class="kind">${t('transfer_teams')}</p>`}
        ${teams.map((one) => html`
          <label key=${one.id}><input type="radio" name="to" value=${one.id} required /><span>${teamName(one)}</span></label>`)}
      </fieldset>
      <label for="reason">${t('transfer_reason')}</label>
      <input id="reason" name="reason" required maxlength="300" autocomplete="off" />
    <//>
  `;
}

const RANK = { online: 0, away: 1, offline: 2 };

/** @param {import('../types.js').Person} a @param {import('../types.js').Person} b */
const byPresence = (a, b) => RANK[a.status ?? 'offline'] - RANK[b.status ?? 'offline'] || a.name.localeCompare(b.name);

/** @param {{id: string}} props */
function Return({ id }) {
  return html`
    <${Dialog} title=${t('return_title')} lead=${t('return_lead')} doWord=${t('return_bot')} onDo=${(/** @type {FormData} */ form) => giveBack(id, text(form, 'reason'))}>
      <label for="reason">${t('return_reason')}</label>
      <input id="reason" name="reason" maxlength="300" data-first autocomplete="off" />
    <//>
  `;
}

/** @param {{id: string}} props */
function Resolve({ id }) {
  const promises = current.value.found?.state.promises ?? [];
  const open = promises.some((one) => one.status === 'open' || one.status === 'moved');
  const draft = recallDraft(agent.value?.id ?? '', id, 'message');
  return html`
    <${Dialog} title=${t('resolve_title')} lead=${t('resolve_lead')} doWord=${t('resolve')} onDo=${() => resolve(id)}>
      ${open && html`<p class="heed">${t('resolve_promises')}</p>`}
      ${draft && html`<p class="heed">${t('resolve_draft')}</p>`}
    <//>
  `;
}

function Help() {
  return html`
    <${Dialog} title=${t('help_title')} lead=${t('help_lead')}>
      <label class="switch"><input type="checkbox" checked=${keysOn.value} onChange=${toggleKeys} /> ${t('keys_on')}</label>
      <dl class="shortcuts">
        ${SHORTCUTS.map(([keys, word]) => html`
          <div key=${word}><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${t(word)}</dd></div>`)}
      </dl>
    <//>
  `;
}

/** @param {FormData} form @param {string} name */
const text = (form, name) => String(form.get(name) ?? '').trim();
