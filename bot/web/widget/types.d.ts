// The widget's modules and what goes between them. Never loaded by a browser: types and explanations are here, so
// that what a page downloads stays small.
//
//   <script type="module" src="https://GATEWAY/widget/support-chat.js" data-language="fi" data-phone="…"></script>
//
// support-chat.js  registers <support-chat>, and puts one on a page that has none
// element.js       the launcher, opening and closing. Attributes: `server` (default: where the script came from),
//                  `language` (default: the page's, then the browser's), `phone` (shown also while the gateway
//                  cannot be reached at all)
// panel.js         the opened chat: what stands around the conversation
// lines.js         the conversation. A line is made once and then only changed, so that a screen reader hears it once
// standing.js      "where things stand": what happens next, what was promised, what we understood, where we tell
// attach.js        files on their way to a message
// nodes.js         nodes, never strings of markup: whatever a text holds is shown as text
// chat.js          store, HTTP, socket and long poll, outbox, what is known: no DOM
// words.js         what is said of all that; fi.js, en.js, sv.js the words themselves, of which a page loads one
// style.js         the style sheet

export type Language = 'fi' | 'en' | 'sv';
export type Words = typeof import('./fi.js').default;

export interface Person { id?: string; name: string; role: string; photo?: string | null }

export interface Human extends Person { available?: boolean; expected_at?: string | null; others?: Person[] }

export interface File { id: string; name: string; type: string; size: number; image?: boolean }

export interface Promise_ {
  id: string;
  who: Person;
  what: 'call' | 'answer' | 'action';
  due_at: string;
  where: string;
  text?: string;
  status: 'open' | 'moved' | 'tried' | 'kept' | 'broken' | 'disputed' | 'withdrawn';
  /** What its end was, where the status alone would say too much. */
  why?: 'unknown' | 'unseen' | 'no_answer';
  phone?: string | null;
  calls_from?: string | null;
}

export type Field = 'matter' | 'order' | 'tried' | 'wants';
export type Way = 'page' | 'telegram' | 'email' | 'none';

/** A free time: `slot` is its name for the gateway. */
export interface Slot { slot: string; at: string; who: Person }
/** What GET …/slots answers: times, or the person who is free now, or another way. */
export interface Slots { slots?: Slot[]; now?: Human; other_way?: { phone?: string; text?: string | null } }

/** The contract's `state`, as far as it is shown. What came after it is read when the gateway gives it. */
export interface State {
  status: 'open' | 'resolved';
  handler: 'bot' | 'queue' | 'agent';
  language: string;
  greeting: string;
  human: Human;
  /** What is known of when: now, within `queue.wait_s`, at `human.expected_at`, or not (then that is the next word's time). */
  outlook: 'here' | 'range' | 'opens' | 'unknown';
  /** `reason`: a sentence on why there is no range, or why it has grown. */
  queue: { position: number; wait_s: [number, number]; reason: string | null } | null;
  promises?: Promise_[];
  brief?: { [field in Field]?: string | null } | null;
  notify?: { by: Way; address?: string };
  /** What `notify` may be here. */
  ways?: Way[];
  /** The newest event that the person has read. */
  seen?: string | null;
  company?: { name?: string; phone?: string };
}

export interface Choice { value: string; label: string }
export interface Answer { event_id: string; value: string }

export interface Event {
  id: string;
  type: string;
  at: string;
  by: { kind: 'customer' | 'bot' | 'agent' | 'system'; name?: string; role?: string };
  text?: string;
  data?: { notice?: string; files?: File[]; choices?: Choice[]; client_id?: string; language?: string; event_id?: string };
}

/**
 * Something the customer did that the gateway has not confirmed yet. Kept in localStorage until it has; its
 * `client_id` never changes, so that sent again it is still one message.
 */
export interface Item {
  client_id: string;
  kind: 'messages' | 'human';
  text: string;
  choice?: Answer | undefined;
  files?: File[] | undefined;
  at: string;
  tries: number;
  /** The gateway will not take it as it is: the customer decides. */
  refused?: boolean;
  /** Given by the gateway; the echo in the log has this id. */
  event_id?: string;
}

/** `written`: the customer has written in it. One never written in is dropped when the page speaks another language. */
export interface Session { id: string; token: string; language: Language; written?: boolean }

/** What a 503 `store_unavailable` says, so that nobody is left alone meanwhile. */
export interface Outage { phone?: string; hours?: string; human?: Human | string }

/** `status` 0: the network did not carry it. */
export interface Reply { status: number; body: any }

/** One HTTP call below /v1/conversations. Never throws. */
export type Api = (method: string, path: string, token?: string, body?: object, kind?: 'json' | 'blob') => Promise<Reply>;
/** `progress` is told 0 to 1; `signal` takes it back. Never throws. */
export type Upload = (path: string, token: string, file: Blob, progress: (part: number) => void, signal: AbortSignal) => Promise<Reply>;
export type MakeUpload = (server: string, language: string) => Upload;

/** A pause that can be cut short, when the network is back. */
export interface Sleeper { nap(ms: number): Promise<void>; wake(): void }

