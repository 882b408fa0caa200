// @ts-check
/**
 * The shapes that go over the wire, as the desk reads them. Unknown fields are ignored, missing ones tolerated.
 *
 * @typedef {{id: string, name: string, role: string, email?: string, language?: string, languages?: string[],
 *   status?: Presence, roles?: string[]}} Agent
 * @typedef {'online' | 'away' | 'offline'} Presence
 * @typedef {{kind: 'customer' | 'bot' | 'agent' | 'system', id?: string, name?: string, role?: string}} Actor
 * @typedef {{name: string, text?: string}} Signal  what was noticed, and the customer's own words that raised it
 * @typedef {{id: string, type: string, at: string, by: Actor, text?: string, data?: Record<string, any>,
 *   conversation?: string}} Event  `at` is an RFC 3339 instant in UTC
 * @typedef {{id?: string, name?: string | null, role?: string | null, available?: boolean}} Human
 * @typedef {{id: string, who?: {name: string, role?: string}, what: string, due_at: string, where?: string,
 *   text?: string, phone?: string, status: string}} Promised
 * @typedef {{matter?: string, order?: string, tried?: string, wants?: string}} Brief
 * @typedef {{status: 'open' | 'resolved', handler: 'bot' | 'queue' | 'agent', language?: string, human?: Human,
 *   promises?: Promised[], brief?: Brief | null}} State
 * @typedef {{id: string, cursor?: string, state: State, events: Event[], brief?: Brief | null, reasons?: unknown[],
 *   signals?: Signal[], customer?: {name?: string} | null, name?: string, channel?: string, language?: string,
 *   urgency?: Urgency, alarm?: boolean, waiting_since?: string | null,
 *   transfer?: {to?: string, by?: string, reason?: string} | null, asked?: string | null}} Case
 * @typedef {'normal' | 'high' | 'critical'} Urgency
 * @typedef {{id: string, channel?: string, language?: string, urgency?: Urgency, alarm?: boolean, name?: string | null,
 *   customer?: {name?: string} | string | null, waiting_since?: string | null, last_at?: string | null,
 *   reasons?: unknown[], last_text?: string | null, handler?: string, status?: string, holder?: Human | null}} Row
 * @typedef {{id: string, name: string, surname?: string, role?: string, email?: string, team?: string, status?: Presence,
 *   load?: number, capacity?: number, languages?: string[], skills?: string[], topics?: string[]}} Person
 * @typedef {{id: string, name?: string, names?: Record<string, string>, topics?: string[]}} Team
 * @typedef {'connecting' | 'connected' | 'polling' | 'reconnecting'} LinkPhase
 * @typedef {{phase: LinkPhase, since: number}} Link  `since`: epoch ms of the phase's first moment
 * @typedef {'message' | 'note'} LineKind
 * @typedef {{client_id: string, conversation: string, kind: LineKind, text: string, at: number,
 *   status: 'waiting' | 'sent' | 'held', event_id?: string, why?: string}} Outgoing
 *   a line of mine on its way: waiting (goes by itself), sent (stored, its event not seen yet), held (needs me)
 */
export {};
