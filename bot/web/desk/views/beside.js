// @ts-check
/** Beside the transcript: the order the customer proved to be theirs, and their earlier conversations. */
import { useEffect } from 'preact/hooks';
import { earlier, fetchEarlier, fetchOrder, order } from '../beside.js';
import { html } from '../html.js';
import { dayOf, dayAndClock, language, money, t, tKey } from '../i18n.js';
import { href } from '../route.js';

/** @typedef {import('../types.js').Case} Case */

/** @param {{one: Case}} props */
export function OrderBox({ one }) {
  const number = (one.brief ?? one.state.brief)?.order;
  useEffect(() => void (number && fetchOrder(one.id)), [one.id, number, one.events.length]);
  const found = order.value;
  if (!number || found?.id !== one.id) return null;
  return html`
    <section aria-labelledby="order">
      <h3 id="order">${t('order_beside', { number })}</h3>
      ${found.order ? html`<${OrderFacts} one=${found.order} />` : html`
        <p class="hint">${t(found.down ? 'order_down' : 'order_closed')}</p>
        ${found.down && html`<p><button onClick=${() => fetchOrder(one.id)}>${t('order_try')}</button></p>`}`}
    </section>
  `;
}

/** @param {{one: Record<string, any>}} props the order as docs/orders.md has it; what is unknown is left out */
function OrderFacts({ one }) {
  const { delivery = {}, invoice, items = [] } = one;
  const names = items.map((/** @type {any} */ item) => item.name?.[language.value] ?? item.name?.fi ?? item.id).join(', ');
  const due = delivery.estimated_on ?? delivery.promised_on;
  /** @type {[import('../i18n.js').Word, string][]} */
  const facts = [
    ['order_status', tKey('order_is', one['status'], one['status'] ?? '')],
    ['order_items', names],
    ['order_total', one['total_eur'] === undefined ? '' : money(one['total_eur'])],
    ['order_comes', due && !delivery.delivered_on ? dayOf(due) : ''],
    ['order_came', delivery.delivered_on ? dayOf(delivery.delivered_on) : ''],
    ['order_place', delivery.place ?? ''],
    ['order_late', delivery.late_days > 0 ? t('unit_d', { n: delivery.late_days }) : ''],
    ['order_invoice', invoice ? [invoice.number, tKey('invoice_is', invoice.status, invoice.status), dayOf(invoice.due_on)].join(', ') : ''],
    ['order_return_by', one['return_by'] ? dayOf(one['return_by']) : ''],
  ];
  return html`<dl>${facts.filter(([, value]) => value).map(([word, value]) => html`<div key=${word}><dt>${t(word)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** @param {{one: Case}} props */
export function Earlier({ one }) {
  useEffect(() => void fetchEarlier(one.id), [one.id]);
  const found = earlier.value;
  if (found?.id !== one.id) return null;
  return html`
    <section aria-labelledby="earlier">
      <h3 id="earlier">${t('earlier')}</h3>
      ${found.rows.length ? html`<ul class="earlier">${found.rows.map((row) => html`<${EarlierRow} key=${row.id} row=${row} />`)}</ul>` : html`<p class="hint">${t('earlier_none')}</p>`}
    </section>
  `;
}

/** @param {{row: import('../types.js').Row}} props */
function EarlierRow({ row }) {
  const open = row.status === 'open';
  return html`
    <li>
      <a href=${href('now', row.id)}>${row.last_at ? dayAndClock(row.last_at) : t('customer')}</a> ${open && html`<span class="tag">${t('earlier_open')}</span>`}
      ${row.holder?.name && html`<span class="hint"> ${t('earlier_by', { name: row.holder.name })}</span>`}
      <p lang=${row.language}>${row.about ?? row.last_text}</p>
      ${(row.promises ?? []).map((made) => html`<p key=${made.id} class="heed">${made.who?.name}: ${tKey('what', made.what, made.what)} ${t('by_when', { time: dayAndClock(made.due_at) })}</p>`)}
    </li>
  `;
}
