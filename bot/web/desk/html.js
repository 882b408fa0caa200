// @ts-check
/** Markup as nodes: what is put into the gaps becomes text, never HTML. */
import htm from 'htm';
import { h } from 'preact';

/** @type {(strings: TemplateStringsArray, ...gaps: any[]) => any} */
export const html = htm.bind(h);
