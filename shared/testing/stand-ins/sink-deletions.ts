import type { IncomingMessage } from 'node:http';

/** That somebody is to be deleted: their profile (`engage`), or whatever there is of them (`data-deletions`). */
export interface SinkDeletionRequest {
  readonly api: 'engage' | 'data-deletions';
  /** Undefined where the request names nobody in the documented form. */
  readonly person: string | undefined;
  readonly status: number;
}

export interface AskedDeletion {
  readonly request: Omit<SinkDeletionRequest, 'status'>;
  readonly answer: { readonly status: number; readonly body: object };
  readonly isObeyed: boolean;
}

interface Received {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly text: string;
  /** Of the project. */
  readonly token: string;
  readonly deletionToken: string;
}

/** Null for a request that is about something else. */
export function deletionIn(received: Received): AskedDeletion | null {
  const { pathname } = received.url;
  if (received.request.method !== 'POST') return null;
  if (pathname === '/engage') return ofProfile(received);
  return pathname === '/api/app/data-deletions/v3.0/' ? ofPerson(received) : null;
}

/** https://docs.mixpanel.com/reference/delete-profile: it always answers 200, and says 1 whatever the token is. */
function ofProfile({ url, text, token }: Received): AskedDeletion {
  const [update, ...more] = listIn(text);
  const person = textOf(update?.['$distinct_id']);
  const isValid = more.length === 0 && person !== undefined && update !== undefined && '$delete' in update;
  const isObeyed = isValid && update['$token'] === token;
  const status = isValid ? 1 : 0;
  const body =
    url.searchParams.get('verbose') === '1' ? { status, error: isValid ? '' : 'no valid update' } : {};
  return {
    request: { api: 'engage', person: isObeyed ? person : undefined },
    answer: { status: 200, body },
    isObeyed,
  };
}

/** https://docs.mixpanel.com/reference/gdpr-api */
function ofPerson({ request, url, text, token, deletionToken }: Received): AskedDeletion {
  const { distinct_ids: ids, compliance_type: law } = objectIn(text);
  const person = Array.isArray(ids) && ids.length === 1 ? textOf(ids[0]) : undefined;
  const said = (status: number, body: object): AskedDeletion => ({
    request: { api: 'data-deletions', person },
    answer: { status, body },
    isObeyed: status === 200,
  });
  if (request.headers.authorization !== `Bearer ${deletionToken}`)
    return said(401, { status: 'error', error: 'Invalid credentials' });
  if (url.searchParams.get('token') !== token)
    return said(403, { status: 'error', error: 'Not your project' });
  if (person === undefined || (law !== 'GDPR' && law !== 'CCPA'))
    return said(400, { status: 'error', error: 'Invalid parameters' });
  return said(200, { status: 'ok', results: [{ status: 'PENDING', tracking_id: '1583792934719392965' }] });
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

function listIn(text: string): Record<string, unknown>[] {
  const value = JSON.parse(text) as unknown;
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function objectIn(text: string): Record<string, unknown> {
  const value = JSON.parse(text) as unknown;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
