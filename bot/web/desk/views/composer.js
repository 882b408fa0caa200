// @ts-check
import { useRef, useState } from 'preact/hooks';
import { attach, filesOf, takeFiles } from '../files.js';
import { html } from '../html.js';
import { t } from '../i18n.js';
import { recallDraft } from '../keep.js';
import { post } from '../outbox.js';
import { sayTyping } from '../session.js';
import { agent, current, openDialog, standing, wantsField, writing } from '../store.js';
import { myName, named } from '../directory.js';
import { CannedList, GAP, typedAfterSlash, usePicker } from './canned.js';
import { useDraft, useFieldGone, useFocusWish } from './draft.js';
import { AttachButton, Attachments, useDroppedFiles } from './files.js';
import { Icon } from './icon.js';
import { Nudge } from './nudge.js';
import { Suggestion, useSuggestion } from './suggest.js';
import { useCheck, Warning } from './warning.js';

/** @typedef {import('../types.js').LineKind} LineKind */

const MOST = 4000;
const TOUCH = matchMedia('(pointer: coarse)');

/**
 * The field: a reply under my name, or a note for agents. Each keeps its own draft per case.
 * Layout effects, so that the very next key already lands in the right field, however fast one types.
 */
export function Composer() {
  const { id } = current.value;
  const mayReply = standing.value === 'mine';
  /** @type {LineKind} */
  const kind = mayReply ? writing.value : 'note';
  const reply = kind === 'message';
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [text, change] = useDraft(id, kind, field);
  const [caret, setCaret] = useState(0);
  const typed = reply ? typedAfterSlash(text.slice(0, caret)) : null;
  const picker = usePicker(id, typed, insert);
  const { thought, think, drop } = useSuggestion(id);
  const { shown, mayGo } = useCheck(id, text, reply);
  const over = Array.from(text).length - MOST;
  const files = reply ? filesOf(id) : [];
  const empty = !text.trim() && !files.some((one) => one.stored);
  const dropping = useDroppedFiles(id, reply);
  const closed = !mayReply && writing.value !== 'note';
  useFocusWish(field, mayReply);
  useFieldGone(closed);

  /** A canned reply takes the place of the "/" and what was typed after it. @param {string} words */
  function insert(words) {
    const before = text.slice(0, caret - (typed?.length ?? 0) - 1);
    place(before + words + text.slice(caret), before.length, words);
  }
  /** @param {string} next @param {number} from where the new words begin @param {string} words */
  function place(next, from, words) {
    change(next);
    const gap = words.indexOf(GAP);
    const [start, end] = gap < 0 ? [from + words.length, from + words.length] : [from + gap, from + gap + GAP.length];
    setCaret(end);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(start, end);
    });
  }
  function openCanned() {
    const next = text && !text.endsWith('\n') ? `${text}\n/` : `${text}/`;
    place(next, next.length, '');
  }
  /** @param {string} words */
  function useSuggested(words) {
    const before = text.trim() ? `${text.trimEnd()}\n` : '';
    drop();
    place(before + words, before.length, words);
  }
  async function send() {
    const line = text.trim();
    if (empty || over > 0 || files.some((one) => one.status === 'sending')) return field.current?.focus();
    if (!(await mayGo(line))) return;
    post(id, kind, line, reply ? takeFiles(id) : []);
    drop();
    change('');
    field.current?.focus();
  }
  /** @param {KeyboardEvent} press */
  function onKeyDown(press) {
    if (press.isComposing || picker.onKey(press)) return;
    if (press.key !== 'Enter' || press.shiftKey) return;
    if (TOUCH.matches && !press.ctrlKey && !press.metaKey) return;
    press.preventDefault();
    send();
  }
  /** @param {ClipboardEvent} paste */
  function onPaste(paste) {
    const pasted = paste.clipboardData?.files;
    if (!reply || !pasted?.length) return;
    paste.preventDefault();
    attach(id, pasted);
  }
  /** @param {any} e */
  const onCaret = (e) => setCaret(e.currentTarget.selectionStart);

  if (closed) {
    const kept = recallDraft(agent.value?.id ?? '', id, 'message').trim();
    return html`
      <div class="composer closed">
        <p class="hint">${hint(kind, mayReply)}${kept && ` ${t('draft_kept')}`}</p>
        <button type="button" aria-keyshortcuts="N" onClick=${() => choose('note')}>${t('note')}${text && ' …'}</button>
      </div>
    `;
  }
  return html`
    <form class="composer ${kind} ${dropping ? 'dropping' : ''}" aria-label=${t('compose')} onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), send())}>
      ${dropping && html`<p class="drop">${t('attach_drop')}</p>`}
      ${reply && html`<${Nudge} />`}
      <${Suggestion} thought=${reply ? thought : null} use=${useSuggested} drop=${drop} />
      <div class="tools">
        <${Kinds} kind=${kind} mayReply=${mayReply} />
        ${reply && html`
          <button type="button" class="tool" aria-label=${t('canned_open')} title=${t('canned_open')} onClick=${openCanned}><${Icon} name="lines" /></button>
          <button type="button" class="tool" aria-label=${t('suggest')} title=${t('suggest')} onClick=${think}><${Icon} name="spark" /></button>
          <${AttachButton} id=${id} />`}
      </div>
      <${CannedList} picker=${picker} insert=${insert} />
      <label class="hidden" for="field">${t(kind === 'note' ? 'note_label' : 'reply_label')}</label>
      <textarea
        id="field" ref=${field} rows="2" value=${text} aria-describedby="field-hint field-over" aria-invalid=${over > 0 ? 'true' : undefined}
        aria-autocomplete=${reply ? 'list' : undefined} aria-controls=${picker.open ? 'canned' : undefined} aria-activedescendant=${picker.active}
        onInput=${(/** @type {any} */ e) => (onCaret(e), write(e.currentTarget.value))} onKeyDown=${onKeyDown} onKeyUp=${onCaret} onClick=${onCaret} onPaste=${onPaste}
      ></textarea>
      ${reply && html`<${Attachments} id=${id} />`}
      <${Warning} shown=${shown} />
      <div class="under">
        <p class="hint" id="field-hint">${hint(kind, mayReply)} <span class="keys">${t('enter_sends')}.</span></p>
        <p class="trouble" id="field-over" role="alert">${over > 0 ? t('too_long', { n: over }) : ''}</p>
        ${reply && html`<button type="button" class="tool" aria-label=${t('send_later')} title=${t('send_later')} aria-haspopup="dialog" onClick=${() => openDialog('later')}><${Icon} name="clock" /></button>`}
        <button class="primary" type="submit" aria-disabled=${empty || over > 0}>${t(kind === 'note' ? 'save_note' : 'send')}</button>
      </div>
    </form>
  `;

  /** @param {string} next */
  function write(next) {
    change(next);
    if (reply && next && !next.startsWith('/')) sayTyping(id);
  }
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
  if (kind === 'message') return t('reply_hint', { name: myName() });
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
