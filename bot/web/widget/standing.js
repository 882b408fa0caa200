// @ts-check
// "Where things stand": what happens next, what was promised and what can be done about it, what we understood, where we tell.

import { new_id, verdict } from './chat.js';
import { button, h, save, say } from './nodes.js';
import { fill, named, when, words_of } from './words.js';

/** @import * as T from './types.js' */

const OPEN = ['open', 'moved', 'tried'];
const FIELDS = /** @type {const} */ (['matter', 'order', 'tried', 'wants']);

/** @type {T.MakeStanding} */
export const make_standing = (chat) => {
  const node = h('section.standing', { hidden: '', 'aria-labelledby': 'standing' });
  const problem = h('p.problem', { role: 'alert' });
  /** What is being changed: the id of a promise, `call`, `brief` or `email`; and how. */
  let doing = '', how = '';
  /** @type {T.Slots | null} */
  let slots = null;
  let client_id = '';
  let link = '';
  let phone = '';
  let words = words_of(chat.view().language);

  /** @type {T.MakeSection} */
  const section = (build) => {
    const title = h('h3', { tabindex: '-1' });
    const body = h('div');
    const part = h('div', {}, title, body);
    let was = '';
    node.append(part);
    return {
      title,
      render(heading, ...facts) {
        const now = JSON.stringify([chat.view().language, doing, how, slots, link, ...facts]);
        say(title, heading);
        // Not under the hands of who is writing here.
        if (now === was || body.contains(/** @type {ShadowRoot} */ (node.getRootNode()).activeElement)) return;
        was = now;
        body.replaceChildren(...build());
        part.hidden = !body.childElementCount;
      },
    };
  };

  /** The keyboard waits at the heading while what it was on is made anew. */
  const change = (/** @type {T.Section} */ { title }, what = '', that = '') => {
    title.focus();
    say(problem, '');
    [doing, how, slots] = [what, that, null];
    chat.look();
  };

  /** @type {T.Act} */
  const act = async (part, method, path, body) => {
    part.title.focus();
    const { status, body: reply } = await chat.verb(method, path, body);
    const fine = verdict(status) === 'sent';
    if (fine) change(part);
    else say(problem, reply.say ?? words.not_now);
    if (/slot/.test(reply.code)) load_slots();
    return fine ? reply : null;
  };

  const load_slots = async () => {
    const { status, body } = await chat.verb('GET', how === 'move' ? `/slots?promise=${doing}` : '/slots');
    slots = status === 200 ? body : {};
    if (status !== 200) say(problem, words.not_now);
    chat.look();
  };

  /** @type {T.Times} */
  const times = (press, ...fields) => {
    const { language } = chat.view();
    if (!slots) return [];
    if (slots.now) return [h('p', {}, fill(words.free, named(slots.now))), button('ask', chat.human, words.person)];
    if (!slots.slots?.length) return [h('p', {}, slots.other_way?.text ?? words.not_now)];
    const pick = h('select', { id: 'slot' }, ...slots.slots.map(({ slot, at, who }) =>
      h('option', { value: slot }, `${when(new Date(at), new Date(), language)}, ${who.name}`)));
    return [form(promised, words.confirm, () => press(pick.value), h('label', { for: 'slot' }, words.time), pick, ...fields)];
  };

  /** @type {T.MakeForm} */
  const form = (part, does, press, ...fields) => {
    const made = h('form', {}, ...fields, h('div.row', {}, h('button.choice', {}, does), button('quiet', () => change(part), words.back)));
    made.onsubmit = (event) => {
      event.preventDefault();
      press();
    };
    return made;
  };

  /** @type {T.Input} */
  const input = (id, label, type, value = '') => [h('label', { for: id }, label), h('input', { id, type, value, required: '' })];

  const next = section(() => [h('p', {}, `${said}`), ...(who && !said.includes(who) ? [h('p', {}, who)] : [])]);
  let said = '', who = '';

  /** @type {T.MakePromise} */
  const promise = (one) => {
    const { language } = chat.view();
    const at = new Date(one.due_at);
    const alive = OPEN.includes(one.status);
    const path = `/promises/${one.id}`;
    const call = one.what === 'call';
    const item = h('li', {}, h('b', {}, fill(words[one.what], when(at, new Date(), language))), h('p', {}, [named(one.who), { web: words.page, telegram: words.telegram }[one.where], one.text].filter(Boolean).join('. ')));
    if (alive && one.phone) item.append(h('p', {}, `${fill(words.calls, one.phone)} ${one.calls_from ? fill(words.from, one.calls_from) : ''}`));
    const state = words[/** @type {'kept'} */ (one.why ?? one.status)];
    if (state) item.append(h('p.state', {}, state));
    const row = h('div.row');
    if (doing === one.id && how === 'move') row.append(...times((slot) => act(promised, 'POST', path, { do: 'move', slot })));
    else if (doing === one.id) row.append(h('b', {}, words.sure), button('choice', () => act(promised, 'POST', path, { do: 'cancel' }), words.cancel), button('quiet', () => change(promised), words.back));
    else {
      if (alive && at > new Date()) {
        row.append(button('quiet', () => {
          change(promised, one.id, 'move');
          load_slots();
        }, words.move), button('quiet', () => change(promised, one.id, 'cancel'), words.cancel));
        if (call) row.append(button('quiet', async () => {
          const file = await chat.download(`${path}.ics`);
          if (file) save(file, 'call.ics');
          else say(problem, words.not_now);
        }, words.calendar));
      }
      if (one.status === 'tried' || one.status === 'kept' || (alive && at <= new Date()))
        row.append(button('quiet', () => act(promised, 'POST', path, { do: 'dispute' }), call ? words.nobody : words.undone));
    }
    if (row.childElementCount) item.append(row);
    return item;
  };

  const promised = section(() => {
    const { state } = chat.view();
    const list = state?.promises ?? [];
    const made = [list.length ? h('ul', {}, ...list.map(promise)) : h('p', {}, words.nothing)];
    if (doing === 'call') return [...made, ...times(async (slot) => {
      const number = /** @type {HTMLInputElement} */ (node.querySelector('#phone')).value;
      phone = number;
      await act(promised, 'POST', '/promises', { client_id, what: 'call', slot, phone: number });
    }, ...input('phone', words.number, 'tel', phone))];
    return [...made, ...(state && !doing ? [button('choice', () => standing.open('call'), words.add)] : [])];
  });

  const brief = section(() => {
    const known = chat.view().state?.brief;
    if (!known) return [];
    const labels = { ...words, tried: words.tried_so };
    if (doing !== 'brief') return [
      h('dl', {}, ...FIELDS.filter((field) => known[field]).flatMap((field) => [h('dt', {}, labels[field]), h('dd', {}, known[field] ?? '')])),
      button('quiet', () => change(brief, 'brief'), words.correct)];
    const made = form(brief, words.save, () => {
      /** @type {Record<string, string>} */
      const given = {};
      for (const field of FIELDS) {
        const { value } = /** @type {HTMLTextAreaElement} */ (made.querySelector(`#${field}`));
        if (value.trim() && value !== known[field]) given[field] = value;
      }
      if (Object.keys(given).length) act(brief, 'PUT', '/brief', given);
      else change(brief);
    }, ...FIELDS.flatMap((field) => [h('label', { for: field }, labels[field]), h('textarea', { id: field, rows: '1', maxlength: field === 'order' ? '100' : '500' }, known[field] ?? '')]));
    return [made];
  });

  const tell = section(() => {
    const { ways = [], notify } = chat.view().state ?? {};
    if (ways.length < 3) return [];
    if (doing === 'email') {
      const made = form(tell, words.save, () => act(tell, 'PUT', '/notify', { by: 'email', address: /** @type {HTMLInputElement} */ (made.querySelector('#email')).value }),
        ...input('email', words.address, 'email', notify?.address));
      return [made];
    }
    const more = !ways.includes('telegram') ? [] : [link ? h('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, words.go_on)
      : button('quiet', go_on, words.go_on)];
    return [h('div.row', {}, ...standing.ways(), ...more)];
  });

  const go_on = async () => {
    const reply = await act(tell, 'POST', '/link', { client_id: new_id() });
    if (!/^https:/.test(reply?.url)) return;
    link = reply?.url;
    // It works for ten minutes.
    setTimeout(() => {
      link = '';
      chat.look();
    }, 6e5);
    chat.look();
  };

  node.append(problem);

  /** @type {T.Standing} */
  const standing = {
    node,
    render(view, shown) {
      words = words_of(view.language);
      said = shown.status;
      who = shown.who;
      const { promises, brief: known, notify, ways } = view.state ?? {};
      const day = when(new Date(), new Date(), view.language);
      next.render(words.next, said, who);
      promised.render(words.promised, promises, day);
      brief.render(words.brief, known);
      tell.render(words.tell, notify, ways);
    },
    open(what) {
      node.hidden = false;
      if (what === 'call') {
        client_id = new_id();
        change(promised, 'call');
        load_slots();
      } else if (what) change(tell, what);
      else next.title.focus();
    },
    ways: (chosen) => (chat.view().state?.ways ?? []).filter((way) => !chosen || way !== 'none').map((way) => {
      const one = button('choice', async () => {
        chosen?.();
        if (way === 'email') standing.open(way);
        else if (way === 'telegram') {
          // Taken where a chat is open already; else opening it by the link is the choice.
          await chat.verb('PUT', '/notify', { by: way });
          node.hidden = false;
          go_on();
        } else act(tell, 'PUT', '/notify', { by: way });
      }, words[way]);
      one.ariaPressed = `${chat.view().state?.notify?.by === way}`;
      return one;
    }),
  };
  return standing;
};