export interface Listener {
  /** Connected, or not any more. */
  live(live: boolean): void;
  events(events: Event[]): void;
  state(state: State): void;
  typing(by: { kind?: string; name?: string }): void;
  /** The cursor was unknown: everything comes again from the start. */
  reset(): void;
  /** The gateway knows neither the conversation nor its token any more. */
  expired(): void;
  outage(outage: Outage): void;
}

/** The line to the gateway. */
export interface Link { stop(): void; hurry(): void; typing(): void }

/** What the customer must not lose: localStorage, or memory where the page may not use that. */
export interface Store {
  get(key: string): any;
  /** undefined takes it away. */
  set(key: string, value: unknown): void;
  /** Every value whose key begins so. */
  all(start: string): any[];
}

export interface Place { server: string; language: Language; phone: string; page: string }

/** What the chat keeps. */
export interface Facts {
  /** The conversation's, as soon as its words have been loaded. */
  language: Language;
  events: Event[];
  /** Everything not confirmed, oldest first. */
  outbox: Item[];
  session?: Session | undefined;
  state: State | null;
  outage: Outage | null;
  link: 'none' | 'opening' | 'live' | 'lost';
  expired: boolean;
  opened: boolean;
  /** History is still coming in; it is not news. */
  loading: boolean;
  /** Who is typing; 'bot' is the bot. */
  typing: string;
}

/** All that the panel shows; made by the chat, changed by nobody. */
export interface View extends Facts {
  /** Messages of mine that are not in the log yet, oldest first. */
  waiting: Item[];
  /** The event whose choices can still be answered. */
  choices: string | null;
  phone: string;
  /** A wish for a person is on its way, or (refused) was not taken. */
  asking: boolean;
  refused: boolean;
  /** A person has had this conversation. */
  helped: boolean;
  unread: number;
}

/** One customer's chat, without any DOM. */
export interface Chat {
  place: Place;
  store: Store;
  view(): View;
  /** A known conversation goes on, so that an answer shows on the launcher. */
  start(): void;
  stop(): void;
  /** The panel is open: from now on there is a conversation, and what comes is read. */
  open(): void;
  close(): void;
  hurry(): void;
  send(text: string, choice?: Answer, files?: File[]): void;
  upload(file: Blob, progress: (part: number) => void, signal: AbortSignal): Promise<Reply>;
  /** null: not now. */
  download(path: string): Promise<Blob | null>;
  /** Any other call upon this conversation; a state in its answer is taken. */
  verb: Verb;
  /** By a link from another channel: the conversation it is for, or the page that asks for a proof. */
  arrive(secret: string): Promise<void>;
  /** What is on the screen is read now, if the page can be seen. */
  look(): void;
  human(): void;
  withdraw(): void;
  /** Takes a refused message back, to be put right. */
  take_back(client_id: string): void;
  /** The fact that the customer types, at most every three seconds. */
  typing(): void;
  /** A new conversation after an expired one; what could not be sent goes there. */
  restart(): void;
}

/** What the panel says above the field. `who` and `when` are empty while unknown. */
export interface Shown {
  status: string;
  /** While we cannot be reached from here: hours and the person. */
  help: string;
  /** Whose faces to show. */
  people: Person[];
  /** "Aino, laskutus"; "Aino tai Mikko, laskutus" while nobody is reserved; "Aino (laskutus) tai Mikko (toimitukset)". */
  who: string;
  /** The same, but where their teams differ only their names: "Aino tai Mikko". */
  names: string;
  /** "Paikalla nyt", "Vastaa huomenna tiistaina klo 9". */
  when: string;
  here: boolean;
  button: 'ask' | 'withdraw' | 'restart' | 'none';
}

export interface Panel { node: HTMLDialogElement; title: HTMLElement; text: HTMLElement; render(view: View): void }
export interface Presses { choose(event_id: string, choice: Choice): void; edit(item: Item): void }

// What each module gives.

// words.js
export type Loaded = { [language in Language]?: Words };
export type Load = (language: Language) => Promise<void>;
/** Those of a language that was loaded. */
export type WordsOf = (language: Language) => Words;
/** The first one we speak ("sv-FI" is sv); else English. */
export type Speak = (...tags: (string | null | undefined)[]) => Language;
export type Fill = (text: string, n: string | number) => string;
/** "Aino, laskutus" */
export type Named = (person: { name?: string | undefined; role?: string | undefined }) => string;
/** Whole days by the calendar, not by 24 hours. */
export type Days = (at: Date, now: Date) => number;
/**
 * An instant in the zone of whoever reads. `when`: "tänään klo 14.30", "tomorrow, Tuesday, at 9:00", "på torsdag kl. 9",
 * the same words as bot/core/when.py. `stamp`: beside a line, its time, with the day if it was another.
 */
export type Say = (at: Date, now: Date, language: Language) => string;
export type Present = (view: View, now: Date) => Shown;

