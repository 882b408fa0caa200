// @ts-check
import { useComputed } from '@preact/signals';
import { html } from '../html.js';
import { dayAndClock, reasonWords, span, t, tKey } from '../i18n.js';
import { nameOf, reasonKeys } from '../reduce.js';
import { href } from '../route.js';
import { current, now, unread } from '../store.js';
import { Icon } from './icon.js';

/** @typedef {import('../types.js').Row} RowData */

/** One case in a list: who, how long, why, last words. @param {{row: RowData, kind: string, view: import('../store.js').View}} props */
export function Row({ row, kind, view }) {
  const fresh = unread.value.has(row.id);
  const reasons = reasonKeys(row.reasons).map(reasonWords);
  const waits = ['alarms', 'offered', 'waiting'].includes(kind) || row.handler === 'queue';
  return html`
    <li class="row ${kind} ${row.urgency ?? 'normal'} ${row.alarm ? 'alarm' : ''} ${fresh ? 'fresh' : ''}">
      <a href=${href(view, row.id)} data-case=${row.id} aria-current=${current.value.id === row.id ? 'true' : undefined}>
        <span class="line">
          <span class="who">${nameOf(row) || t('customer')}</span>
          <${Marks} row=${row} fresh=${fresh} />
          ${kind === 'mine' && !fresh && row.last_by === 'customer' && !row.thanked && html`<span class="tag">${t('your_turn')}</span>`}
          <${Since} at=${waits ? row.waiting_since : row.last_at} waits=${waits} />
        </span>
        ${row.promise_due_at && html`<${Due} at=${row.promise_due_at} />`}
        ${reasons.length > 0 && kind !== 'mine' && html`<span class="why">${reasons.join(' · ')}</span>`}
        ${row.snippet && html`<span class="last" lang=${row.language}>${row.snippet}</span>`}
        ${!row.snippet && row.last_text && html`<span class="last" lang=${row.language}>${row.last_text}</span>`}
        <span class="facts">
          ${kind === 'offered' && html`<span class="tag offered">${t('offered')}</span>`}
          <span>${tKey('lang', row.language, row.language ?? '')}</span>
          <span>${tKey('channel', row.channel, row.channel ?? '')}</span>
          ${kind === 'snoozed' && row.snoozed_until && html`<span>${t('snoozed_until', { time: dayAndClock(row.snoozed_until) })}</span>`}
          ${waits && row.acked_by?.length ? html`<span>${t('acked', { name: row.acked_by.map((one) => one?.name).filter(Boolean).join(', ') })}</span>` : null}
          ${waits && !row.acked_by?.length && (row.alert_step ?? 0) > 0 && html`<span class="tag high">${t('alerted')}</span>`}
          ${(kind === 'team' || kind === 'found') && row.status === 'resolved' && html`<span>${t('has_it_resolved')}</span>`}
          ${(kind === 'team' || (kind === 'found' && row.status !== 'resolved')) && html`<span>${holder(row)}</span>`}
        </span>
      </a>
    </li>
  `;
}

/** @param {RowData} row @returns {string} who has it, in words */
function holder(row) {
  if (row.handler === 'agent' && row.holder?.name) return t('has_it', { name: row.holder.name });
  return row.handler === 'bot' ? t('has_it_bot') : t('has_it_queue');
}

/** @param {{row: RowData, fresh: boolean}} props */
export function Marks({ row, fresh }) {
  return html`
    ${row.alarm && html`<span class="tag alarm"><${Icon} name="alarm" />${t('alarm')}</span>`}
    ${!row.alarm && row.urgency === 'critical' && html`<span class="tag critical">${t('urgency_critical')}</span>`}
    ${!row.alarm && row.urgency === 'high' && html`<span class="tag high">${t('urgency_high')}</span>`}
    ${row.practice && html`<span class="tag practice">${t('practice_tag')}</span>`}
    ${fresh && html`<span class="tag new">${t('new_messages')}</span>`}
  `;
}

/** A promise about to fall due. @param {{at: string}} props */
function Due({ at }) {
  const due = Date.parse(at);
  const words = useComputed(() => {
    const ms = due - now.value;
    const left = span(Math.floor(Math.abs(ms) / 60_000) * 60_000 || 59_000);
    return `${t('line_promise')} ${dayAndClock(at)}, ${t(ms >= 0 ? 'due_in' : 'due_past', { time: left })}`;
  });
  return html`<span class="due">${words}</span>`;
}

/** A ticking time; only its text node changes. @param {{at?: string | null, waits: boolean}} props */
export function Since({ at, waits }) {
  const from = at ? Date.parse(at) : NaN;
  const words = useComputed(() => {
    const ms = now.value - from;
    if (waits) return span(ms);
    return ms < 60_000 ? t('just_now') : t('last_written', { time: span(Math.floor(ms / 60_000) * 60_000).replace(/ 0 s$/, '') });
  });
  if (Number.isNaN(from)) return null;
  return html`<time class="since" datetime=${at}><span class="hidden">${waits ? `${t('waiting_group')} ` : ''}</span>${words}</time>`;
}
