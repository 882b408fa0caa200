// @ts-check
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { day, t } from '../i18n.js';
import { current, now, onTheirWay, typing } from '../store.js';
import { seenMark } from '../seen.js';
import { EventItem } from './event.js';
import { Icon } from './icon.js';
import { LaterLine } from './later.js';
import { Pending } from './pending.js';

/** @typedef {import('../types.js').Event} Event */

const NEAR_PX = 80;

/** Everything said so far. Stays at the end while one reads there, and never jumps while one reads further up. */
export function Transcript() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(true);
  const [behind, setBehind] = useState(false);
  const one = /** @type {import('../types.js').Case} */ (current.value.found);
  const extra = onTheirWay.value;
  const length = one.events.length + extra.length + (one.later?.length ?? 0);

  function toEnd() {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = true;
    setBehind(false);
  }
  function onScroll() {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = box.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (atEnd.current) setBehind(false);
  }
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setBehind(true);
  }, [length]);
  useEffect(() => {
    const watch = new ResizeObserver(() => atEnd.current && toEnd());
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  return html`
    <section class="talk" aria-label=${t('transcript')}>
      <div class="log" role="log" aria-label=${t('transcript')} tabindex="0" ref=${box} onScroll=${onScroll}>
        ${items(one)}
        ${(one.later ?? []).map((line) => html`<${LaterLine} key=${line.id} line=${line} language=${one.state.language} />`)}
        ${extra.map((line) => html`<${Pending} key=${line.client_id} line=${line} />`)}
      </div>
      ${behind && html`<button class="newest" onClick=${toEnd}><${Icon} name="down" />${t('read_on')}</button>`}
      <${Typing} />
    </section>
  `;
}

/** @param {import('../types.js').Case} one the events, with a line where the day changes */
function items(one) {
  const { edits, failures } = afterwards(one.events);
  const mark = seenMark(one);
  let before = '';
  return one.events.map((event) => {
    const date = day(new Date(event.at), new Date(now.peek()));
    const turn = date !== before;
    before = date;
    return html`
      ${turn && html`<p class="day" key=${`day-${event.id}`}><span>${date}</span></p>`}
      <${EventItem} key=${event.id} event=${event} language=${one.state.language} edited=${edits.get(event.id)} failure=${failures.get(event.id)}
        seen=${mark?.id === event.id ? mark.seen : undefined} />
    `;
  });
}

/** What later events say about earlier lines. @param {Event[]} events */
function afterwards(events) {
  /** @type {Map<string, string>} */
  const edits = new Map();
  /** @type {Map<string, Event>} */
  const failures = new Map();
  for (const event of events) {
    const about = event.data?.event_id;
    if (!about) continue;
    if (event.type === 'message.edited') edits.set(about, event.text ?? '');
    if (event.type === 'delivery.failed') failures.set(about, event);
  }
  return { edits, failures };
}

function Typing() {
  const who = typing.value[current.value.id];
  const writes = who && who.until > Date.now();
  return html`
    <p class="typing" aria-live="off">${writes && html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${who.name ? t('typing_name', { name: who.name }) : t('typing')}`}</p>
  `;
}
