// @ts-check
import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { t } from '../i18n.js';
import { caseOf, href, VIEWS } from '../route.js';
import { heads, mine, notice, offered, others, route, said, unread } from '../store.js';
import { Case } from './case.js';
import { Dialogs } from './dialogs/dialogs.js';
import { LinkLine } from './link.js';
import { Icon } from './icon.js';
import { Lists } from './lists.js';
import { Tools } from './menu.js';
import { People } from './people.js';
import { Room, RoomList } from './rooms/rooms.js';
import { SoundHint } from './sound.js';

const GOOD_MS = 10_000;

/** Signed in: the lists on one side, the conversation on the other; on a phone one at a time. */
export function Desk() {
  const { view, id } = route.value;
  return html`
    <button class="skip" onClick=${() => document.getElementById('case-heading')?.focus()}>${t('skip')}</button>
    <div class="desk ${id ? 'in-case' : 'in-list'}">
      <header class="top">
        <h1 class="brand"><img src="icon.svg" alt="" width="28" height="28" /> Aina <span class="hidden">${t('desk')}</span></h1>
        <${Views} />
        <${LinkLine} />
        <${Tools} />
      </header>
      <${NoticeLine} />
      <main>
        <section class="list" aria-labelledby="list-heading">
          ${view === 'people' ? html`<${People} />` : view === 'rooms' ? html`<${RoomList} />` : html`<${Lists} view=${view} />`}
        </section>
        <div class="main">${view === 'rooms' ? html`<${Room} key=${id} />` : id ? html`<${Case} key=${id} />` : html`<${Nothing} />`}</div>
      </main>
    </div>
    <p class="hidden" role="status"><span key=${said.value.nth}>${said.value.words}</span></p>
    <${Dialogs} />
  `;
}

function Views() {
  const { view } = route.value;
  const now = offered.value.rows.length + others.value.length;
  return html`
    <nav class="views" aria-label=${t('views')}>
      ${VIEWS.filter((one) => one !== 'rooms' || heads.value).map((one) => html`
        <a key=${one} href=${href(one, one === 'rooms' ? null : caseOf())} aria-current=${one === view ? 'page' : undefined}>
          ${t(one)}
          ${one === 'now' && now > 0 && html` <span class="count">${now}</span>`}
          ${one === 'now' && unread.value.size > 0 && html` <span class="fresh"><span class="hidden">${t('new_messages')}</span></span>`}
        </a>`)}
    </nav>
  `;
}

/** No case is open: a calm word about what there is to do. */
function Nothing() {
  const empty = !others.value.length && !offered.value.rows.length && !mine.value.rows.length;
  return html`
    <div class="nothing">
      <h2 id="case-heading" tabindex="-1">${empty ? t('waiting_empty') : t('pick')}</h2>
      ${!empty && html`<p>${t('pick_lead')}</p>`}
      <p class="hint keys">${t('pick_hint')}</p>
    </div>
  `;
}

/** What came of the last deed: a good word goes by itself, a bad one stays until it is closed. */
function NoticeLine() {
  const { value } = notice;
  useEffect(() => {
    if (value?.kind !== 'good') return;
    const timer = setTimeout(() => notice.value === value && (notice.value = null), GOOD_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return html`
    <div class="notices">
      <${SoundHint} />
      <div role="status">${value?.kind === 'good' && html`<${NoticeText} text=${value.text} kind="good" />`}</div>
      <div role="alert">${value?.kind === 'bad' && html`<${NoticeText} text=${value.text} kind="bad" />`}</div>
    </div>
  `;
}

/** @param {{text: string, kind: string}} props */
const NoticeText = ({ text, kind }) => html`
  <p class="notice ${kind}">
    <span>${text}</span>
    <button class="tool" aria-label=${t('close')} onClick=${() => (notice.value = null)}><${Icon} name="close" /></button>
  </p>
`;
