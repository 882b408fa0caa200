// @ts-check
import { html } from '../html.js';
import { t } from '../i18n.js';
import { fetchMore } from '../lists.js';
import { filtered, found, shownCalm } from '../find.js';
import { alarms, asked, calm, mine, offered, practice, resolved, snoozed, team, waiting } from '../store.js';
import { AskLeave } from './leave.js';
import { Find, Found } from './find.js';
import { Group } from './group.js';
import { FirstDays } from './practice.js';

/** @param {{view: 'now' | 'team' | 'resolved'}} props */
export function Lists({ view }) {
  const stale = [waiting, mine, offered].some((list) => list.value.stale);
  return html`
    <h2 id="list-heading" class="hidden" tabindex="-1">${t(view)}</h2>
    <${Find} />
    <${AskLeave} />
    ${stale && html`<p class="stale" role="status">${t('list_stale')}</p>`}
    ${found.value.words.trim() ? html`<${Found} view=${view} />` : view === 'now' ? html`<${Now} />` : html`<${Paged} view=${view} />`}
  `;
}

function Now() {
  return html`
    <${Group} title=${t('alarm')} rows=${alarms.value} kind="alarms" view="now" />
    <${Group} title=${t('offered_group')} rows=${offered.value.rows} kind="offered" view="now" />
    <${Group} title=${t('asked_group')} rows=${asked.value.rows} kind="asked" view="now" />
    <${Group} title=${t('mine_group')} rows=${mine.value.rows} kind="mine" view="now" />
    <${Group} title=${t('practice_group')} rows=${practice.value.rows} kind="practice" view="now" />
    <${Group} title=${t('waiting_group')} rows=${shownCalm.value} kind="waiting" view="now"
      empty=${waiting.value.known && !offered.value.rows.length && !alarms.value.length ? (filtered.value && calm.value.length ? t('filtered_empty', { n: calm.value.length }) : t('waiting_empty')) : ''} />
    <${FirstDays} />
    <${Group} title=${t('snoozed_group')} rows=${snoozed.value.rows} kind="snoozed" view="now" />
  `;
}

/** @param {{view: 'team' | 'resolved'}} props */
function Paged({ view }) {
  const list = view === 'team' ? team : resolved;
  const { rows, known, next } = list.value;
  return html`
    <${Group} title=${t(view)} rows=${rows} kind=${view} view=${view} empty=${known ? t(`${view}_empty`) : ''} />
    ${next && html`<button class="more" onClick=${() => fetchMore(list, view)}>${t('load_more')}</button>`}
  `;
}
