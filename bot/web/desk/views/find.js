// @ts-check
import { teamName } from '../directory.js';
import { FIELDS, filtered, filters, found, look } from '../find.js';
import { html } from '../html.js';
import { t, tKey } from '../i18n.js';
import { refreshLists } from '../lists.js';
import { directory } from '../store.js';
import { Icon } from './icon.js';
import { Group } from './group.js';

const CHOICES = { language: ['fi', 'en', 'sv'], channel: ['web', 'telegram'], urgency: ['normal', 'high', 'critical'] };
const PREFIX = { language: 'lang', channel: 'channel', urgency: 'urgency' };

/** The search over everything said, and filters. */
export function Find() {
  /** @param {KeyboardEvent} press */
  function onKeyDown(press) {
    if (press.key !== 'Escape') return;
    press.preventDefault();
    look('');
    document.getElementById('list-heading')?.focus();
  }
  return html`
    <div class="find" role="search">
      <label class="hidden" for="search">${t('search')}</label>
      <input id="search" type="search" value=${found.value.words} placeholder=${t('search')} autocomplete="off" maxlength="200" aria-keyshortcuts="S"
        onInput=${(/** @type {any} */ e) => look(e.currentTarget.value)} onKeyDown=${onKeyDown} />
      <details class="filters">
        <summary class=${filtered.value ? 'on' : ''} aria-label=${t(filtered.value ? 'filters_on' : 'filters')} title=${t('filters')}><${Icon} name="filter" /></summary>
        <div class="fields">
          ${FIELDS.map((field) => html`<${Filter} key=${field} field=${field} />`)}
          ${filtered.value && html`<button type="button" onClick=${() => set({})}>${t('filters_clear')}</button>`}
        </div>
      </details>
    </div>
  `;
}

/** @param {{key?: string, field: import('../find.js').Field}} props */
function Filter({ field }) {
  const options = field === 'team'
    ? directory.value.teams.map((team) => ({ value: team.id, label: teamName(team) }))
    : CHOICES[field].map((key) => ({ value: key, label: tKey(PREFIX[field], key, key) }));
  return html`
    <label>${t(`filter_${field}`)}
      <select value=${filters.value[field] ?? ''} onChange=${(/** @type {any} */ e) => set({ ...filters.value, [field]: e.currentTarget.value })}>
        <option value="">${t('filter_any')}</option>
        ${options.map((one) => html`<option key=${one.value} value=${one.value}>${one.label}</option>`)}
      </select>
    </label>
  `;
}

/** @param {Partial<Record<import('../find.js').Field, string>>} next */
function set(next) {
  filters.value = next;
  refreshLists();
}

/** What the search found, in place of the lists. @param {{view: import('../store.js').View}} props */
export function Found({ view }) {
  const { rows, known, failed } = found.value;
  const words = failed ? t('search_failed') : t('search_count', { n: rows.length });
  return html`
    <p class="hint count-line" role="status">${known ? words : ''}</p>
    ${rows.length > 0 && html`<${Group} title=${t('search_found')} rows=${rows} kind="found" view=${view} />`}
  `;
}
