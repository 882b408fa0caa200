// @ts-check
/** What the field of a case remembers, and where the focus goes with it. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { keepDraft, recallDraft } from '../keep.js';
import { fieldIsGone } from '../keys.js';
import { agent, refill, wantsField, writing } from '../store.js';

/** @typedef {import('../types.js').LineKind} LineKind */

/** The last wish for the focus that was granted. */
let granted = 0;

/**
 * What is written and not sent, kept by agent, case and kind; and what is put back into the field.
 * @param {string} id @param {LineKind} kind @param {{current: HTMLTextAreaElement | null}} field
 * @returns {[string, (next: string) => void]}
 */
export function useDraft(id, kind, field) {
  const who = agent.value?.id ?? '';
  const [text, setText] = useState(() => recallDraft(who, id, kind));
  useLayoutEffect(() => setText(recallDraft(who, id, kind)), [who, id, kind]);
  useLayoutEffect(() => {
    if (!refill.value) return;
    const back = refill.value;
    refill.value = null;
    const before = recallDraft(who, id, back.kind);
    keepDraft(who, id, back.kind, before && back.text ? `${before}\n${back.text}` : before || back.text);
    if (back.kind === kind) setText(recallDraft(who, id, kind));
    writing.value = back.kind;
    field.current?.focus();
  }, [refill.value]);
  return [text, (next) => {
    setText(next);
    keepDraft(who, id, kind, next);
  }];
}

/** @param {{current: HTMLTextAreaElement | null}} field @param {boolean} mayReply */
export function useFocusWish(field, mayReply) {
  useLayoutEffect(() => {
    if (wantsField.value <= granted) return;
    if (writing.value === 'message' && !mayReply) return;
    granted = wantsField.value;
    field.current?.focus();
  }, [wantsField.value, mayReply, writing.value]);
}

/** A colleague took the case over, say, while I wrote. @param {boolean} closed */
export function useFieldGone(closed) {
  const before = useRef(closed);
  useLayoutEffect(() => {
    const gone = closed && !before.current && document.activeElement === document.body;
    before.current = closed;
    if (gone) fieldIsGone();
  }, [closed]);
}
