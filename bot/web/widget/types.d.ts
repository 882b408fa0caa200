// The widget's modules and what goes between them. Never loaded by a browser: the modules are typed from here,
// so that what a page downloads stays small.

export type Language = 'fi' | 'en' | 'sv';

export interface Person { id?: string; name: string; role: string; photo?: string | null }

export interface Human extends Person { available?: boolean; expected_at?: string | null; others?: Person[] }

/** The contract's `state`, as far as it is shown. `company` is read when the gateway gives it. */
export interface State {
  status: 'open' | 'resolved';
  handler: 'bot' | 'queue' | 'agent';
  language: string;
  greeting: string;
  human: Human;
  queue: { position: number; wait_s?: [number, number] | null } | null;
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
  data?: { notice?: string; choices?: Choice[]; client_id?: string; language?: string; event_id?: string };
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

/** `status` 0: the network did not carry it. `later`: milliseconds the gateway asks us to wait. */
export interface Reply { status: number; body: any; later: number }

export interface Options { token?: string; body?: unknown; signal?: AbortSignal; limit?: number }

/** One HTTP call below /v1/conversations. Never throws. `limit` in milliseconds. */
export type Api = (method: string, path: string, options?: Options) => Promise<Reply>;

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

/** All that the panel shows; made by the chat, changed by nobody. */
export interface View {
  language: Language;
  state: State | null;
  events: Event[];
  /** Messages of mine that are not in the log yet, oldest first. */
  waiting: Item[];
  /** The event whose choices can still be answered. */
  choices: string | null;
  phone: string;
  outage: Outage | null;
  link: 'none' | 'opening' | 'live' | 'lost';
  expired: boolean;
  /** A wish for a person is on its way, or (refused) was not taken. */
  asking: boolean;
  refused: boolean;
  /** A person has had this conversation. */
  helped: boolean;
  /** Who is typing; 'bot' is the bot. */
  typing: string;
  unread: number;
  /** History is still coming in; it is not news. */
  loading: boolean;
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
  send(text: string, choice?: Answer): void;
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
  /** "Aino, laskutus"; "Aino tai Mikko, laskutus" while nobody is reserved. */
  who: string;
  /** "Paikalla nyt", "Vastaa huomenna tiistaina klo 9". */
  when: string;
  here: boolean;
  button: 'ask' | 'withdraw' | 'restart' | 'none';
}

export interface Panel { node: HTMLDialogElement; title: HTMLElement; text: HTMLElement; render(view: View): void }
export interface Presses { choose(event_id: string, choice: Choice): void; edit(item: Item): void }

export type Say = (at: Date, now: Date, language: Language) => string;

// What each module gives.
export type MakeApi = (server: string, language: string) => Api;
export type MakeSleeper = () => Sleeper;
export type MakeLink = (api: Api, server: string, session: Session, on: Listener) => Link;
/** Milliseconds before try number `tries` + 1: 1, 2, 4 … 30 s, each spread over half to all of it. */
export type Backoff = (tries: number, random?: number) => number;
export type MakeStore = (prefix: string) => Store;
export type MakeChat = (place: Place, changed: () => void) => Chat;
export type Present = (view: View, now: Date) => Shown;
/** Adds what is new, in log order; edits change the line they are about. */
export type Append = (events: Event[], more: Event[]) => Event[];
export type Verdict = (status: number) => 'sent' | 'again' | 'expired' | 'refused';
export type MakeLines = (log: HTMLElement, server: string, presses: Presses) => (view: View) => void;
export type MakePanel = (chat: Chat, close: () => void) => Panel;
