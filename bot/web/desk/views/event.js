// @ts-check
import { html } from '../html.js';
import { clock, dayAndClock, money, t, tKey } from '../i18n.js';
import { named, photoOf, whose } from '../directory.js';
import { nameOf } from '../reduce.js';
import { current } from '../store.js';
import { Origin, undelivered } from './delivery.js';
import { Face } from './face.js';
import { Files } from './files.js';
import { Icon } from './icon.js';
import { Dropped } from './later.js';

/** @typedef {import('../types.js').Event} Event */
/** @typedef {{event: Event, language?: string, edited?: string, failure?: Event, seen?: boolean}} ItemProps `seen`: only where the mark stands */

/** One event of the transcript, as agents see it. @param {ItemProps} props */
export function EventItem(props) {
  const { event } = props;
  switch (event.type) {
    case 'message':
    case 'announcement':
      return html`<${Line} ...${props} />`;
    case 'note':
      return html`<${Note} ...${props} />`;
    case 'reply.suppressed':
      return html`<${Suppressed} ...${props} />`;
    case 'later.dropped':
      return html`<${Dropped} ...${props} />`;
    case 'delivery.failed':
      return html`<${NotDelivered} ...${props} />`;
    case 'message.edited':
      return event.data?.event_id ? null : html`<${Line} ...${props} edited=${event.text} />`;
    default:
      return html`<${Happening} ...${props} />`;
  }
}

/** @param {Event} event @returns {string} */
function author({ by }) {
  return by.kind === 'agent' ? named(by) || t('agent') : by.kind === 'customer' ? by.name || nameOf(current.value.found) || t('customer') : t(by.kind);
}

/** @param {ItemProps} props */
function Line({ event, language, edited, failure, seen }) {
  const { kind } = event.by;
  const text = edited ?? event.text;
  return html`
    <div class="item ${kind} ${failure ? 'failed' : ''}">
      <${Face} name=${event.by.name || (kind === 'customer' ? nameOf(current.value.found) : '')} kind=${kind} photo=${photoOf(event.by.id)} />
      <div class="said">
        <p class="by"><strong>${author(event)}</strong> <${At} at=${event.at} /> ${edited !== undefined && html`<span>${t('edited')}</span>`}
          ${event.type === 'announcement' && html`<span class="tag">${t('ev_announcement')}</span>`}</p>
        <${Origin} origin=${event.data?.origin} />
        ${text && html`<div class="bubble" lang=${event.data?.language ?? language}>${text}</div>`}
        <${Files} files=${event.data?.files} who=${author(event)} />
        <${Choices} choices=${event.data?.choices} />
        ${seen !== undefined && !failure && html`<p class="mark">${t(seen ? 'seen_mark' : 'unseen_mark')}</p>`}
        ${failure && html`<p class="failure"><${Icon} name="alarm" />${t('not_delivered_this')}${failure.data?.reason && `: ${undelivered(failure.data.reason, failure.data.reason)}`}</p>`}
      </div>
    </div>
  `;
}

/** @param {{choices?: {label?: string}[]}} props */
function Choices({ choices }) {
  if (!Array.isArray(choices) || !choices.length) return null;
  return html`<p class="offered-choices"><span>${t('choices')}: </span>${choices.map((one) => one.label).join(' · ')}</p>`;
}

/** @param {ItemProps} props */
function Note({ event }) {
  return html`
    <div class="item note">
      <div class="said">
        <p class="by"><${Icon} name="note" /><strong>${author(event)}</strong> <${At} at=${event.at} /> <span class="tag">${t('agents_only')}</span>${event.data?.outside && html` <span class="tag">${t('note_outside')}</span>`}</p>
        <div class="bubble">${event.text}</div>
      </div>
    </div>
  `;
}