// chat.js
export type MakeApi = (server: string, language: string) => Api;
export type MakeSleeper = () => Sleeper;
export type MakeLink = (api: Api, server: string, session: Session, on: Listener) => Link;
/** Milliseconds before try number `tries` + 1: 1, 2, 4 … 30 s, each spread over half to all of it. */
export type Backoff = (tries: number, random?: number) => number;

export type MakeStore = (prefix: string) => Store;
export type MakeChat = (place: Place, changed: () => void) => Chat;
/** As the gateway takes it: line feeds and tabs, no other control characters. */
export type Clean = (text: string) => string;
/** Adds what is new, in log order; edits change the line they are about. */
export type Append = (events: Event[], more: Event[]) => Event[];
export type Verdict = (status: number) => 'sent' | 'again' | 'expired' | 'refused';
/** The event whose choices can still be answered: nothing was said, taken or ended after it. */
export type Answerable = (events: Event[]) => string | null;
export type By = (event: Event) => boolean;
export type Order = (a: Item, b: Item) => number;
export type Keep = (item: Item) => void;
export type Drop = (gone: (item: Item) => unknown) => void;
export type Next = (kind: Item['kind']) => Item | undefined;
export type Pump = (kind: Item['kind']) => Promise<void>;
export type Verb = (method: string, path: string, body?: object) => Promise<Reply>;
export type Call = (method: string, path: string, body?: object, kind?: 'json' | 'blob') => Promise<Reply>;
/** Says what is wrong, and waits before the next try. */
export type Trouble = (reply: Reply, tries: number) => Promise<void>;
export type Add = (item: Partial<Item>) => void;
export type TakeState = (state?: State) => void;
export type TakeLive = (live: boolean) => void;

// nodes.js
/** `name`: "p", "p.notice": the tag and its classes. */
export type MakeNode = <K extends keyof HTMLElementTagNameMap>(
  name: K | `${K}.${string}`, attributes?: Record<string, string>, ...children: (Node | string)[]
) => HTMLElementTagNameMap[K];
export type MakeButton = (kind: string, press: () => void, ...children: (Node | string)[]) => HTMLButtonElement;
/** A drawing of 24 × 24; decoration only. */
export type MakeIcon = (path: string) => SVGElement;
/** Only a text that is another one is set: a screen reader is not told twice. */
export type SetText = (node: Element | null, text: string) => void;
/** `server`: what a relative photo is relative to. */
export type MakeAvatar = (person: { name?: string; photo?: string | null | undefined }, server: string) => HTMLElement;
/** Web addresses become links. */
export type Linked = (text: string) => (Node | string)[];
/** Saves a file under a name. */
export type Save = (file: Blob, name: string) => void;
/** "1,2 Mt" */
export type Size = (bytes: number, locale: string) => string;
export type Picture = (canvas: HTMLCanvasElement, chat: Chat, file: File) => Promise<void>;
export type MakeFile = (file: File, words: Words) => HTMLElement;
export type Spoken = Pick<Event, 'by'> & Partial<Event>;
export type MakeLine = (view: View, event: Spoken) => HTMLElement;
export type Place_ = (key: string, event: Spoken, text: string, remark?: string) => HTMLElement;
export type MakeLines = (log: HTMLElement, chat: Chat, presses: Presses) => (view: View) => void;
/** The list of what is sent along, and the button that adds to it. `changed`: something came, went or is ready. */
export interface Tray {
  node: HTMLElement;
  button: HTMLElement;
  render(words: Words): void;
  add(files: Iterable<globalThis.File>): void;
  /** Those that are ready; empty: none. */
  ready(): File[];
  busy(): boolean;
  clear(): void;
}
export interface Piece { file: globalThis.File | null; meta?: File; part: number; bad?: string | undefined; lost?: boolean; stop: AbortController; node?: HTMLElement }
export type MakeTray = (chat: Chat, changed: () => void) => Tray;
/** Opens on a part: the call form, the e-mail field. `ways`: a button for each; with `chosen` those that tell something. */
export interface Standing { node: HTMLElement; render(view: View, shown: Shown): void; open(what: string): void; ways(chosen?: () => void): HTMLElement[] }
export type MakeStanding = (chat: Chat) => Standing;
/** A part of it: made anew when its facts have changed, but not under the hands of the customer. */
export interface Section { title: HTMLElement; render(heading: string, ...facts: unknown[]): void }
export type MakeSection = (build: () => Node[]) => Section;
/** A call; what went wrong is said. null: it did. */
export type Act = (part: Section, method: string, path: string, body?: object) => Promise<any>;
/** The free times as a form, or what is there instead. */
export type Times = (press: (slot: string) => void, ...fields: Node[]) => Node[];
export type MakeForm = (part: Section, does: string, press: () => void, ...fields: Node[]) => HTMLFormElement;
export type Input = (id: string, label: string, type: string, value?: string) => Node[];
export type MakePromise = (promise: Promise_) => HTMLElement;
export type ShowPiece = (piece: Piece) => void;
export type SendPiece = (piece: Piece) => Promise<void>;
export type DropPieces = (gone: Piece[]) => void;
export type MakePanel = (chat: Chat, close: () => void) => Panel;
