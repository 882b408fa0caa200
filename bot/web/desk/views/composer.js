// @ts-check
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.js';
import { t } from '../i18n.js';
import { keepDraft, recallDraft } from '../keep.js';
import { post } from '../outbox.js';
import { sayTyping } from '../session.js';
import { agent, current, refill, standing, wantsField, writing } from '../store.js';
import { named } from '../directory.js';

/** @typedef {import('../types.js').LineKind} LineKind */

const MOST = 4000;
const TOUCH = matchMedia('(pointer: coarse)');

/** The last wish for the focus that was granted. */
let granted = 0;

/**
 * The field: a reply under my name, or a note for agents. Each keeps its own draft per case.
 * Layout effects, so that the very next key already lands in the right field, however fast one types.
 */
export function Composer() {
  const { id } = current.value;
  const mayReply = standing.value === 'mine';
  /** @type {LineKind} */
  const kind = mayReply ? writing.value : 'note';
  const who = agent.value?.id ?? '';
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [text, setText] = useState(() => recallDraft(who, id, kind));
  const over = Array.from(text).length - MOST;

  useLayoutEffect(() => setText(recallDraft(who, id, kind)), [who, id, kind]);
  useLayoutEffect(() => {
    if (wantsField.value <= granted) return;
    if (writing.value === 'message' && !mayReply) return;
    granted = wantsField.value;
    field.current?.focus();
  }, [wantsField.value, mayReply, writing.value]);
  useLayoutEffect(() => {
    if (!refill.value) return;
    const back = refill.value;
    refill.value = null;
    const before = recallDraft(who, id, back.kind);
    keepDraft(who, id, back.kind, before ? `${before}\n${back.text}` : back.text);
    if (back.kind === kind) setText(recallDraft(who, id, kind));
    writing.value = back.kind;
    field.current?.focus();
  }, [refill.value]);

  /** @param {string} next */
  function change(next) {
    setText(next);
    keepDraft(who, id, kind, next);
    if (kind === 'message' && next) sayTyping(id);
  }
  function send() {
    if (!text.trim() || over > 0) return field.current?.focus();
    post(id, kind, text.trim());
    change('');
    field.current?.focus();
  }
  /** @param {KeyboardEvent} press */
  function onKeyDown(press) {
    if (press.key !== 'Enter' || press.shiftKey || press.isComposing) return;
    if (TOUCH.matches && !press.ctrlKey && !press.metaKey) return;
    press.preventDefault();
    send();
  }

  if (!mayReply && writing.value !== 'note') {
    return html`
      <div class="composer closed">
        <p class="hint">${hint(kind, mayReply)}</p>
        <button type="button" aria-keyshortcuts="N" onClick=${() => choose('note')}>${t('note')}${text && ' …'}</button>
      </div>
    `;
  }
  return html`
    <form class="composer ${kind}" aria-label=${t('compose')} onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), send())}>
      <${Kinds} kind=${kind} mayReply=${mayReply} />
      <label class="hidden" for="field">${t(kind === 'note' ? 'note_label' : 'reply_label')}</label>
      <textarea
        id="field" ref=${field} rows="2" value=${text} aria-describedby="field-hint field-over" aria-invalid=${over > 0 ? 'true' : undefined}
        onInput=${(/** @type {any} */ e) => change(e.currentTarget.value)} onKeyDown=${onKeyDown}
      ></textarea>
      <div class="under">
        <p class="hint" id="field-hint">${hint(kind, mayReply)} <span class="keys">${t('enter_sends')}.</span></p>
        <p class="trouble" id="field-over" role="alert">${over > 0 ? t('too_long', { n: over }) : ''}</p>
        <button class="primary" type="submit" aria-disabled=${!text.trim() || over > 0}>${t(kind === 'note' ? 'save_note' : 'send')}</button>
      </div>
    </form>
  `;
}

/** @param {{kind: LineKind, mayReply: boolean}} props */
function Kinds({ kind, mayReply }) {
  return html`
    <div class="kinds" role="group" aria-label=${t('compose')}>
      <button type="button" aria-pressed=${kind === 'message'} aria-disabled=${!mayReply} aria-keyshortcuts="R"
        onClick=${() => mayReply && choose('message')}>${t('reply')}</button>
      <button type="button" aria-pressed=${kind === 'note'} aria-keyshortcuts="N" onClick=${() => choose('note')}>${t('note')}</button>
    </div>
  `;
}

/** @param {LineKind} kind */
function choose(kind) {
  writing.value = kind;
  wantsField.value += 1;
}

/** @param {LineKind} kind @param {boolean} mayReply @returns {string} */
function hint(kind, mayReply) {
  if (kind === 'message') return t('reply_hint', { name: named(agent.value) });
  if (mayReply) return t('note_hint');
  switch (standing.value) {
    case 'queue':
      return t('claim_first');
    case 'other':
      return t('others_case', { name: named(current.value.found?.state.human) });
    case 'bot':
      return t('bot_case');
    default:
      return t('resolved_case');
  }
}