/** @param {ItemProps} props */
function Suppressed({ event, language }) {
  const text = event.text ?? event.data?.text;
  return html`
    <div class="item suppressed">
      <div class="said">
        <p class="by"><${Icon} name="bot" /><strong>${t('suppressed')}</strong> <${At} at=${event.at} /></p>
        <p class="hint">${tKey('suppressed', event.data?.reason, t('suppressed_late'))}</p>
        ${text && html`<div class="bubble" lang=${language}>${text}</div>`}
        <${Did} did=${event.data?.did} />
      </div>
    </div>
  `;
}

/** @param {{did?: {action?: string, summary?: string}[]}} props what a turn did outside */
function Did({ did }) {
  if (!Array.isArray(did) || !did.length) return null;
  return html`<p class="hint">${t('did')}: ${did.map((one) => one.summary ?? one.action).join(' · ')}</p>`;
}

/** @param {ItemProps} props */
function NotDelivered({ event }) {
  return html`
    <p class="happening failure"><${Icon} name="alarm" /><span>${t('not_delivered')}${event.data?.reason ? `: ${undelivered(event.data.reason, event.data.reason)}` : event.data?.why ? `: ${event.data.why}` : ''}${event.text && html` <q>${event.text}</q>`}</span> <${At} at=${event.at} /></p>
  `;
}

/** What the customer is told nothing of. */
const DESK_ONLY = new Set(['handoff.offered', 'help.given', 'nudge.raised', 'later.set', 'colleague.asked', 'colleague.answered', 'case.snoozed', 'case.woken', 'case.joined', 'alert.raised', 'alert.acknowledged', 'customer.blocked', 'customer.unblocked', 'promise.at_risk', 'delivery.restored', 'notice.delayed']);

/** Handoffs, promises and the like: one line in the agent's words, and what the customer was told. @param {ItemProps} props */
function Happening({ event, language }) {
  const { data = {} } = event;
  const by = typeof data.by === 'string' && data.by ? data.by : author(event);
  const silent = event.type === 'conversation.resolved' && event.by.kind !== 'agent';
  const words = silent ? t('ev_closed_silent') : tKey('ev', event.type, t('ev_other', { type: event.type }));
  const told = DESK_ONLY.has(event.type) ? '' : (data.notice ?? event.text);
  return html`
    <div class="happening ${event.type.replace('.', ' ')}">
      <p><span>${words.replace('{by}', () => by).replace('{agent}', () => whose(data.agent)).replace('{name}', () => data.name ?? whose(data.to))}</span> <${At} at=${event.at} /></p>
      ${typeof data.promise === 'object' && html`<p class="hint">${promiseWords(data.promise)}</p>`}
      ${data.route && html`<p class="hint">${tKey('on_route', data.route, data.route)}</p>`}
      ${data.why && html`<p class="hint">${tKey('woke', data.why, '') || tKey('at_risk', data.why, '')}</p>`}
      ${data.until && html`<p class="hint">${dayAndClock(data.until)}</p>`}
      ${(event.type === 'colleague.asked' || event.type === 'help.given') && html`<p class="asked">${event.text}</p>`}
      ${data.later && html`<p class="hint">${t('later_set', { time: dayAndClock(data.later.at) })}</p>`}
      ${data.goodwill && html`<p class="hint">${money(data.goodwill.amount_eur)}, ${tKey('goodwill', data.goodwill.reason, data.goodwill.reason)}</p>`}
      ${data.about && html`<p class="hint">${t('resolve_about')}: ${data.about}</p>`}
      ${data.reason && html`<p>${t('reason_given', { reason: tKey('reason', String(data.reason), String(data.reason)) })}</p>`}
      ${told && html`<p class="told">${t('told')} <q lang=${language}>${told}</q></p>`}
    </div>
  `;
}

/** @param {import('../types.js').Promised} made */
function promiseWords(made) {
  const due = made.due_at ? t('by_when', { time: dayAndClock(made.due_at) }) : '';
  return [tKey('what', made.what, made.what ?? ''), due, made.where && tKey('where', made.where, made.where), made.text].filter(Boolean).join(', ');
}

/** @param {{at: string}} props */
const At = ({ at }) => html`<time datetime=${at}>${clock(at)}</time>`;
